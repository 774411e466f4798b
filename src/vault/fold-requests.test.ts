import { describe, expect, test } from 'vitest';
import { fileBody, forgeVault, readVault, type Forgery } from '../../tests/vault/forge.ts';
import { World, type Person } from '../../tests/vault/world.ts';
import type { FileId, ItemId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { fileOfBlob, idBytes, newBlobId, newChecklistId, newItemId } from '../crypto/ids.ts';
import { MAX_ITEMS } from '../contract/requests.ts';
import { foldVault } from './fold-vault.ts';
import type { VaultState } from './vault-state.ts';
import { isRejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const preparer = await world.staff('Petra', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const log = await owner.vault(vault);
const list = newChecklistId();
const [w2, banks, home] = [newItemId(), newItemId(), newItemId()];
const items = [
	line(w2, { title: 'W-2', due: '2026-03-15' }),
	line(banks, { title: 'Bank statements', several: true }),
	line(home, { title: 'Form 1098' })
];
const state = await applied(owner, listing(items), log.state);

function line(item: ItemId, change: Record<string, Value> = {}) {
	return { due: null, hint: '', item: idBytes(item), several: false, title: 'W-2', ...change };
}

function listing(lines: Value[], change: Record<string, Value> = {}, kind = 'request.listed') {
	const body = { checklist: idBytes(list), items: lines, title: 'Your 2025 return', year: 2025 };
	return { kind, body: { ...body, ...change } };
}

async function judged(author: Person, forgery: Forgery, before: VaultState = state) {
	const parsed = await forgeVault({ ...author, firm: owner.firm }, log, forgery, before);
	const entry = await readVault(parsed, log.epoch(before.epoch).seal);
	const step = await foldVault({ firm: before.firm, vault }, before, entry, owner.firm);
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

/** A file that comes for an item, and the state after it. */
async function sent(item: ItemId | null, before: VaultState = state, author = ana) {
	const made = fileBody(item ? { answers: idBytes(item) } : {});
	const forgery = { kind: 'file.added', body: made.body, blobs: [made.blob] };
	return { ...made, state: await applied(author, forgery, before) };
}

const about = (kind: string, item: ItemId, rest: Record<string, Value> = {}): Forgery => ({
	kind: `request.${kind}`,
	body: { item: idBytes(item), ...rest }
});
const accepting = (item: ItemId, answers: FileId[]) =>
	about('accepted', item, { answers: answers.map(idBytes) });
const returning = (item: ItemId, answers: FileId[], reason = 'Page 2 is cut off') =>
	about('returned', item, { answers: answers.map(idBytes), reason });
const waiving = (item: ItemId, note = '') => about('waived', item, { note });
const reopening = (item: ItemId) => about('reopened', item);
const answering = (item: ItemId, files: FileId[]) =>
	about('answered', item, { files: files.map(idBytes) });
const statusOf = (after: VaultState, item: ItemId) => after.items.get(item)?.status;

describe('a checklist', () => {
	test('is made by staff, its items in order and wanted', () => {
		expect(state.checklists.get(list)).toMatchObject({ title: 'Your 2025 return', year: 2025 });
		expect(state.checklists.get(list)?.items).toEqual([w2, banks, home]);
		expect([...state.items.values()].map(({ status }) => status)).toEqual([
			'wanted',
			'wanted',
			'wanted'
		]);
		expect(state.items.get(w2)).toMatchObject({ title: 'W-2', due: '2026-03-15', answers: [] });
	});

	test.each(['listed', 'edited', 'removed'])('is never %s by a client', async (deed) => {
		const kind = `request.${deed}`;
		const removal = { kind, body: { checklist: idBytes(list) } };
		const forgery = deed === 'removed' ? removal : listing(items, {}, kind);
		expect(await judged(ana, forgery)).toBe('not-allowed');
	});

	test('is not made twice, nor with an item of another list', async () => {
		expect(await judged(owner, listing([]))).toBe('already-exists');
		const other = { checklist: idBytes(newChecklistId()) };
		expect(await judged(owner, listing([line(w2)], other))).toBe('already-exists');
	});

	test('is not changed to hold an item of another list', async () => {
		const other = newChecklistId();
		const theirs = newItemId();
		const both = await applied(owner, listing([line(theirs)], { checklist: idBytes(other) }));
		for (const lines of [[line(theirs)], [line(w2), line(theirs)]]) {
			const edit = listing(lines, {}, 'request.edited');
			expect(await judged(owner, edit, both)).toBe('already-exists');
		}
	});

	test('keeps what was sent and said when its words and order change', async () => {
		const { file, state: received } = await sent(w2);
		const accepted = await applied(owner, accepting(w2, [file]), received);
		const added = newItemId();
		const lines = [line(added), line(w2, { title: 'W-2 of Northwind' })];
		const after = await applied(preparer, listing(lines, {}, 'request.edited'), accepted);
		expect(after.checklists.get(list)?.items).toEqual([added, w2]);
		expect(after.items.get(w2)).toMatchObject({
			title: 'W-2 of Northwind',
			status: 'accepted',
			answers: [file]
		});
		expect(statusOf(after, added)).toBe('wanted');
		expect([after.items.has(banks), after.items.size]).toEqual([false, 2]);
	});

	test('is removed with its items, and the files stay', async () => {
		const { file, state: received } = await sent(w2);
		const removal = { kind: 'request.removed', body: { checklist: idBytes(list) } };
		const after = await applied(owner, removal, received);
		expect([after.checklists.size, after.items.size, after.files.has(file)]).toEqual([0, 0, true]);
		expect(await judged(owner, removal, after)).toBe('no-such-object');
		expect(await judged(owner, listing(items, {}, 'request.edited'), after)).toBe('no-such-object');
	});

	test('has 500 items and no more', async () => {
		const many = Array.from({ length: MAX_ITEMS }, () => line(newItemId()));
		const full = await applied(owner, listing(many, { checklist: idBytes(newChecklistId()) }));
		expect(full.items.size).toBe(MAX_ITEMS + items.length);
		const more = listing([...many, line(newItemId())], { checklist: idBytes(newChecklistId()) });
		expect(await judged(owner, more)).toBe('unreadable');
	});

	test.each<[string, Value[]]>([
		['a day that does not exist', [line(newItemId(), { due: '2026-02-30' })]],
		['a time instead of a day', [line(newItemId(), { due: '2026-03-15T10:00' })]],
		['an item twice', [line(w2), line(w2)]],
		['a title that is too long', [line(newItemId(), { title: 'x'.repeat(256) })]],
		['a hint that is too long', [line(newItemId(), { hint: 'x'.repeat(1001) })]],
		['a field nobody knows', [line(newItemId(), { status: 'accepted' })]]
	])('with %s is not read', async (_, lines) => {
		const forgery = listing(lines, { checklist: idBytes(newChecklistId()) });
		expect(await judged(owner, forgery)).toBe('unreadable');
	});
});

describe('an answer', () => {
	test('ticks its item when it comes with the file', async () => {
		const { file, state: after } = await sent(w2);
		expect(after.items.get(w2)).toMatchObject({ status: 'received', answers: [file] });
		expect(after.files.has(file)).toBe(true);
	});

	test('takes the place of the one before where one file is wanted, whose file stays', async () => {
		const first = await sent(w2);
		const second = await sent(w2, first.state);
		expect(second.state.items.get(w2)?.answers).toEqual([second.file]);
		expect(second.state.files.has(first.file)).toBe(true);
	});

	test('joins those before where several are wanted', async () => {
		const first = await sent(banks);
		const second = await sent(banks, first.state, ben);
		expect(second.state.items.get(banks)?.answers).toEqual([first.file, second.file]);
	});

	test('for an item that is gone is a file like any other', async () => {
		const { file, state: after } = await sent(newItemId());
		expect(after.files.has(file)).toBe(true);
		expect(after.items).toBe(state.items);
	});

	test('can be a file that is there already, given by staff or a member', async () => {
		const { file, state: loose } = await sent(null);
		for (const person of [ana, owner]) {
			const after = await applied(person, answering(w2, [file]), loose);
			expect(after.items.get(w2)).toMatchObject({ status: 'received', answers: [file] });
			expect(await judged(person, answering(w2, [file]), after)).toBe('already-exists');
		}
	});

	test('is a file and an item that are there', async () => {
		const { file, state: loose } = await sent(null);
		expect(await judged(ana, answering(newItemId(), [file]), loose)).toBe('no-such-object');
		const gone = fileOfBlob(newBlobId());
		for (const files of [[gone], [file, gone]])
			expect(await judged(ana, answering(w2, files), loose)).toBe('no-such-object');
	});

	test('that is removed leaves its item wanted, unless others are left', async () => {
		const only = await sent(w2);
		const removal = { kind: 'file.removed', blobs: [only.blob] };
		expect(statusOf(await applied(ana, removal, only.state), w2)).toBe('wanted');
		const accepted = await applied(owner, accepting(w2, [only.file]), only.state);
		expect(statusOf(await applied(ana, removal, accepted), w2)).toBe('wanted');
		const first = await sent(banks);
		const second = await sent(banks, first.state);
		const after = await applied(ana, { kind: 'file.removed', blobs: [first.blob] }, second.state);
		expect(after.items.get(banks)).toMatchObject({ status: 'received', answers: [second.file] });
	});

	test('that is removed says nothing of an item that was accepted without a document', async () => {
		const { blob, state: loose } = await sent(null);
		const accepted = await applied(owner, accepting(w2, []), loose);
		const after = await applied(ana, { kind: 'file.removed', blobs: [blob] }, accepted);
		expect(statusOf(after, w2)).toBe('accepted');
	});

	test('to something accepted, sent back or set aside is to be looked at again', async () => {
		const first = await sent(w2);
		const before = [
			await applied(owner, accepting(w2, [first.file]), first.state),
			await applied(owner, returning(w2, [first.file]), first.state),
			await applied(ana, waiving(w2))
		];
		for (const one of before) expect(statusOf((await sent(w2, one)).state, w2)).toBe('received');
	});
});

describe('a decision', () => {
	test('by staff accepts, or sends back with a reason', async () => {
		const { file, state: received } = await sent(w2);
		const accepted = await applied(preparer, accepting(w2, [file]), received);
		expect(accepted.items.get(w2)).toMatchObject({
			status: 'accepted',
			decision: { what: 'accepted', by: preparer.id, side: 'staff' }
		});
		const returned = await applied(preparer, returning(w2, [file]), received);
		expect(returned.items.get(w2)).toMatchObject({
			status: 'returned',
			answers: [file],
			decision: { words: 'Page 2 is cut off' }
		});
	});

	test('to accept or to send back is never a client’s', async () => {
		const { file, state: received } = await sent(w2);
		expect(await judged(ana, accepting(w2, [file]), received)).toBe('not-allowed');
		expect(await judged(ana, returning(w2, [file]), received)).toBe('not-allowed');
	});

	test('needs a reason to send something back', async () => {
		const { file, state: received } = await sent(w2);
		expect(await judged(owner, returning(w2, [file], ''), received)).toBe('unreadable');
	});

	test('comes first or not at all when two decide at once', async () => {
		const { file, state: received } = await sent(w2);
		const accepted = await applied(owner, accepting(w2, [file]), received);
		expect(await judged(preparer, returning(w2, [file]), accepted)).toBe('not-as-it-was');
		expect(await judged(preparer, accepting(w2, [file]), accepted)).toBe('not-as-it-was');
		const returned = await applied(owner, returning(w2, [file]), received);
		expect(await judged(preparer, accepting(w2, [file]), returned)).toBe('not-as-it-was');
	});

	test('is of the documents it names, all of them and in their order', async () => {
		const first = await sent(banks);
		const both = await sent(banks, first.state);
		const files = [first.file, both.file];
		expect(await judged(owner, accepting(banks, [first.file]), both.state)).toBe('not-as-it-was');
		expect(await judged(owner, accepting(banks, files.toReversed()), both.state)).toBe(
			'not-as-it-was'
		);
		expect(statusOf(await applied(owner, accepting(banks, files), both.state), banks)).toBe(
			'accepted'
		);
	});

	test('of one item says nothing of another, whose documents are others', async () => {
		const { file, state: received } = await sent(w2);
		expect(await judged(owner, accepting(home, [file]), received)).toBe('not-as-it-was');
	});

	test('accepts what came on paper, without a document', async () => {
		expect(statusOf(await applied(owner, accepting(w2, [])), w2)).toBe('accepted');
		expect(await judged(owner, returning(w2, []))).toBe('unreadable');
	});

	test('that something does not apply is a client’s or staff’s, before anything came', async () => {
		for (const person of [ana, preparer]) {
			const after = await applied(person, waiving(w2, 'I rent'));
			expect(after.items.get(w2)).toMatchObject({
				status: 'waived',
				decision: { by: person.id, words: 'I rent' }
			});
		}
		const { state: received } = await sent(w2);
		expect(await judged(ana, waiving(w2), received)).toBe('not-as-it-was');
	});

	test('is opened again by staff, and by a client where a client had set it aside', async () => {
		const { file, state: received } = await sent(w2);
		const accepted = await applied(owner, accepting(w2, [file]), received);
		expect(statusOf(await applied(preparer, reopening(w2), accepted), w2)).toBe('received');
		expect(await judged(ana, reopening(w2), accepted)).toBe('not-allowed');
		const byClient = await applied(ana, waiving(w2));
		expect(statusOf(await applied(ben, reopening(w2), byClient), w2)).toBe('wanted');
		const byStaff = await applied(owner, waiving(w2));
		expect(await judged(ana, reopening(w2), byStaff)).toBe('not-allowed');
		expect(statusOf(await applied(owner, reopening(w2), byStaff), w2)).toBe('wanted');
		expect(await judged(owner, reopening(w2))).toBe('not-as-it-was');
		const returned = await applied(owner, returning(w2, [file]), received);
		const reopened = await applied(preparer, reopening(w2), returned);
		expect(reopened.items.get(w2)).toMatchObject({ status: 'received', decision: { words: '' } });
	});

	test('to set aside what was sent back ends it', async () => {
		const { file, state: received } = await sent(w2);
		const returned = await applied(owner, returning(w2, [file]), received);
		expect(statusOf(await applied(ana, waiving(w2), returned), w2)).toBe('waived');
	});

	test('of a client is taken back by a client only while it stands', async () => {
		const { state: received } = await sent(w2, await applied(ana, waiving(w2)));
		expect(await judged(ana, reopening(w2), received)).toBe('not-allowed');
	});

	test('about an item that does not exist changes nothing', async () => {
		const nowhere = newItemId();
		for (const forgery of [accepting(nowhere, []), waiving(nowhere), reopening(nowhere)])
			expect(await judged(owner, forgery)).toBe('no-such-object');
	});

	test('without a body that can be read changes nothing', async () => {
		for (const kind of ['listed', 'edited', 'removed', 'answered', 'accepted', 'waived'])
			expect(await judged(owner, { kind: `request.${kind}`, body: null })).toBe('unreadable');
	});
});

test('what a client sends for an item cannot be moved to another by anybody without their key', async () => {
	const { body, blob } = fileBody({ answers: idBytes(w2) });
	const forgery = { kind: 'file.added', body, blobs: [blob] };
	const signer = preparer.identity.signing;
	expect(await judged(ana, { ...forgery, signer })).toBe('bad-signature');
});
