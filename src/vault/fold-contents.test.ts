import { describe, expect, test } from 'vitest';
import { fileBody, forgeVault, LATER, readVault, type Forgery } from '../../tests/vault/forge.ts';
import { makeFolder, World, type Person } from '../../tests/vault/world.ts';
import type { Value } from '../crypto/encoding.ts';
import { MAX_FILE_BYTES, planBlob } from '../crypto/age/file.ts';
import { fileOfBlob, idBytes, newBlobId, newFolderId } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { foldVault } from './fold-vault.ts';
import type { VaultFile, VaultState } from './vault-state.ts';
import { isRejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const preparer = await world.staff('Petra', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const ours = await owner.vault(vault);
const year = await makeFolder(ours, '2025', world.now);
const emptyYear = await makeFolder(ours, '2024', world.now);
const anas = await add(ana, 'W-2.pdf');
const staffs = await add(owner, 'Return.pdf', { folder: idBytes(year) });
const log = await owner.vault(vault);
const { state } = log;

/** A file as the vault's log has it; its bytes do not matter here. */
async function add(author: Person, name: string, change: Record<string, Value> = {}) {
	const made = fileBody({ name, ...change });
	const draft = { kind: 'file.added' as const, payload: {}, body: made.body, blobs: [made.blob] };
	await (await author.vault(vault)).append(() => Promise.resolve(draft), world.now);
	return made;
}

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

const adding = (change: Record<string, Value> = {}, size = 1000) => {
	const { file, blob, body } = fileBody(change, size);
	return { file, forgery: { kind: 'file.added', body, blobs: [blob] } };
};
const changing = ({ file }: { file: VaultFile['file'] }, change: Record<string, Value> = {}) => ({
	kind: 'file.changed',
	body: { file: idBytes(file), folder: null, name: 'Renamed.pdf', ...change }
});
const removing = ({ blob }: Pick<VaultFile, 'blob'>) => ({
	kind: 'file.removed',
	blobs: [blob]
});
const viewing = ({ file }: { file: VaultFile['file'] }) => ({
	kind: 'file.viewed',
	body: { file: idBytes(file) }
});
const folder = (kind: string, id = newFolderId(), name = '2026') => ({
	kind,
	body: kind === 'folder.removed' ? { folder: idBytes(id) } : { folder: idBytes(id), name }
});

describe('folders', () => {
	test('staff make, rename and remove them', async () => {
		const id = newFolderId();
		const made = await applied(preparer, folder('folder.made', id));
		expect(made.folders.get(id)).toBe('2026');
		const renamed = await applied(owner, folder('folder.renamed', id, 'Old'), made);
		expect(renamed.folders.get(id)).toBe('Old');
		const removed = await applied(owner, folder('folder.removed', id), renamed);
		expect(removed.folders).toEqual(state.folders);
	});

	test.each(['folder.made', 'folder.renamed', 'folder.removed'])('%s by a client', async (kind) => {
		const id = kind === 'folder.made' ? newFolderId() : emptyYear;
		expect(await judged(ana, folder(kind, id))).toBe('not-allowed');
	});

	test('one that exists is not made again', async () => {
		expect(await judged(owner, folder('folder.made', year))).toBe('already-exists');
	});

	test('one that does not exist is neither renamed nor removed', async () => {
		expect(await judged(owner, folder('folder.renamed'))).toBe('no-such-object');
		expect(await judged(owner, folder('folder.removed'))).toBe('no-such-object');
	});

	test('one with files in it stays, and goes when they are gone', async () => {
		expect(await judged(owner, folder('folder.removed', year))).toBe('not-allowed');
		const emptied = await applied(owner, removing(staffs));
		expect((await applied(owner, folder('folder.removed', year), emptied)).folders.has(year)).toBe(
			false
		);
	});

	test('a body that is missing, damaged or of another kind', async () => {
		expect(await judged(owner, { kind: 'folder.made' })).toBe('unreadable');
		expect(await judged(owner, { kind: 'folder.made', body: { name: 'x' } })).toBe('unreadable');
		const bodyKey = log.epoch(1).seal;
		expect(await judged(owner, { ...folder('folder.made'), bodyKey })).toBe('unreadable');
	});
});

describe('adding files', () => {
	test.each([
		['a client', ana],
		['a preparer', preparer]
	])('%s adds one, with its signed description', async (_, author) => {
		const { file, forgery } = adding({ folder: idBytes(year), modified: 5 });
		const added = (await applied(author, forgery)).files.get(file);
		expect(added).toMatchObject({
			name: 'W-2.pdf',
			addedBy: author.id,
			addedAt: LATER,
			epoch: state.epoch,
			folder: year,
			modified: 5,
			crossed: false,
			tags: []
		});
		expect(added?.parts.length).toBe(1);
	});

	test('one of several parts lists them all', async () => {
		const size = 20 * 1024 * 1024;
		const parts = Array.from({ length: planBlob(size).parts }, () => randomBytes(32));
		expect(parts.length).toBeGreaterThan(1);
		const { file, forgery } = adding({ parts: new Uint8Array(Buffer.concat(parts)) }, size);
		expect((await applied(ana, forgery)).files.get(file)?.parts).toEqual(parts);
	});

	test('under the id of another file', async () => {
		const { forgery } = adding();
		expect(await judged(ana, { ...forgery, blobs: [staffs.blob] })).toBe('already-exists');
	});

	test('under the id of a file that was removed', async () => {
		const before = await applied(owner, removing(staffs));
		const { forgery } = adding();
		expect(await judged(owner, { ...forgery, blobs: [staffs.blob] }, before)).toBe(
			'already-exists'
		);
	});

	test('into a folder that a reader does not know, it lies at the top', async () => {
		const { file, forgery } = adding({ folder: idBytes(newFolderId()) });
		expect((await applied(ana, forgery)).files.get(file)?.folder).toBeNull();
	});

	const right = planBlob(1000);
	test.each([
		['a stored size one too large', { stored: right.storedSize + 1 }],
		['a stored size one too small', { stored: right.storedSize - 1 }],
		['a true size of the next padding step', { size: 100_000 }],
		['no part', { parts: new Uint8Array() }],
		['a part too many', { parts: randomBytes(64) }],
		['a part’s hash cut short', { parts: randomBytes(31) }],
		['more bytes than a file may have', { size: MAX_FILE_BYTES + 1 }],
		['the largest size there is', { size: Number.MAX_SAFE_INTEGER }]
	])('with sizes that do not agree: %s', async (_, change) => {
		expect(await judged(ana, adding(change).forgery)).toBe('malformed');
	});

	test.each([
		['an empty file', { size: 0 }],
		['a name that is not text', { name: 7 }],
		['a name of more than 1024 characters', { name: 'x'.repeat(1025) }],
		['a field too many', { extra: true }]
	])('with a description that does not fit, it is not shown: %s', async (_, change) => {
		const { file, forgery } = adding(change);
		expect((await applied(ana, forgery)).files.has(file)).toBe(false);
	});
});

describe('changing, removing and opening files', () => {
	test('a client renames a file of their own and moves it', async () => {
		const body = { folder: idBytes(year) };
		const next = await applied(ana, changing(anas, body));
		expect(next.files.get(anas.file)).toMatchObject({ name: 'Renamed.pdf', folder: year });
	});

	test('staff change a client’s file, and it stays the client’s', async () => {
		const next = await applied(preparer, changing(anas));
		expect(next.files.get(anas.file)).toMatchObject({ name: 'Renamed.pdf', addedBy: ana.id });
	});

	test('a file changed or removed by another client, or a staff file by a client', async () => {
		for (const forge of [changing, removing]) {
			expect(await judged(ben, forge(anas))).toBe('not-allowed');
			expect(await judged(ana, forge(staffs))).toBe('not-allowed');
		}
	});

	test('a file moved to a folder that a reader does not know lies at the top', async () => {
		const body = { folder: idBytes(newFolderId()) };
		const next = await applied(owner, changing(staffs, body));
		expect(next.files.get(staffs.file)?.folder).toBeNull();
	});

	test('a file that does not exist, or no longer', async () => {
		const blob = newBlobId();
		const missing = { file: fileOfBlob(blob), blob };
		for (const forge of [changing, removing, viewing])
			expect(await judged(owner, forge(missing))).toBe('no-such-object');
		const without = await applied(owner, removing(anas));
		for (const forge of [changing, removing, viewing])
			expect(await judged(owner, forge(anas), without)).toBe('no-such-object');
	});

	test('a client removes their own file', async () => {
		const next = await applied(ana, removing(anas));
		expect(next.files.has(anas.file)).toBe(false);
		expect(next.removed.has(anas.file)).toBe(true);
	});

	test('a removal whose body nobody can read still removes: the server has deleted the blob', async () => {
		const next = await applied(ana, { ...removing(anas), body: 'text' });
		expect(next.files.has(anas.file)).toBe(false);
	});

	test('everybody’s first opening is marked once, with its time', async () => {
		const opened = await applied(owner, viewing(anas));
		const both = await applied(ben, viewing(anas), opened);
		expect(both.files.get(anas.file)?.viewed).toEqual(
			new Map([
				[owner.id, LATER],
				[ben.id, LATER]
			])
		);
		expect(await judged(owner, viewing(anas), both)).toBe('already-exists');
	});

	test.each(['file.changed', 'file.viewed', 'file.reopened'])(
		'%s with a body that cannot be read',
		async (kind) => {
			expect(await judged(owner, { kind })).toBe('unreadable');
			expect(await judged(owner, { kind, body: 'text' })).toBe('unreadable');
		}
	);

	test('a file whose description cannot be read is not shown, and its blob cannot come again', async () => {
		const { file, forgery } = adding();
		const next = await applied(ana, { ...forgery, body: 'text' });
		expect(next.files.has(file)).toBe(false);
		expect(await judged(ana, forgery, next)).toBe('already-exists');
	});
});

describe('opening a file again', () => {
	const opening = (kind: string, file = staffs): Forgery => ({
		kind,
		body: { file: idBytes(file.file) }
	});
	const lastOf = ({ files }: VaultState) => files.get(staffs.file)?.again.get(ana.id);

	test('says when it was last, and leaves when it was first', async () => {
		const first = await applied(ana, opening('file.viewed'));
		const again = await applied(ana, { ...opening('file.reopened'), time: LATER + 1 }, first);
		expect([lastOf(first), lastOf(again)]).toEqual([undefined, LATER + 1]);
		expect(again.files.get(staffs.file)?.viewed.get(ana.id)).toBe(LATER);
		const third = await applied(ana, { ...opening('file.reopened'), time: LATER + 9 }, again);
		expect(lastOf(third)).toBe(LATER + 9);
	});

	test('is nothing by who never opened it, of what is not there, and at no later time', async () => {
		expect(await judged(ana, opening('file.reopened'))).toBe('no-such-object');
		const first = await applied(ana, opening('file.viewed'));
		expect(await judged(ana, opening('file.reopened'), first)).toBe('already-exists');
		expect(await judged(ben, opening('file.reopened'), first)).toBe('no-such-object');
		const elsewhere = { ...fileBody(), file: fileOfBlob(newBlobId()) };
		const gone = { kind: 'file.reopened', body: { file: idBytes(elsewhere.file) } };
		expect(await judged(ana, gone, first)).toBe('no-such-object');
	});
});
