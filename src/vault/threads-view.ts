/**
 * Messages as screens show them: the threads of a vault with what is unread, and the newest of one. Notes are opened here and
 * nowhere before, with the team keys of the person looking; for everybody else they are not there.
 */
import { subjectKey } from '../contract/message-terms.ts';
import type { NoteContent, Subject } from '../contract/messages.ts';
import type { UserId } from '../crypto/brands.ts';
import type { FirmState } from './firm-state.ts';
import { contentOf } from './notes.ts';
import { nameOf, personNow, sideOf } from './people.ts';
import type { HeldTeams } from './team-keys.ts';
import type { VaultLog } from './vault-log.ts';
import type { ReadMark, VaultState } from './vault-state.ts';
import type { ThreadPage, ThreadView, WrittenView } from './view.ts';

const PREVIEW = 140;

interface Written extends Omit<NoteContent, 'text'> {
	readonly kind: 'message' | 'note';
	readonly seq: number;
	readonly at: number;
	readonly by: UserId;
	readonly text: string | null;
	readonly takenBackAt: number | null;
}

/** Newest first. */
export async function threadViews(
	{ heldTeams }: Pick<VaultLog, 'heldTeams'>,
	state: VaultState,
	firm: FirmState,
	me: UserId
): Promise<ThreadView[]> {
	const threads = Map.groupBy(await allWritten(state, firm, me, heldTeams), ({ about }) =>
		subjectKey(about)
	);
	const marks = marksOf(state, firm);
	// What was said before a colleague came is there to be read, but is not news to them.
	const since = firm.staff.get(me)?.joinedAt ?? 0;
	const views = [...threads].map(([subject, written]): ThreadView | null => {
		const last = written.at(-1);
		if (!last) return null;
		const readUpTo = marks.get(subject)?.get(me)?.upTo ?? -1;
		const stands = written.filter(({ takenBackAt }) => takenBackAt === null);
		const isNews = ({ kind, seq, at, by }: Written) =>
			kind === 'message' && seq > readUpTo && at >= since && personNow(by, firm) !== me;
		return {
			about: last.about,
			subject,
			count: stands.length,
			unread: stands.filter(isNews).length,
			lastSeq: last.seq,
			lastAt: last.at,
			lastBy: { name: nameOf(last.by, firm, state), isMe: personNow(last.by, firm) === me },
			lastIsNote: last.kind === 'note',
			lastIsTakenBack: last.takenBackAt !== null,
			lastText: last.text?.slice(0, PREVIEW).toWellFormed() ?? ''
		};
	});
	return views.filter((view) => view !== null).sort((a, b) => b.lastSeq - a.lastSeq);
}

/** The newest `count` of a thread, oldest first. */
export async function threadPage(
	{ heldTeams, state }: Pick<VaultLog, 'heldTeams' | 'state'>,
	firm: FirmState,
	me: UserId,
	{ about, count }: { about: Subject; count: number }
): Promise<ThreadPage> {
	const subject = subjectKey(about);
	const all = await allWritten(state, firm, me, heldTeams);
	const written = all.filter((one) => subjectKey(one.about) === subject);
	const marks = [...(marksOf(state, firm).get(subject)?.values() ?? [])].sort(
		(a, b) => a.at - b.at
	);
	return {
		written: written.slice(-count).map((one) => writtenView(one, state, firm, me, marks)),
		older: Math.max(0, written.length - count)
	};
}

function writtenView(
	{ kind, seq, at, by, text, files, takenBackAt }: Written,
	state: VaultState,
	firm: FirmState,
	me: UserId,
	marks: readonly ReadMark[]
): WrittenView {
	const isMe = personNow(by, firm) === me;
	const readers = marks.filter(({ user, upTo }) => upTo >= seq && personNow(user, firm) !== me);
	return {
		kind,
		seq,
		at,
		by: { id: by, name: nameOf(by, firm, state), side: sideOf(by, firm), isMe },
		text,
		takenBackAt,
		files: [...files],
		readBy:
			isMe && kind === 'message' && takenBackAt === null
				? readers.map((mark) => ({ name: nameOf(mark.user, firm, state), at: mark.at }))
				: []
	};
}

/** In the order of the log. A note that does not open is shown with what is about the vault as a whole. */
async function allWritten(
	state: VaultState,
	firm: FirmState,
	me: UserId,
	teams: HeldTeams
): Promise<Written[]> {
	const messages = [...state.messages.values()].map((message): Written => ({
		...message,
		kind: 'message'
	}));
	if (sideOf(me, firm) !== 'staff') return messages;
	const notes = await Promise.all(
		[...state.notes.values()].map(async (note): Promise<Written> => {
			const content = await contentOf(note, state, teams);
			const { seq, at, by, takenBack } = note;
			const takenBackAt = takenBack?.at ?? null;
			return { ...(content ?? sealedAway), kind: 'note', seq, at, by, takenBackAt };
		})
	);
	return [...messages, ...notes].sort((a, b) => a.seq - b.seq);
}

const sealedAway: Pick<Written, 'about' | 'files' | 'text'> = {
	about: { kind: 'vault', id: null },
	files: [],
	text: null
};

/** By subject and person: the newest mark, also of those made under keys that were replaced. */
function marksOf(
	{ marks }: VaultState,
	firm: FirmState
): ReadonlyMap<string, ReadonlyMap<UserId, ReadMark>> {
	const found = new Map<string, Map<UserId, ReadMark>>();
	for (const mark of marks.values()) {
		const subject = subjectKey(mark.about);
		const people = found.get(subject) ?? new Map<UserId, ReadMark>();
		const person = personNow(mark.user, firm);
		if (mark.upTo > (people.get(person)?.upTo ?? -1)) people.set(person, mark);
		found.set(subject, people);
	}
	return found;
}
