import { describe, expect, test } from 'vitest';
import { askedFor, givenBy } from '../../tests/vault/approvals.ts';
import { fileBody, type Forgery } from '../../tests/vault/forge.ts';
import { judging } from '../../tests/vault/judging.ts';
import { World, type Person } from '../../tests/vault/world.ts';
import type { BlobId, FileId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { fileOfBlob, idBytes, newBlobId, newChecklistId, newItemId } from '../crypto/ids.ts';
import { statusOf } from './approvals.ts';
import type { VaultFile, VaultState } from './vault-state.ts';
import { asOf, versionsInPlace, versionsOf } from './versions.ts';

const world = await World.found();
const { owner } = world;
const preparer = await world.staff('Petra', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const { log, judged, applied } = await judging(world, vault);

/** A new file, or with `replaces` a version of one. */
function adding(change: Record<string, Value> = {}) {
	const made = fileBody(change);
	const forgery: Forgery = { kind: 'file.added', body: made.body, blobs: [made.blob] };
	return { ...made, forgery };
}

/** As somebody says it who saw `over` in place. */
const over = ({ file, blob }: { file: FileId; blob: BlobId }, change: Record<string, Value> = {}) =>
	adding({ replaces: { file: idBytes(file), over: idBytes(blob) }, ...change });

const restoring = (file: FileId, version: BlobId, seen: BlobId, name = 'Return.pdf'): Forgery => ({
	kind: 'version.restored',
	body: { file: idBytes(file), name, over: idBytes(seen), version: idBytes(version) }
});
const removing = (...blobs: BlobId[]): Forgery =>
	blobs.length === 1 ? { kind: 'file.removed', blobs } : { kind: 'files.removed', blobs };
const viewing = (file: FileId, version?: BlobId): Forgery => ({
	kind: 'file.viewed',
	body: { file: idBytes(file), ...(version && { version: idBytes(version) }) }
});

function fileIn(state: VaultState, id: FileId): VaultFile {
	const file = state.files.get(id);
	if (!file) throw new Error('no such file');
	return file;
}
const numbersIn = (state: VaultState, id: FileId) =>
	versionsOf(fileIn(state, id)).map(({ number }) => number);

const v1 = adding({ name: 'Return.pdf' });
const anas = adding({ name: 'W-2.pdf' });
const state = await applied(log.state, [owner, v1.forgery], [ana, anas.forgery]);
const v2 = over(v1, { name: 'Return, corrected.pdf' });
const twice = await applied(state, [preparer, v2.forgery]);

describe('a new version', () => {
	test('is in place of the one before, under the file’s own id, and loses nothing of it', () => {
		const before = fileIn(state, v1.file);
		const file = fileIn(twice, v1.file);
		expect(file).toMatchObject({
			file: v1.file,
			blob: v2.blob,
			name: 'Return, corrected.pdf',
			number: 2,
			count: 2,
			crossed: false,
			addedBy: preparer.id,
			owner: owner.id,
			restored: null
		});
		expect(file.entry).not.toBe(before.entry);
		expect(asOf(file, v1.blob)).toEqual({ ...before, count: 2 });
		expect(asOf(file, v2.blob)).toBe(file);
		expect(asOf(file, newBlobId())).toBeUndefined();
		expect(twice.files.size).toBe(state.files.size);
		expect(twice.versions.get(v2.blob)).toBe(v1.file);
	});

	test('was opened by nobody, whoever opened the one before', async () => {
		const opened = await applied(state, [ana, viewing(v1.file)], [preparer, v2.forgery]);
		expect(fileIn(opened, v1.file).viewed.size).toBe(0);
		expect([...(asOf(fileIn(opened, v1.file), v1.blob)?.viewed.keys() ?? [])]).toEqual([ana.id]);
	});

	test('stays in the file’s folder and keeps its tags, whatever it says', async () => {
		const tagged = await applied(state, [
			owner,
			{ kind: 'files.tagged', body: { add: ['2025'], files: [idBytes(v1.file)], remove: [] } }
		]);
		const after = await applied(tagged, [owner, over(v1).forgery]);
		expect(fileIn(after, v1.file)).toMatchObject({ folder: null, tags: ['2025'] });
	});

	test('is not by a client of what another added', async () => {
		expect(await judged(ana, over(v1).forgery, state)).toBe('not-allowed');
		expect(await judged(ben, over(anas).forgery, state)).toBe('not-allowed');
		const answer = over(anas, { answers: idBytes(newItemId()) });
		expect(await judged(ben, answer.forgery, state)).toBe('not-allowed');
	});

	test('is by a client of their own file, also after staff replaced it', async () => {
		const byStaff = over(anas);
		const after = await applied(state, [owner, byStaff.forgery]);
		const again = over({ file: anas.file, blob: byStaff.blob });
		expect(numbersIn(await applied(after, [ana, again.forgery]), anas.file)).toEqual([1, 2, 3]);
	});

	test('told again adds nothing, nor does a file under its id', async () => {
		expect(await judged(preparer, v2.forgery, twice)).toBe('already-exists');
		const replayed = { ...adding().forgery, blobs: [v2.blob] };
		expect(await judged(preparer, replayed, twice)).toBe('already-exists');
	});

	test('of a file that is gone, or was never here, is a file of its own', async () => {
		const gone = await applied(state, [owner, removing(v1.blob)]);
		const after = await applied(gone, [preparer, v2.forgery]);
		expect(after.files.has(v1.file)).toBe(false);
		expect(fileIn(after, fileOfBlob(v2.blob))).toMatchObject({ number: 1, owner: preparer.id });
		const foreign = over({ file: fileOfBlob(newBlobId()), blob: newBlobId() });
		const elsewhere = await applied(state, [ana, foreign.forgery]);
		expect(fileIn(elsewhere, foreign.file)).toMatchObject({ owner: ana.id, others: [] });
	});

	test('a later version’s own id names no file that could be replaced', async () => {
		const third = over({ file: fileOfBlob(v2.blob), blob: v2.blob });
		const after = await applied(twice, [owner, third.forgery]);
		expect(numbersIn(after, v1.file)).toEqual([1, 2]);
		expect(after.files.has(third.file)).toBe(true);
	});

	test('whose sizes cannot belong together is malformed', async () => {
		expect(await judged(owner, over(v1, { stored: 7 }).forgery, state)).toBe('malformed');
	});
});

describe('two versions that came at once', () => {
	const theirs = over(v1);
	test('both stay, the later in the log is in place and marked', async () => {
		const both = await applied(twice, [owner, theirs.forgery]);
		expect(fileIn(both, v1.file)).toMatchObject({ blob: theirs.blob, number: 3, crossed: true });
		expect(numbersIn(both, v1.file)).toEqual([1, 2, 3]);
	});

	test('are settled by whoever chooses the one in place, or puts back the other, or sends another', async () => {
		const both = await applied(twice, [owner, theirs.forgery]);
		const kept = await applied(both, [owner, restoring(v1.file, theirs.blob, theirs.blob)]);
		expect(fileIn(kept, v1.file)).toMatchObject({ blob: theirs.blob, crossed: false });
		const other = await applied(both, [owner, restoring(v1.file, v2.blob, theirs.blob)]);
		expect(fileIn(other, v1.file)).toMatchObject({ blob: v2.blob, crossed: false });
		const next = over({ file: v1.file, blob: theirs.blob });
		expect(fileIn(await applied(both, [owner, next.forgery]), v1.file).crossed).toBe(false);
	});
});

describe('putting a version back', () => {
	test('puts it in place under the name that is said, as a choice of its own, and loses none', async () => {
		const back = await applied(twice, [owner, restoring(v1.file, v1.blob, v2.blob, 'Back.pdf')]);
		const file = fileIn(back, v1.file);
		expect(file).toMatchObject({ blob: v1.blob, number: 1, count: 2, name: 'Back.pdf' });
		expect(file.entry).toBe(fileIn(state, v1.file).entry);
		expect(file.restored).toMatchObject({ by: owner.id });
		expect(numbersIn(back, v1.file)).toEqual([1, 2]);
		const third = await applied(back, [owner, over(v1).forgery]);
		expect(fileIn(third, v1.file)).toMatchObject({ number: 3, restored: null, crossed: false });
	});

	test('is rejected when another was put in place meanwhile', async () => {
		const forgery = restoring(v1.file, v1.blob, v1.blob);
		expect(await judged(owner, forgery, twice)).toBe('not-as-it-was');
	});

	test('is rejected of the one in place, and told again', async () => {
		expect(await judged(owner, restoring(v1.file, v2.blob, v2.blob), twice)).toBe('already-exists');
		const forgery = restoring(v1.file, v1.blob, v2.blob);
		const back = await applied(twice, [owner, forgery]);
		expect(await judged(owner, forgery, back)).toBe('not-as-it-was');
	});

	test('is rejected of what is no version of this file', async () => {
		const foreign = restoring(v1.file, anas.blob, v2.blob);
		expect(await judged(owner, foreign, twice)).toBe('no-such-object');
		const missing = restoring(fileOfBlob(newBlobId()), v1.blob, v2.blob);
		expect(await judged(owner, missing, twice)).toBe('no-such-object');
	});

	test('is for staff, and for a client of their own file', async () => {
		const forgery = restoring(v1.file, v1.blob, v2.blob);
		expect(await judged(ana, forgery, twice)).toBe('not-allowed');
		const next = over(anas);
		const after = await applied(state, [ana, next.forgery]);
		const back = restoring(anas.file, anas.blob, next.blob);
		expect(await judged(ben, back, after)).toBe('not-allowed');
		expect(fileIn(await applied(after, [ana, back]), anas.file).blob).toBe(anas.blob);
	});

	test('without a body that fits is not understood', async () => {
		expect(await judged(owner, { kind: 'version.restored' }, twice)).toBe('unreadable');
	});
});

describe('removing', () => {
	test('all versions in one entry removes the file for good', async () => {
		const gone = await applied(twice, [owner, removing(v1.blob, v2.blob)]);
		expect(gone.files.has(v1.file)).toBe(false);
		expect(gone.versions.size).toBe(0);
		expect([gone.removed.has(v1.file), gone.removed.has(fileOfBlob(v2.blob))]).toEqual([
			true,
			true
		]);
		expect(await judged(owner, v2.forgery, gone)).toBe('already-exists');
		expect(await judged(owner, v1.forgery, gone)).toBe('already-exists');
		expect(await judged(owner, removing(v1.blob, v2.blob), gone)).toBe('no-such-object');
	});

	test('one that is not in place leaves the rest as it is', async () => {
		const left = await applied(twice, [owner, removing(v1.blob)]);
		expect(fileIn(left, v1.file)).toEqual({ ...fileIn(twice, v1.file), others: [] });
		expect([left.removed.has(v1.file), left.removed.has(fileOfBlob(v2.blob))]).toEqual([
			false,
			false
		]);
		expect(await judged(owner, removing(v1.blob), left)).toBe('no-such-object');
		expect(await judged(owner, v1.forgery, left)).toBe('already-exists');
		const ended = await applied(left, [owner, removing(v2.blob)]);
		expect([ended.files.has(v1.file), ended.removed.has(v1.file)]).toEqual([false, true]);
	});

	test('one that is not in place leaves the choice of the one that is, and the others', async () => {
		const v3 = over({ file: v1.file, blob: v2.blob });
		const chosen = await applied(
			twice,
			[owner, v3.forgery],
			[owner, restoring(v1.file, v1.blob, v3.blob)]
		);
		const left = fileIn(await applied(chosen, [owner, removing(v2.blob)]), v1.file);
		expect(left.others.map(({ blob }) => blob)).toEqual([v3.blob]);
		expect(left).toMatchObject({ blob: v1.blob, restored: { by: owner.id } });
	});

	test('the one in place puts the newest of the others there; numbers are not used again', async () => {
		const left = await applied(twice, [owner, removing(v2.blob)]);
		expect(fileIn(left, v1.file)).toMatchObject({ blob: v1.blob, number: 1, count: 2, others: [] });
		expect(left.removed.has(fileOfBlob(v2.blob))).toBe(true);
		const third = await applied(left, [owner, over(v1).forgery]);
		expect(numbersIn(third, v1.file)).toEqual([1, 3]);
	});

	test('several files at once, as far as they are there', async () => {
		const gone = await applied(state, [owner, removing(v1.blob, anas.blob, newBlobId())]);
		expect(gone.files.size).toBe(0);
	});

	test('by a client is of versions they sent themselves, all or nothing', async () => {
		const byStaff = over(anas);
		const after = await applied(state, [owner, byStaff.forgery]);
		expect(await judged(ana, removing(byStaff.blob), after)).toBe('not-allowed');
		expect(await judged(ana, removing(anas.blob, byStaff.blob), after)).toBe('not-allowed');
		expect(await judged(ben, removing(anas.blob), after)).toBe('not-allowed');
		const left = await applied(after, [ana, removing(anas.blob)]);
		expect(numbersIn(left, anas.file)).toEqual([2]);
	});

	test('names at least one blob and none twice', async () => {
		const kind = 'files.removed';
		expect(await judged(owner, { kind, blobs: [] }, twice)).toBe('malformed');
		expect(await judged(owner, { kind, blobs: [v1.blob, v1.blob] }, twice)).toBe('malformed');
		const many = Array.from({ length: 501 }, () => newBlobId());
		expect(await judged(owner, { kind, blobs: many }, twice)).toBe('malformed');
		expect(await judged(owner, { kind, blobs: many.slice(1) }, twice)).toBe('no-such-object');
	});
});

describe('that somebody opened it', () => {
	test('is noted of the version that is named, else of the one in place', async () => {
		const inPlace = await applied(twice, [ana, viewing(v1.file)]);
		expect([...fileIn(inPlace, v1.file).viewed.keys()]).toEqual([ana.id]);
		const older = await applied(twice, [ana, viewing(v1.file, v1.blob)]);
		expect(fileIn(older, v1.file).viewed.size).toBe(0);
		expect([...(asOf(fileIn(older, v1.file), v1.blob)?.viewed.keys() ?? [])]).toEqual([ana.id]);
		const newest = await applied(older, [ana, viewing(v1.file, v2.blob)]);
		expect([...fileIn(newest, v1.file).viewed.keys()]).toEqual([ana.id]);
		expect(asOf(fileIn(newest, v1.file), v1.blob)?.viewed.size).toBe(1);
	});

	test('is noted of one older version, and not of the others', async () => {
		const three = await applied(twice, [owner, over({ file: v1.file, blob: v2.blob }).forgery]);
		const after = fileIn(await applied(three, [ana, viewing(v1.file, v2.blob)]), v1.file);
		expect(after.others.map(({ viewed }) => viewed.size)).toEqual([0, 1]);
	});

	test('is rejected of what is no version of it, and the second time', async () => {
		expect(await judged(ana, viewing(v1.file, anas.blob), twice)).toBe('no-such-object');
		const once = await applied(twice, [ana, viewing(v1.file, v1.blob)]);
		expect(await judged(ana, viewing(v1.file, v1.blob), once)).toBe('already-exists');
	});
});

describe('an approval', () => {
	const one = askedFor(fileIn(state, v1.file), { signers: [ana.id] });

	test('of what was just replaced is rejected, and stays the request it was', async () => {
		const asked = await applied(state, [owner, one.forgery], [preparer, v2.forgery]);
		const approval = asked.approvals.get(one.id);
		if (!approval) throw new Error('not asked');
		expect(statusOf(asked, approval)).toBe('replaced');
		expect(await judged(ana, await givenBy(ana.id, one.id, asked), asked)).toBe('no-such-object');
		const gone = await applied(asked, [owner, removing(v1.blob)]);
		expect(statusOf(gone, approval)).toBe('gone');
	});

	test('counts again once that very version is back in place', async () => {
		const back = await applied(
			state,
			[owner, one.forgery],
			[preparer, v2.forgery],
			[owner, restoring(v1.file, v1.blob, v2.blob)]
		);
		const given = await applied(back, [ana, await givenBy(ana.id, one.id, back)]);
		const approval = given.approvals.get(one.id);
		expect(approval && statusOf(given, approval)).toBe('approved');
	});

	test('that is complete stands when a new version comes, and is not one of it', async () => {
		const asked = await applied(state, [owner, one.forgery]);
		const given = await applied(
			asked,
			[ana, await givenBy(ana.id, one.id, asked)],
			[preparer, v2.forgery]
		);
		const approval = given.approvals.get(one.id);
		expect(approval && statusOf(given, approval)).toBe('approved');
		expect(approval?.manifest).not.toBe(fileIn(given, v1.file).entry);
	});

	test('is asked for of the version in place, and of no other', async () => {
		expect(await judged(owner, one.forgery, twice)).toBe('no-such-object');
		const next = askedFor(fileIn(twice, v1.file), { signers: [ana.id] });
		expect((await applied(twice, [owner, next.forgery])).approvals.has(next.id)).toBe(true);
	});
});

describe('what was sent for a request', () => {
	const item = newItemId();
	const list: Forgery = {
		kind: 'request.listed',
		body: {
			checklist: idBytes(newChecklistId()),
			items: [{ due: null, hint: '', item: idBytes(item), several: false, title: 'W-2' }],
			title: 'Your return',
			year: null
		}
	};
	const answer = adding({ answers: idBytes(item) });
	const better = over(answer);
	const deciding = (kind: string, seen?: readonly BlobId[]): Forgery => ({
		kind: `request.${kind}`,
		body: {
			answers: [idBytes(answer.file)],
			item: idBytes(item),
			...(kind === 'returned' && { reason: 'Blurred' }),
			...(seen && { seen: seen.map(idBytes) })
		}
	});
	const asked = () => applied(state, [owner, list], [ana, answer.forgery]);
	const itemIn = ({ items }: VaultState) => items.get(item);

	test.each(['accepted', 'returned'])(
		'and %s waits to be looked at again with its new version, and stays the answer',
		async (kind) => {
			const decided = await applied(await asked(), [owner, deciding(kind)]);
			expect(itemIn(decided)?.status).toBe(kind);
			const after = await applied(decided, [ana, better.forgery]);
			expect(itemIn(after)).toMatchObject({ status: 'received', answers: [answer.file] });
		}
	);

	test.each(['accepted', 'returned'])(
		'is not %s in a version that was not looked at',
		async (kind) => {
			const after = await applied(await asked(), [ana, better.forgery]);
			expect(await judged(owner, deciding(kind), after)).toBe('not-as-it-was');
			const old = deciding(kind, [answer.blob]);
			expect(await judged(owner, old, after)).toBe('not-as-it-was');
			const none = deciding(kind, []);
			expect(await judged(owner, none, after)).toBe('not-as-it-was');
			const looked = await applied(after, [owner, deciding(kind, [better.blob])]);
			expect(itemIn(looked)?.status).toBe(kind);
		}
	);

	test('is not judged by the version alone where another file is named', async () => {
		const body = {
			answers: [idBytes(anas.file)],
			item: idBytes(item),
			seen: [idBytes(answer.blob)]
		};
		const before = await asked();
		expect(await judged(owner, { kind: 'request.accepted', body }, before)).toBe('not-as-it-was');
	});

	test('may be judged with its only version named', async () => {
		const after = await applied(await asked(), [owner, deciding('accepted', [answer.blob])]);
		expect(itemIn(after)?.status).toBe('accepted');
	});

	test('waits again when another version is put back, and other items do not', async () => {
		const after = await applied(
			await asked(),
			[ana, better.forgery],
			[owner, deciding('accepted', [better.blob])],
			[owner, over(v1).forgery]
		);
		expect(itemIn(after)?.status).toBe('accepted');
		const back = await applied(after, [owner, restoring(answer.file, answer.blob, better.blob)]);
		expect(itemIn(back)?.status).toBe('received');
	});

	test('is wanted again when the file goes with all its versions', async () => {
		const after = await applied(
			await asked(),
			[ana, better.forgery],
			[owner, removing(answer.blob, better.blob)]
		);
		expect(itemIn(after)).toMatchObject({ status: 'wanted', answers: [] });
	});

	test('may be a version of an older file: the file is the answer', async () => {
		const sent = over(anas, { answers: idBytes(item) });
		const after = await applied(state, [owner, list], [ana, sent.forgery]);
		expect(itemIn(after)).toMatchObject({ status: 'received', answers: [anas.file] });
	});
});

test('a file that is gone is known by its first version', async () => {
	const gone = await applied(twice, [owner, removing(v1.blob, v2.blob)]);
	expect(versionsInPlace(gone, [v1.file, anas.file])).toEqual([v1.blob, anas.blob]);
});

test('200 versions are kept, numbered and removed at once', async () => {
	let after = state;
	let last: { file: FileId; blob: BlobId } = v1;
	const by: Person[] = [owner, preparer];
	for (let n = 2; n <= 200; n++) {
		const next = over(last);
		after = await applied(after, [by[n % 2] ?? owner, next.forgery]);
		last = { file: v1.file, blob: next.blob };
	}
	expect(numbersIn(after, v1.file)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
	const blobs = versionsOf(fileIn(after, v1.file)).map(({ blob }) => blob);
	const gone = await applied(after, [owner, removing(...blobs)]);
	expect([gone.files.has(v1.file), gone.versions.size]).toEqual([false, 0]);
});
