/** Every step the schema ever took, oldest first. A released step is never edited; a change is a new step. */
import { first } from './0001-first.ts';
import { leaving } from './0002-leaving.ts';
import { messages } from './0004-messages.ts';
import { storage } from './0003-storage.ts';
import { drops } from './0005-drops.ts';

export const migrations: readonly string[] = [first, leaving, storage, messages, drops];
