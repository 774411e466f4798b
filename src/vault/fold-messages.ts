/**
 * The part of a vault's fold that concerns messages, how far people have read, and staff notes. Pure; the author has been
 * verified by the caller. What a message is about and the files it names need not exist here: readers whose history begins
 * later see the same messages as everybody else. The text of a note is never seen by a fold.
 */
import { subjectKey } from '../contract/message-terms.ts';
import { notesMatch } from '../contract/recipients.ts';
import type { SealedNote, Subject } from '../contract/messages.ts';
import type { UserId } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { isNow } from './approvals.ts';
import type { EventOf, VaultEvent } from './events.ts';
import type { FirmState } from './firm-state.ts';
import { persistent, withEntry } from './persistent-map.ts';
import type { Message, ReadMark, StaffNote, VaultAuthor, VaultState } from './vault-state.ts';
import { isRejection, type Outcome, type Rejection } from './verdict.ts';

type MessageEvent = Extract<VaultEvent, { kind: `message.${string}` | `note.${string}` }>;

export const isMessageEvent = (event: VaultEvent): event is MessageEvent =>
	event.kind.startsWith('message.') || event.kind.startsWith('note.');

export function foldMessages(
	state: VaultState,
	firm: FirmState,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: MessageEvent
): Outcome<VaultState> {
	switch (event.kind) {
		case 'message.sent':
			return sent(state, author, parsed, event);
		case 'message.read':
			return event.body
				? withMark(state, author.userId, parsed, event.body.about, event.body.upTo)
				: 'unreadable';
		case 'message.removed':
			return takenBack(state, firm, author, parsed, event.payload.seq);
		case 'note.written':
			return author.side === 'staff' ? noted(state, firm, author, parsed, event) : 'not-allowed';
		case 'note.removed':
			return noteTakenBack(state, firm, author, parsed, event);
	}
}

function sent(
	state: VaultState,
	{ userId: by }: VaultAuthor,
	parsed: ParsedEntry,
	{ body }: EventOf<VaultEvent, 'message.sent'>
): Outcome<VaultState> {
	if (!body) return 'unreadable';
	const { read, ...said } = body;
	if (said.text === '' && said.files.length === 0) return 'malformed';
	if (state.messages.has(said.message)) return 'already-exists';
	const { seq, time: at } = parsed.header;
	const messages = withEntry(state.messages, said.message, {
		...said,
		takenBackAt: null,
		seq,
		at,
		by
	});
	if (read === null) return { ...state, messages };
	const marked = withMark(state, by, parsed, said.about, read);
	// Where nothing new was read, the message still counts.
	if (marked === 'already-exists') return { ...state, messages };
	return isRejection(marked) ? marked : { ...marked, messages };
}

/** By whoever wrote it, once; under new keys they are still the same person. What it said is in no state from then on. */
function takenBack(
	state: VaultState,
	firm: FirmState,
	{ userId }: VaultAuthor,
	{ header }: ParsedEntry,
	seq: number
): Outcome<VaultState> {
	const message = messageAt(state, seq);
	if (!message) return 'no-such-object';
	if (!isNow(message.by, userId, state, firm)) return 'not-allowed';
	if (message.takenBackAt !== null) return 'not-as-it-was';
	const without: Message = { ...message, text: '', files: [], takenBackAt: header.time };
	return { ...state, messages: withEntry(state.messages, message.message, without) };
}

export const messageAt = (
	{ messages }: Pick<VaultState, 'messages'>,
	seq: number
): Message | undefined => [...messages.values()].find((message) => message.seq === seq);

/** A mark only moves forward, and never past what there was to read. */
function withMark(
	state: VaultState,
	user: UserId,
	{ header }: ParsedEntry,
	about: Subject,
	upTo: number
): Outcome<VaultState> {
	if (upTo >= header.seq) return 'no-such-object';
	const key = markKey(user, about);
	if (upTo <= (state.marks.get(key)?.upTo ?? -1)) return 'already-exists';
	const mark: ReadMark = { user, about, upTo, at: header.time };
	return { ...state, marks: withEntry(state.marks, key, mark) };
}

const markKey = (user: UserId, about: Subject): string => `${user} ${subjectKey(about)}`;

function noted(
	state: VaultState,
	firm: FirmState,
	{ userId: by }: VaultAuthor,
	{ header: { seq, time: at } }: ParsedEntry,
	{ payload: { note, seals } }: EventOf<VaultEvent, 'note.written'>
): Outcome<VaultState> {
	const fault = faultOf(seals, state, firm);
	if (fault) return fault;
	const written: StaffNote = { note, seq, at, by, seals, takenBack: null };
	return { ...state, notes: withEntry(state.notes, seq, written) };
}

/** By whoever wrote it, once. What it said is in no state from then on, sealed or not. */
function noteTakenBack(
	state: VaultState,
	firm: FirmState,
	{ userId: by, side }: VaultAuthor,
	{ header: { seq, time: at } }: ParsedEntry,
	{ payload }: EventOf<VaultEvent, 'note.removed'>
): Outcome<VaultState> {
	const note = state.notes.get(payload.seq);
	if (!note) return 'no-such-object';
	if (side !== 'staff' || !isNow(note.by, by, state, firm)) return 'not-allowed';
	if (note.takenBack) return 'not-as-it-was';
	const fault = faultOf(payload.seals, state, firm);
	if (fault) return fault;
	const without: StaffNote = { ...note, seals: payload.seals, takenBack: { seq, at, by } };
	return { ...state, notes: withEntry(state.notes, note.seq, without) };
}

/** Null for seals for exactly the vault's teams, under the keys they have now: whoever left a team holds none of these. */
function faultOf(
	seals: readonly SealedNote[],
	state: VaultState,
	firm: FirmState
): Rejection | null {
	const teams = state.teams.flatMap((id) => firm.teams.get(id) ?? []);
	const isOutdated = seals.some(({ team, teamEpoch }) => firm.teams.get(team)?.epoch !== teamEpoch);
	if (notesMatch(seals, teams)) return null;
	return isOutdated ? 'wrong-epoch' : 'wrong-recipients';
}

/** What somebody wrote and read stays theirs under new keys. */
export function messagesHandedOver(
	{ messages, marks }: VaultState,
	from: UserId,
	to: UserId
): Pick<VaultState, 'messages' | 'marks'> {
	const own = (message: Message) => (message.by === from ? { ...message, by: to } : message);
	return {
		messages: persistent([...messages].map(([id, message]) => [id, own(message)])),
		marks: persistent(
			[...marks].map(([key, mark]) =>
				mark.user === from ? [markKey(to, mark.about), { ...mark, user: to }] : [key, mark]
			)
		)
	};
}
