import { describe, expect, test } from 'vitest';
import { by, forgeVault, LATER, readVault, type Forgery } from '../../tests/vault/forge.ts';
import { refusalOf, World, type Person } from '../../tests/vault/world.ts';
import { MAX_MESSAGE_CHARACTERS } from '../contract/message-terms.ts';
import type { NoteContent, Subject } from '../contract/messages.ts';
import type { Value } from '../crypto/encoding.ts';
import {
	fileIdFrom,
	idBytes,
	itemIdFrom,
	newMessageId,
	newTeamId,
	userIdFrom,
	vaultIdFrom
} from '../crypto/ids.ts';
import { openBody } from '../crypto/entry.ts';
import { sealNote } from '../crypto/notes.ts';
import { randomBytes } from '../crypto/random.ts';
import { digestOf } from './digest.ts';
import { messagesHandedOver } from './fold-messages.ts';
import { foldVault } from './fold-vault.ts';
import {
	messageDraft,
	noteDraft,
	readDraft,
	readUpTo,
	takeBackDraft,
	typedMessage
} from './messages.ts';
import { contentOf } from './notes.ts';
import { threadPage, threadViews } from './threads-view.ts';
import type { VaultState } from './vault-state.ts';
import { isRejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const preparer = await world.staff('Petra', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const log = await owner.vault(vault);
const { state } = log;

const wholeVault: Subject = { kind: 'vault', id: null };
const aboutFile: Subject = { kind: 'file', id: fileIdFrom(randomBytes(16)) };
const anItem: Subject = { kind: 'item', id: itemIdFrom(randomBytes(16)) };
const words = (text: string, about: Subject = wholeVault): NoteContent => ({
	about,
	files: [],
	text
});

async function judged(author: Person, forgery: Forgery, before: VaultState = state) {
	const parsed = await forgeVault({ ...author, firm: owner.firm }, log, forgery, before);
	const entry = await readVault(parsed, log.epoch(before.epoch).seal);
	const step = await foldVault({ firm: state.firm, vault }, before, entry, owner.firm);
	if (step.verdict.applied) return step.state;
	const { head, firmHead } = step.state;
	expect(step.state).toEqual({ ...before, head, firmHead });
	return step.verdict.reason;
}

async function applied(author: Person, forgery: Forgery, before: VaultState = state) {
	const outcome = await judged(author, forgery, before);
	if (isRejection(outcome)) throw new Error(outcome);
	return outcome;
}

const saying = (content: NoteContent, change: Record<string, Value> = {}): Forgery => {
	const draft = messageDraft(state, newMessageId(), content, null);
	return { kind: 'message.sent', body: { ...Object(draft?.body), ...change } };
};
const reading = (upTo: number, about: Value = { id: null, kind: 'vault' }): Forgery => ({
	kind: 'message.read',
	body: { about, upTo }
});
const asValue = ({ kind, id }: Subject): Value => ({ id: id && idBytes(id), kind });

async function noting(author: Person, text = 'Careful', before: VaultState = state) {
	const draft = await noteDraft(author.firm, author.id, before, newMessageId(), words(text));
	if (!draft) throw new Error('no draft');
	return { kind: 'note.written' as const, payload: draft.payload };
}

describe('messages', () => {
	test.each([
		['a client', ana],
		['a preparer', preparer]
	])('%s writes one about the vault, a file or an item, known or not', async (_, author) => {
		for (const about of [wholeVault, aboutFile, anItem]) {
			const after = await applied(author, saying(words('Hello\nthere', about)));
			const [message] = after.messages.values();
			expect(message).toMatchObject({ about, text: 'Hello\nthere', by: author.id, at: LATER });
			expect(message?.seq).toBe(state.head.seq + 1);
			expect(after.marks.size).toBe(0);
		}
	});

	test('one that says nothing and brings nothing', async () => {
		expect(await judged(ana, saying(words('')))).toBe('malformed');
		const files = [randomBytes(16)];
		expect((await applied(ana, saying(words(''), { files }))).messages.size).toBe(1);
	});

	test('one longer than 20,000 characters, or with more than 20 files', async () => {
		const longest = words('x'.repeat(MAX_MESSAGE_CHARACTERS));
		expect((await applied(ana, saying(longest))).messages.size).toBe(1);
		expect(await judged(ana, saying(words('x'.repeat(MAX_MESSAGE_CHARACTERS + 1))))).toBe(
			'unreadable'
		);
		const files = Array.from({ length: 21 }, () => randomBytes(16));
		expect(await judged(ana, saying(words('x'), { files }))).toBe('unreadable');
	});

	test('one sent again under its own id, by whomever', async () => {
		const forgery = saying(words('Once'));
		const after = await applied(ana, forgery);
		expect(await judged(ana, forgery, after)).toBe('already-exists');
		expect(await judged(ben, forgery, after)).toBe('already-exists');
	});

	test('one re-attributed, moved, replayed or about something else does not open or does not count', async () => {
		const key = log.epoch(state.epoch).seal;
		const genuine = await forgeVault({ ...ana, firm: owner.firm }, log, saying(words('I agree')));
		const { header } = genuine;
		expect(await refusalOf(() => openBody(genuine, key))).toBe('accepted');
		for (const change of [
			{ author: by(ben).author },
			{ vault: vaultIdFrom(randomBytes(16)) },
			{ seq: header.seq + 1 },
			{ epoch: header.epoch + 1 },
			{ kind: 'message.read' }
		]) {
			const moved = { ...genuine, header: { ...header, ...change } };
			expect(await refusalOf(() => openBody(moved, key))).toBe('open-failed');
		}
		const forgery = { ...saying(words('I agree')), signer: ben.identity.signing };
		expect(await judged(ana, forgery)).toBe('bad-signature');
	});

	test('one about a vault that is not this kind of thing', async () => {
		for (const about of [
			{ id: randomBytes(16), kind: 'vault' },
			{ id: null, kind: 'file' }
		])
			expect(await judged(ana, saying(words('x'), { about }))).toBe('unreadable');
	});

	test('of somebody who is no member any more', async () => {
		const members = new Map([...state.members].filter(([id]) => id !== ben.id));
		expect(await judged(ben, saying(words('Still here')), { ...state, members })).toBe(
			'unknown-author'
		);
		expect(await judged(ben, reading(1), { ...state, members })).toBe('unknown-author');
	});

	test('under a key that is over', async () => {
		const old = { ...saying(words('Old')), epoch: state.epoch - 1 };
		expect(await judged(ana, old)).toBe('wrong-epoch');
	});
});

const takingBack = (seq: Value): Forgery => ({
	kind: 'message.removed',
	payload: { seq },
	body: null
});

describe('taking a message back', () => {
	const files = [randomBytes(16)];

	test.each([
		['a client', ana],
		['a preparer', preparer]
	])(
		'%s takes back their own: no text, no files, in its place, with the time',
		async (_, author) => {
			const first = await applied(author, saying(words('Not for you'), { files }));
			const { seq } = first.head;
			const before = await applied(ben, saying(words('And then?')), first);
			const after = await applied(author, takingBack(seq), before);
			expect([...after.messages.values()]).toMatchObject([
				{ seq, by: author.id, text: '', files: [], takenBackAt: LATER },
				{ text: 'And then?', takenBackAt: null }
			]);
			expect(JSON.stringify([...after.messages])).not.toContain('Not for you');
			expect(after.files).toBe(before.files);
		}
	);

	test('somebody else’s, also a client’s by staff and staff’s by a colleague', async () => {
		const clients = await applied(ana, saying(words('Mine')));
		for (const person of [ben, owner, preparer])
			expect(await judged(person, takingBack(clients.head.seq), clients)).toBe('not-allowed');
		const staffs = await applied(preparer, saying(words('Ours')));
		for (const person of [ana, owner])
			expect(await judged(person, takingBack(staffs.head.seq), staffs)).toBe('not-allowed');
	});

	test('one that is not there: another entry, a note, none yet, itself', async () => {
		const noted = await applied(owner, await noting(owner));
		const { seq } = noted.head;
		for (const one of [0, seq, seq + 1, seq + 2, 1_000_000])
			expect(await judged(owner, takingBack(one), noted)).toBe('no-such-object');
	});

	test('twice', async () => {
		const said = await applied(ana, saying(words('Once')));
		const after = await applied(ana, takingBack(said.head.seq), said);
		expect(await judged(ana, takingBack(said.head.seq), after)).toBe('not-as-it-was');
	});

	test('and saying it again under its id', async () => {
		const forgery = saying(words('Once'));
		const said = await applied(ana, forgery);
		const after = await applied(ana, takingBack(said.head.seq), said);
		expect(await judged(ana, forgery, after)).toBe('already-exists');
	});

	test('what is no number, or says more', async () => {
		for (const payload of [{}, { seq: null }, { seq: 'x' }, { seq: 1, text: 'x' }])
			expect(await judged(ana, { kind: 'message.removed', payload, body: null })).toBe('malformed');
	});

	test('of somebody who is no member any more, or under a key that is over', async () => {
		const said = await applied(ben, saying(words('Hello')));
		const members = new Map([...said.members].filter(([id]) => id !== ben.id));
		const { seq } = said.head;
		expect(await judged(ben, takingBack(seq), { ...said, members })).toBe('unknown-author');
		const old = { ...takingBack(seq), epoch: said.epoch - 1 };
		expect(await judged(ben, old, said)).toBe('wrong-epoch');
		const forged = { ...takingBack(seq), signer: ana.identity.signing };
		expect(await judged(ben, forged, said)).toBe('bad-signature');
	});

	test('is counted, previewed and found nowhere, and its line stays in the thread', async () => {
		let now = await applied(owner, saying(words('Welcome')));
		now = await applied(owner, saying(words('Not for you'), { files }), now);
		const { seq } = now.head;
		const views = (person: Person, of: VaultState) =>
			threadViews({ heldTeams: person.firm.teams }, of, owner.firm.state, person.id);
		expect(await views(ana, now)).toMatchObject([{ count: 2, unread: 2 }]);
		const after = await applied(owner, takingBack(seq), now);
		expect(await views(ana, after)).toMatchObject([
			{ count: 1, unread: 1, lastText: '', lastIsTakenBack: true }
		]);
		const page = await threadPage(
			{ heldTeams: ana.firm.teams, state: after },
			owner.firm.state,
			ana.id,
			{ about: wholeVault, count: 10 }
		);
		expect(page.written).toMatchObject([
			{ text: 'Welcome', takenBackAt: null },
			{ seq, text: '', files: [], takenBackAt: LATER, by: { id: owner.id } }
		]);
		const { digest } = await digestOf(after, owner.firm.teams);
		expect(digest.messages.map(({ text }) => text)).toEqual(['Welcome']);
		// Nobody says that they read what was taken back.
		const read = await applied(ana, reading(seq - 1), after);
		expect(readDraft(owner.firm, read, ana.id, wholeVault, read.head.seq)).toBeNull();
	});

	test('is offered for one’s own message, and said once', async () => {
		const said = await applied(ana, saying(words('Once')));
		const { seq } = said.head;
		const draft = (person: Person, state: VaultState, of = seq) =>
			takeBackDraft(owner.firm, state, person.id, of);
		expect(await draft(ana, said)).toEqual({
			kind: 'message.removed',
			payload: { seq },
			body: null
		});
		expect(await refusalOf(() => draft(ben, said))).toBe('not-allowed');
		expect(await refusalOf(() => draft(ana, said, 1))).toBe('message-gone');
		expect(await draft(ana, await applied(ana, takingBack(seq), said))).toBeNull();
	});
});

describe('taking a note back', () => {
	const aboutIt = words('Not in this drawer', anItem);
	const { firm } = owner;

	/** A note of this person's, and the state with it. */
	async function written(author = preparer, before: VaultState = state) {
		const draft = await noteDraft(author.firm, author.id, before, newMessageId(), aboutIt);
		const now = await applied(author, { kind: 'note.written', payload: draft!.payload }, before);
		return { now, seq: now.head.seq };
	}
	const draftOf = (person: Person, now: VaultState, seq: number) =>
		takeBackDraft(person.firm, now, person.id, seq);
	/** As its author would, with some of the payload changed. */
	async function removing(now: VaultState, seq: number, change: Record<string, Value> = {}) {
		const draft = await draftOf(preparer, now, seq);
		return { kind: 'note.removed', payload: { ...draft!.payload, ...change } };
	}

	test('its author does: neither text nor its seal is in any state, its place and the time are', async () => {
		const { now, seq } = await written();
		const before = now.notes.get(seq)!;
		const forgery = await removing(now, seq);
		const after = await applied(preparer, forgery, now);
		const note = after.notes.get(seq)!;
		expect(note).toEqual({
			...before,
			seals: note.seals,
			takenBack: { seq: seq + 1, at: LATER, by: preparer.id }
		});
		expect(note.seals).not.toEqual(before.seals);
		// What is sealed now says where it stood, and nothing else.
		expect(await contentOf(note, after, firm.teams)).toEqual(words('', anItem));
		expect(await contentOf(note, after, ana.firm.teams)).toBeNull();
		expect([...after.notes.keys()]).toEqual([seq]);
	});

	test('is shown to staff where it stood, counted and found nowhere; clients are shown nothing', async () => {
		const { now, seq } = await written();
		const after = await applied(preparer, await removing(now, seq), now);
		const views = (person: Person, of: VaultState) =>
			threadViews({ heldTeams: person.firm.teams }, of, firm.state, person.id);
		expect(await views(owner, now)).toMatchObject([{ count: 1, lastText: 'Not in this drawer' }]);
		expect(await views(owner, after)).toMatchObject([
			{ about: anItem, count: 0, unread: 0, lastText: '', lastIsNote: true, lastIsTakenBack: true }
		]);
		expect(await views(ana, after)).toEqual([]);
		const pageOf = (heldTeams = firm.teams, about: Subject = anItem) =>
			threadPage({ heldTeams, state: after }, firm.state, owner.id, { about, count: 10 });
		const shown = { kind: 'note', seq, text: '', files: [], takenBackAt: LATER };
		expect((await pageOf()).written).toMatchObject([{ ...shown, by: { id: preparer.id } }]);
		// Without the key to where: with what is about the vault as a whole, as every note that does not open.
		const sealed = await pageOf(new Map(), wholeVault);
		expect(sealed.written).toMatchObject([{ kind: 'note', seq, text: null, takenBackAt: LATER }]);
		expect((await digestOf(now, firm.teams)).digest.messages).toHaveLength(1);
		expect(await digestOf(after, firm.teams)).toMatchObject({
			digest: { messages: [] },
			hasClosed: false
		});
		// One that stands and does not open is still worth another look with other keys.
		const both = (await written(owner, after)).now;
		expect(await digestOf(both, new Map())).toMatchObject({ hasClosed: true });
	});

	test('nobody else does: no colleague, no client, not with seals that its author made', async () => {
		const { now, seq } = await written();
		const forgery = await removing(now, seq);
		for (const person of [owner, ana])
			expect(await judged(person, forgery, now)).toBe('not-allowed');
		const forged = { ...forgery, signer: owner.identity.signing };
		expect(await judged(preparer, forged, now)).toBe('bad-signature');
		for (const person of [owner, ana])
			expect(await refusalOf(() => draftOf(person, now, seq))).toBe('not-allowed');
	});

	test('nobody does who is not on the staff, be it theirs', async () => {
		const { now, seq } = await written();
		const forgery = await removing(now, seq);
		const own = [...now.notes.values()].map((note) => ({ ...note, by: ana.id }));
		const theirs = { ...now, notes: new Map(own.map((note) => [note.seq, note])) };
		expect(await judged(ana, forgery, theirs)).toBe('not-allowed');
	});

	test('twice', async () => {
		const { now, seq } = await written();
		const forgery = await removing(now, seq);
		const after = await applied(preparer, forgery, now);
		expect(await judged(preparer, forgery, after)).toBe('not-as-it-was');
		expect(await draftOf(preparer, after, seq)).toBeNull();
	});

	test('of two, one: the other stays as it was', async () => {
		const first = await written();
		const second = await written(preparer, first.now);
		const now = await applied(preparer, await removing(second.now, first.seq), second.now);
		expect(now.notes.get(second.seq)).toBe(second.now.notes.get(second.seq));
		expect(now.notes.get(first.seq)?.takenBack).not.toBeNull();
	});

	test('one that is not there: a message, another entry, none yet, itself', async () => {
		const { now, seq } = await written();
		const said = await applied(preparer, saying(words('Aloud')), now);
		for (const one of [0, seq + 1, seq + 2, 1_000_000])
			expect(await judged(preparer, await removing(said, seq, { seq: one }), said)).toBe(
				'no-such-object'
			);
		// Nor is a note taken back as a message is.
		expect(await judged(preparer, takingBack(seq), said)).toBe('no-such-object');
		expect(await refusalOf(() => draftOf(preparer, said, seq + 2))).toBe('message-gone');
	});

	test('is sealed for exactly the vault’s teams, under their present keys', async () => {
		const { now, seq } = await written();
		const [seal] = (await removing(now, seq)).payload['seals'] as Record<string, Value>[];
		const judge = async (...seals: Value[]) =>
			judged(preparer, await removing(now, seq, { seals }), now);
		expect(await judge()).toBe('malformed');
		expect(await judge(seal!, seal!)).toBe('wrong-recipients');
		expect(await judge({ ...seal, teamEpoch: 2 })).toBe('wrong-epoch');
		expect(await judge({ ...seal, sealed: new Uint8Array(65_537) })).toBe('malformed');
		expect(await judged(preparer, await removing(now, seq, { text: 'x' }), now)).toBe('malformed');
	});

	test.each([
		['words', words('Smuggled', anItem)],
		['nothing that is known', { somewhere: true }]
	])('whose seal holds %s is taken back all the same, and shows none', async (_, content) => {
		const { now, seq } = await written();
		const team = state.teams[0]!;
		const held = firm.teams.get(team)!;
		const place = {
			firm: state.firm,
			vault,
			team,
			teamEpoch: held.epoch,
			seq: seq + 1,
			author: preparer.id
		};
		const value = 'text' in content ? { about: asValue(anItem), files: [], text: 'Smuggled' } : {};
		const sealed = await sealNote(held.keys.notes, place, value);
		const seals = [{ sealed, team: idBytes(team), teamEpoch: held.epoch }];
		const after = await applied(preparer, await removing(now, seq, { seals }), now);
		expect(await contentOf(after.notes.get(seq)!, after, firm.teams)).toBeNull();
		const page = await threadPage({ heldTeams: firm.teams, state: after }, firm.state, owner.id, {
			about: wholeVault,
			count: 10
		});
		expect(page.written).toMatchObject([{ text: null, files: [], takenBackAt: LATER }]);
	});
});

describe('how far somebody has read', () => {
	test('is kept for each person and thread, with the time', async () => {
		const after = await applied(ana, reading(3));
		const both = await applied(ben, reading(2), after);
		const files = await applied(ana, reading(1, asValue(aboutFile)), both);
		const upTo = (person: Person, about: Subject) =>
			readUpTo(files, owner.firm.state, person.id, about);
		expect([upTo(ana, wholeVault), upTo(ben, wholeVault), upTo(ana, aboutFile)]).toEqual([3, 2, 1]);
		expect(upTo(ben, aboutFile)).toBe(-1);
		expect([...files.marks.values()][0]?.at).toBe(LATER);
	});

	test('only moves forward, and not past what there is', async () => {
		const after = await applied(ana, reading(3));
		expect(await judged(ana, reading(3), after)).toBe('already-exists');
		expect(await judged(ana, reading(2), after)).toBe('already-exists');
		expect(await judged(ana, reading(state.head.seq + 1))).toBe('no-such-object');
		expect(await judged(ana, reading(state.head.seq + 1_000_000))).toBe('no-such-object');
	});

	test('comes with an answer, which counts also where nothing new was read', async () => {
		const after = await applied(ana, saying(words('Answer'), { read: 3 }));
		expect(readUpTo(after, owner.firm.state, ana.id, wholeVault)).toBe(3);
		const again = await applied(ana, saying(words('More'), { read: 2 }), after);
		expect(again.messages.size).toBe(2);
		expect(readUpTo(again, owner.firm.state, ana.id, wholeVault)).toBe(3);
		expect(await judged(ana, saying(words('x'), { read: 1_000_000 }))).toBe('no-such-object');
	});

	test('is not said where nobody else wrote anything', async () => {
		const after = await applied(ana, saying(words('Hello')));
		const { seq } = after.head;
		expect(readDraft(owner.firm, after, ana.id, wholeVault, seq)).toBeNull();
		expect(readDraft(owner.firm, after, ben.id, aboutFile, seq)).toBeNull();
		const draft = readDraft(owner.firm, after, ben.id, wholeVault, seq);
		expect(draft?.body).toEqual({ about: { id: null, kind: 'vault' }, upTo: seq });
		const read = await applied(ben, reading(seq), after);
		expect(readDraft(owner.firm, read, ben.id, wholeVault, seq)).toBeNull();
	});

	test('and what was written stay somebody’s under new keys, and nobody else’s change', async () => {
		const said = await applied(ana, saying(words('Hello')));
		const answered = await applied(ben, saying(words('Hello Ana'), { read: said.head.seq }), said);
		const before = await applied(ana, reading(answered.head.seq), answered);
		const next = userIdFrom(randomBytes(32));
		const { messages, marks } = messagesHandedOver(before, ana.id, next);
		const [first, second] = [...before.messages];
		if (!first || !second) throw new Error('no messages');
		expect([...messages]).toEqual([[first[0], { ...first[1], by: next }], second]);
		const after = { ...before, messages, marks };
		expect(readUpTo(after, owner.firm.state, next, wholeVault)).toBe(answered.head.seq);
		expect(readUpTo(after, owner.firm.state, ana.id, wholeVault)).toBe(-1);
		expect(readUpTo(after, owner.firm.state, ben.id, wholeVault)).toBe(said.head.seq);
		expect([...marks.values()]).toEqual(
			[...before.marks.values()].map((mark) =>
				mark.user === ana.id ? { ...mark, user: next } : mark
			)
		);
	});

	test('a mark without its body', async () => {
		expect(await judged(ana, { kind: 'message.read' })).toBe('unreadable');
		expect(await judged(ana, { kind: 'message.sent' })).toBe('unreadable');
	});
});

describe('staff notes', () => {
	test('staff write one; colleagues open it and clients have no key that does', async () => {
		const after = await applied(preparer, await noting(preparer));
		const [note] = after.notes.values();
		expect(await contentOf(note!, after, owner.firm.teams)).toEqual(words('Careful'));
		expect(await contentOf(note!, after, ana.firm.teams)).toBeNull();
		expect(ana.firm.teams.size).toBe(0);
	});

	test('a client writes none, also with seals that a colleague made', async () => {
		const { payload } = await noting(preparer);
		expect(await judged(ana, { kind: 'note.written', payload })).toBe('not-allowed');
	});

	test('is sealed for exactly the vault’s teams, under their present keys', async () => {
		const { payload } = await noting(owner);
		const [seal] = payload['seals'] as Record<string, Value>[];
		const written = (...seals: Value[]) =>
			judged(owner, { kind: 'note.written', payload: { ...payload, seals } });
		expect(await written()).toBe('malformed');
		expect(await written(seal!, seal!)).toBe('wrong-recipients');
		expect(await written(seal!, { ...seal, teamEpoch: 2 })).toBe('wrong-epoch');
		expect(await written({ ...seal, teamEpoch: 2 })).toBe('wrong-epoch');
		expect(await written({ ...seal, team: idBytes(newTeamId()) })).toBe('wrong-epoch');
		expect(await written({ ...seal, sealed: new Uint8Array(65_537) })).toBe('malformed');
	});

	test.each<[string, (place: Parameters<typeof sealNote>[1]) => Partial<typeof place>]>([
		['another’s name', () => ({ author: preparer.id })],
		['another vault', () => ({ vault: vaultIdFrom(randomBytes(16)) })],
		['another place in the log', ({ seq }) => ({ seq: seq + 1 })],
		['another epoch of the team', ({ teamEpoch }) => ({ teamEpoch: teamEpoch + 1 })],
		['another team', () => ({ team: newTeamId() })]
	])('one that was made for %s does not open', async (_, change) => {
		const team = state.teams[0]!;
		const held = owner.firm.teams.get(team)!;
		const right = {
			firm: state.firm,
			vault,
			team,
			teamEpoch: held.epoch,
			seq: state.head.seq + 1,
			author: owner.id
		};
		const value = { about: { id: null, kind: 'vault' }, files: [], text: 'Moved' };
		const written = async (place: typeof right) => {
			const sealed = await sealNote(held.keys.notes, place, value);
			const seals = [{ sealed, team: idBytes(team), teamEpoch: held.epoch }];
			const payload = { note: randomBytes(16), seals };
			const after = await applied(owner, { kind: 'note.written', payload });
			return contentOf([...after.notes.values()][0]!, after, owner.firm.teams);
		};
		expect(await written(right)).not.toBeNull();
		expect(await written({ ...right, ...change(right) })).toBeNull();
	});

	test('shows a colleague without the key that it is there, and a client nothing', async () => {
		const after = await applied(preparer, await noting(preparer));
		const views = (person: Person, heldTeams = person.firm.teams) =>
			threadViews({ heldTeams }, after, owner.firm.state, person.id);
		expect((await views(owner))[0]).toMatchObject({
			count: 1,
			unread: 0,
			lastIsNote: true,
			lastText: 'Careful'
		});
		expect((await views(owner, new Map()))[0]).toMatchObject({ count: 1, lastText: '' });
		expect(await views(ana)).toEqual([]);
		// Even a client who was given a team’s key by mistake is shown none.
		expect(await views(ana, owner.firm.teams)).toEqual([]);
	});
});

describe('threads', () => {
	test('count what others wrote since one’s own mark, each by itself', async () => {
		let now = await applied(owner, saying(words('Welcome')));
		now = await applied(preparer, saying(words('About the file', aboutFile)), now);
		now = await applied(ana, saying(words('Thanks')), now);
		const views = (person: Person) =>
			threadViews({ heldTeams: person.firm.teams }, now, owner.firm.state, person.id);
		const unread = async (person: Person) =>
			(await views(person)).map(({ subject, unread: count }) => [subject.split(' ')[0], count]);
		expect(await unread(ana)).toEqual([
			['vault', 1],
			['file', 1]
		]);
		expect(await unread(owner)).toEqual([
			['vault', 1],
			['file', 1]
		]);
		now = await applied(ana, reading(now.head.seq), now);
		expect(await unread(ana)).toEqual([
			['vault', 0],
			['file', 1]
		]);
	});

	test('show who read one’s own message, and when', async () => {
		const sent = await applied(owner, saying(words('Welcome')));
		const read = await applied(ana, reading(sent.head.seq), sent);
		const page = (person: Person, now: VaultState) =>
			threadPage({ heldTeams: person.firm.teams, state: now }, owner.firm.state, person.id, {
				about: wholeVault,
				count: 10
			});
		expect((await page(owner, sent)).written[0]?.readBy).toEqual([]);
		expect((await page(owner, read)).written[0]?.readBy).toEqual([{ name: 'Ana', at: LATER }]);
		expect((await page(ana, read)).written[0]?.readBy).toEqual([]);
	});

	test('give their newest first, and say how many came before', async () => {
		let now = state;
		for (const text of ['one', 'two', 'three']) now = await applied(ana, saying(words(text)), now);
		const page = await threadPage({ heldTeams: new Map(), state: now }, owner.firm.state, ana.id, {
			about: wholeVault,
			count: 2
		});
		expect(page.written.map(({ text }) => text)).toEqual(['two', 'three']);
		expect(page.older).toBe(1);
	});
});

describe('what is typed', () => {
	const typed = (text: string, files: NoteContent['files'] = []) =>
		typedMessage({ about: wholeVault, files, text });

	test('keeps its lines, loses what is blank around it, and becomes well-formed', () => {
		expect(typed('  a\r\nb\rc \n\n').text).toBe('a\nb\nc');
		expect(typed('a\ud800b').text).toBe('a\ufffdb');
	});

	test('is refused when it is empty, too long or has too many files', async () => {
		expect(await refusalOf(() => typed(' \n '))).toBe('message-empty');
		expect(await refusalOf(() => typed('x'.repeat(100_000)))).toBe('message-too-long');
		const files = Array.from({ length: 21 }, () => fileIdFrom(randomBytes(16)));
		expect(await refusalOf(() => typed('x', files))).toBe('too-many-attached');
	});
});
