/** Every step the schema ever took, oldest first. A released step is never edited; a change is a new step. */
import { first } from './0001-first.ts';
import { leaving } from './0002-leaving.ts';
import { storage } from './0003-storage.ts';
import { messages } from './0004-messages.ts';
import { notices } from './0005-notices.ts';
import { drops } from './0006-drops.ts';
import { reminders } from './0007-reminders.ts';
import { push } from './0008-push.ts';
import { languages } from './0009-languages.ts';
import { vaultMoves } from './0010-moves.ts';
import { takenBackAndReplies } from './0011-taken-back-and-replies.ts';
import { noticesOfMessages } from './0012-notices-of-messages.ts';

export const migrations: readonly string[] = [
	first,
	leaving,
	storage,
	messages,
	notices,
	drops,
	reminders,
	push,
	languages,
	vaultMoves,
	takenBackAndReplies,
	noticesOfMessages
];
