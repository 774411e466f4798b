import { describe, expect, test } from 'vitest';
import { fileBody, type Forgery } from '../../tests/vault/forge.ts';
import { judging } from '../../tests/vault/judging.ts';
import { World } from '../../tests/vault/world.ts';
import type { FileId, FolderId } from '../crypto/brands.ts';
import { fileOfBlob, idBytes, newBlobId, newFolderId } from '../crypto/ids.ts';
import { MAX_FILED, MAX_FOLDERS, MAX_TAG_LENGTH, MAX_TAGS } from '../contract/filing.ts';
import type { VaultState } from './vault-state.ts';

const world = await World.found();
const { owner } = world;
const preparer = await world.staff('Petra', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const { log, judged, applied } = await judging(world, vault);

const adding = () => {
	const made = fileBody();
	return {
		...made,
		forgery: { kind: 'file.added', body: made.body, blobs: [made.blob] } satisfies Forgery
	};
};
const tagging = (files: FileId[], add: string[], remove: string[] = []): Forgery => ({
	kind: 'files.tagged',
	body: { add, files: files.map(idBytes), remove }
});
const moving = (files: FileId[], folder: FolderId | null): Forgery => ({
	kind: 'files.moved',
	body: { files: files.map(idBytes), folder: folder && idBytes(folder) }
});
const making = (...list: [FolderId, string, FolderId | null][]): Forgery => ({
	kind: 'folders.made',
	body: {
		folders: list.map(([folder, name, within]) => ({
			folder: idBytes(folder),
			name,
			within: within && idBytes(within)
		}))
	}
});
const removingFolder = (folder: FolderId): Forgery => ({
	kind: 'folder.removed',
	body: { folder: idBytes(folder) }
});

const [one, two] = [adding(), adding()];
const [year, returns] = [newFolderId(), newFolderId()];
const state = await applied(
	log.state,
	[owner, one.forgery],
	[ana, two.forgery],
	[owner, making([year, '2026', null], [returns, 'Returns', year])]
);
const both = [one.file, two.file];
const nowhere = () => fileOfBlob(newBlobId());
const tagsOf = ({ files }: VaultState) => both.map((file) => files.get(file)?.tags);
const foldersOf = ({ files }: VaultState) => both.map((file) => files.get(file)?.folder);

describe('tags', () => {
	test('are given to many files and taken off again, in the order in which they were given', async () => {
		const given = await applied(
			state,
			[preparer, tagging(both, ['W-2', 'to sign'])],
			[owner, tagging([two.file], ['2025'], ['W-2'])]
		);
		expect(tagsOf(given)).toEqual([
			['W-2', 'to sign'],
			['to sign', '2025']
		]);
		const taken = await applied(given, [owner, tagging(both, [], ['to sign', 'never given'])]);
		expect(tagsOf(taken)).toEqual([['W-2'], ['2025']]);
	});

	test('that are given and taken in one entry are given, in their place', async () => {
		const given = await applied(
			state,
			[owner, tagging([one.file], ['a', 'b'])],
			[owner, tagging([one.file], ['a', 'c'], ['a'])]
		);
		expect(tagsOf(given)[0]).toEqual(['a', 'b', 'c']);
	});

	test('are not given by a client, of their own files neither', async () => {
		expect(await judged(ana, tagging([two.file], ['mine']), state)).toBe('not-allowed');
	});

	test('skip files that are gone; where none is left they are of nothing', async () => {
		const given = await applied(state, [owner, tagging([nowhere(), one.file], ['a'])]);
		expect(tagsOf(given)).toEqual([['a'], []]);
		expect(await judged(owner, tagging([nowhere()], ['a']), state)).toBe('no-such-object');
	});

	test('told again change nothing', async () => {
		const given = await applied(state, [owner, tagging(both, ['a'])]);
		expect(await judged(owner, tagging(both, ['a']), given)).toBe('already-exists');
		expect(await judged(owner, tagging(both, [], ['b']), given)).toBe('already-exists');
		const other = await applied(given, [owner, tagging([one.file], ['b'], ['a'])]);
		expect(tagsOf(other)).toEqual([['b'], ['a']]);
		const second = await applied(
			state,
			[owner, tagging([one.file], ['a', 'b'])],
			[owner, tagging([one.file], ['c'], ['b'])]
		);
		expect(tagsOf(second)[0]).toEqual(['a', 'c']);
	});

	test('are at most so many on one file, however they come', async () => {
		const full = Array.from({ length: MAX_TAGS }, (_, index) => String(index));
		const given = await applied(state, [owner, tagging([one.file], full)]);
		expect(await judged(owner, tagging(both, ['more']), given)).toBe('too-many');
		const changed = await applied(given, [owner, tagging([one.file], ['more'], ['0'])]);
		expect(tagsOf(changed)[0]).toHaveLength(MAX_TAGS);
	});

	test('that are empty, too long, too many or twice are not understood', async () => {
		const bad = [
			[''],
			['x'.repeat(MAX_TAG_LENGTH + 1)],
			['a', 'a'],
			Array.from({ length: MAX_TAGS + 1 }, (_, index) => String(index))
		];
		for (const tags of bad) {
			expect(await judged(owner, tagging(both, tags), state)).toBe('unreadable');
			expect(await judged(owner, tagging(both, ['ok'], tags), state)).toBe('unreadable');
		}
		const longest = 'x'.repeat(MAX_TAG_LENGTH);
		expect(tagsOf(await applied(state, [owner, tagging(both, [longest])]))[0]).toEqual([longest]);
	});

	test('of no file, of one twice or of too many at once are not understood', async () => {
		const many = Array.from({ length: MAX_FILED + 1 }, nowhere);
		for (const files of [[], [one.file, one.file], many])
			expect(await judged(owner, tagging(files, ['a']), state)).toBe('unreadable');
		const most = [...many.slice(2), one.file];
		expect(tagsOf(await applied(state, [owner, tagging(most, ['a'])]))[0]).toEqual(['a']);
	});
});

describe('a move of many files', () => {
	test('puts them into a folder, or out of all', async () => {
		const moved = await applied(state, [preparer, moving(both, returns)]);
		expect(foldersOf(moved)).toEqual([returns, returns]);
		expect(foldersOf(await applied(moved, [owner, moving([one.file], null)]))).toEqual([
			null,
			returns
		]);
	});

	test('is not by a client', async () => {
		expect(await judged(ana, moving([two.file], year), state)).toBe('not-allowed');
	});

	test('to a folder that is gone puts them at the top', async () => {
		const moved = await applied(
			state,
			[owner, moving(both, year)],
			[owner, moving(both, newFolderId())]
		);
		expect(foldersOf(moved)).toEqual([null, null]);
	});

	test('skips files that are gone; of none it is nothing', async () => {
		const moved = await applied(state, [owner, moving([one.file, nowhere()], year)]);
		expect(foldersOf(moved)).toEqual([year, null]);
		expect(await judged(owner, moving([nowhere()], year), state)).toBe('no-such-object');
	});

	test('told again changes nothing', async () => {
		const moved = await applied(state, [owner, moving(both, year)]);
		expect(await judged(owner, moving(both, year), moved)).toBe('already-exists');
	});

	test('without a body that fits is not understood', async () => {
		expect(await judged(owner, { kind: 'files.moved' }, state)).toBe('unreadable');
		expect(await judged(owner, { kind: 'files.tagged' }, state)).toBe('unreadable');
		expect(await judged(owner, { kind: 'folders.made' }, state)).toBe('unreadable');
	});
});

describe('folders made in one step', () => {
	test('lie in the folder that is named, also one of the same entry', async () => {
		const letters = newFolderId();
		const made = await applied(state, [preparer, making([letters, 'Letters', year])]);
		expect(made.folders.get(letters)).toBe('Letters');
		expect([...made.within]).toEqual([
			[returns, year],
			[letters, year]
		]);
	});

	test('lie at the top where they would lie deeper, in themselves or in nothing', async () => {
		const [deep, lost, own] = [newFolderId(), newFolderId(), newFolderId()];
		const list: [FolderId, string, FolderId][] = [
			[deep, 'Deep', returns],
			[lost, 'Lost', newFolderId()],
			[own, 'Own', own]
		];
		const made = await applied(state, [owner, making(...list)]);
		expect(list.map(([folder]) => made.folders.has(folder))).toEqual([true, true, true]);
		expect([...made.within]).toEqual([[returns, year]]);
	});

	test('are not made by a client, nor again', async () => {
		const forgery = making([newFolderId(), 'Mine', null]);
		expect(await judged(ana, forgery, state)).toBe('not-allowed');
		const again = making([newFolderId(), 'New', null], [returns, 'Returns', year]);
		expect(await judged(owner, again, state)).toBe('already-exists');
	});

	test('are at least one, at most fifty, and none twice', async () => {
		const list = Array.from({ length: MAX_FOLDERS + 1 }, (): [FolderId, string, null] => [
			newFolderId(),
			'x',
			null
		]);
		const [first] = list;
		if (!first) throw new Error('no list');
		for (const bad of [[], [first, first], list])
			expect(await judged(owner, making(...bad), state)).toBe('unreadable');
		expect((await applied(state, [owner, making(...list.slice(1))])).folders.size).toBe(52);
	});

	test('a folder with another in it stays until that is gone', async () => {
		expect(await judged(owner, removingFolder(year), state)).toBe('not-allowed');
		const emptied = await applied(state, [owner, removingFolder(returns)]);
		expect([emptied.folders.size, emptied.within.size]).toEqual([1, 0]);
		expect((await applied(emptied, [owner, removingFolder(year)])).folders.size).toBe(0);
	});

	test('take files like any other', async () => {
		const { forgery, file } = (() => {
			const made = fileBody({ folder: idBytes(returns) });
			return { ...made, forgery: { kind: 'file.added', body: made.body, blobs: [made.blob] } };
		})();
		expect((await applied(state, [ana, forgery])).files.get(file)?.folder).toBe(returns);
	});
});
