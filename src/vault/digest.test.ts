import { expect, test } from 'vitest';
import { fileBody, type Forgery } from '../../tests/vault/forge.ts';
import { judging } from '../../tests/vault/judging.ts';
import { World } from '../../tests/vault/world.ts';
import { idBytes, newFolderId } from '../crypto/ids.ts';
import { digestOf, encodeDigest, parseDigest } from './digest.ts';

const world = await World.found();
const { owner } = world;
const vault = await world.createVault('Rivera');
const { log, applied } = await judging(world, vault);
const [year, returns, other] = [newFolderId(), newFolderId(), newFolderId()];

const adding = (name: string, folder: typeof year | null) => {
	const made = fileBody({ name, folder: folder && idBytes(folder) });
	const forgery: Forgery = { kind: 'file.added', body: made.body, blobs: [made.blob] };
	return { ...made, forgery };
};
const making = (folder: typeof year, name: string, within: typeof year | null) => ({
	folder: idBytes(folder),
	name,
	within: within && idBytes(within)
});

const [deep, shallow, loose] = [
	adding('W-2.pdf', returns),
	adding('Letter.pdf', other),
	adding('Photo.jpg', null)
];
const state = await applied(
	log.state,
	[
		owner,
		{
			kind: 'folders.made',
			body: {
				folders: [
					making(year, '2025', null),
					making(returns, 'Returns', year),
					making(other, 'Letters', null)
				]
			}
		}
	],
	[owner, deep.forgery],
	[owner, shallow.forgery],
	[owner, loose.forgery],
	[
		owner,
		{
			kind: 'files.tagged',
			body: { add: ['to sign', 'amended'], files: [idBytes(deep.file)], remove: [] }
		}
	]
);

test('a file is found by its name, by the folders that it is in, and by its tags', () => {
	const found = digestOf(state).files.map(({ name, also }) => [name, also]);
	expect(found).toEqual([
		['W-2.pdf', '2025 · Returns · to sign · amended'],
		['Letter.pdf', 'Letters'],
		['Photo.jpg', '']
	]);
});

test('a content that gave way to a newer one is counted beside the files', async () => {
	const next = fileBody({
		name: 'W-2.pdf',
		folder: idBytes(returns),
		replaces: { file: idBytes(deep.file), over: idBytes(deep.blob) }
	});
	const changed = await applied(state, [
		owner,
		{ kind: 'file.added', body: next.body, blobs: [next.blob] }
	]);
	const { files, versions } = digestOf(changed);
	expect([files.length, versions]).toEqual([3, 1]);
	expect(digestOf(state).versions).toBe(0);
});

test('what was written is read again as it was', () => {
	const digest = digestOf(state);
	expect(parseDigest(encodeDigest(digest))).toEqual(digest);
});
