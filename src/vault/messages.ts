/**
 * What a person writes in a vault, as entries: messages for everybody in it, notes for staff alone, and how far somebody has
 * read. Text is refused with a sentence when it cannot be kept exactly; nothing is cut. Drafts answer null once what they
 * say is in the log, so that one sent again after a lost answer arrives once.
 */
import {
	MAX_ATTACHED_FILES,
	MAX_MESSAGE_CHARACTERS,
	subjectKey
} from '../contract/message-terms.ts';
import type { NoteContent, Subject } from '../contract/messages.ts';
import type { MessageId, UserId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { idBytes } from '../crypto/ids.ts';
import { isNow } from './approvals.ts';
import type { FirmLog } from './firm-log.ts';
import { contentOf, sealForStaff } from './notes.ts';
import { messageAt } from './fold-messages.ts';
import { personNow } from './people.ts';
import { Refusal } from './problems.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { StaffNote, VaultState } from './vault-state.ts';

/**
 * Line ends of one kind, nothing blank at either end, halves of characters replaced.
 * @throws Refusal `message-empty`, `message-too-long` or `too-many-attached`
 */
export function typedMessage({ text, files, about }: NoteContent): NoteContent {
	const typed = text.toWellFormed().replace(/\r\n?/gu, '\n').trim();
	if (typed === '' && files.length === 0) throw new Refusal('message-empty');
	if (typed.length > MAX_MESSAGE_CHARACTERS) throw new Refusal('message-too-long');
	if (files.length > MAX_ATTACHED_FILES) throw new Refusal('too-many-attached');
	return { about, files, text: typed };
}

const encoded = ({ about, files, text }: NoteContent) => ({
	about: encodedSubject(about),
	files: files.map(idBytes),
	text
});

const encodedSubject = ({ kind, id }: Subject): Value => ({
	id: id === null ? null : idBytes(id),
	kind
});

/** `read`: the newest entry of the thread that was on the screen while this was written. */
export function messageDraft(
	state: VaultState,
	message: MessageId,
	content: NoteContent,
	read: number | null
): VaultDraft | null {
	if (state.messages.has(message)) return null;
	const body = { ...encoded(content), message: idBytes(message), read };
	return { kind: 'message.sent', payload: {}, body };
}

/** For the teams of this vault as they are now; nobody who left one of them holds its present key. */
export async function noteDraft(
	firm: FirmLog,
	author: UserId,
	state: VaultState,
	note: MessageId,
	content: NoteContent
): Promise<VaultDraft | null> {
	if ([...state.notes.values()].some((known) => known.note === note)) return null;
	const seals = await sealForStaff(firm, author, state, encoded(content), 'staff-note');
	return { kind: 'note.written', payload: { note: idBytes(note), seals }, body: null };
}

/**
 * Takes back the message or note that this person wrote. Null where it was taken back already.
 * @throws Refusal `message-gone` for what is neither, `not-allowed` for somebody else's
 */
export async function takeBackDraft(
	firm: FirmLog,
	state: VaultState,
	me: UserId,
	seq: number
): Promise<VaultDraft | null> {
	const message = messageAt(state, seq);
	const note = state.notes.get(seq);
	const written = message ?? note;
	if (!written) throw new Refusal('message-gone');
	if (!isNow(written.by, me, state, firm.state)) throw new Refusal('not-allowed');
	if (note) return takeNoteBack(firm, state, me, note);
	if (message?.takenBackAt !== null) return null;
	return { kind: 'message.removed', payload: { seq }, body: null };
}

/** Says, for staff alone, what the note was about, so that it is told of where it stood; whoever cannot open it any more says less. */
async function takeNoteBack(
	firm: FirmLog,
	state: VaultState,
	me: UserId,
	note: StaffNote
): Promise<VaultDraft | null> {
	if (note.takenBack) return null;
	const content = await contentOf(note, state, firm.teams);
	const about = encodedSubject(content?.about ?? { kind: 'vault', id: null });
	const seals = await sealForStaff(firm, me, state, { about }, 'staff-note');
	return { kind: 'note.removed', payload: { seals, seq: note.seq }, body: null };
}

/** Null where nobody else has written anything in this thread since the last mark. */
export function readDraft(
	firm: FirmLog,
	state: VaultState,
	me: UserId,
	about: Subject,
	upTo: number
): VaultDraft | null {
	const before = readUpTo(state, firm.state, me, about);
	const key = subjectKey(about);
	const isNews = [...state.messages.values()].some(
		({ seq, by, about: other, takenBackAt }) =>
			seq > before &&
			seq <= upTo &&
			takenBackAt === null &&
			subjectKey(other) === key &&
			personNow(by, firm.state) !== me
	);
	if (!isNews) return null;
	return { kind: 'message.read', payload: {}, body: { about: encodedSubject(about), upTo } };
}

/** -1 where nothing was read yet. Marks under a person's earlier keys count for them. */
export function readUpTo(
	state: VaultState,
	firm: FirmLog['state'],
	person: UserId,
	about: Subject
): number {
	const key = subjectKey(about);
	const own = [...state.marks.values()].filter(
		(mark) => subjectKey(mark.about) === key && personNow(mark.user, firm) === person
	);
	return Math.max(-1, ...own.map(({ upTo }) => upTo));
}
