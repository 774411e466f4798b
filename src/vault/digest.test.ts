import { expect, test } from 'vitest';
import { fileBody, type Forgery } from '../../tests/vault/forge.ts';
import { judging } from '../../tests/vault/judging.ts';
import { World } from '../../tests/vault/world.ts';
import { idBytes, newFolderId, newMessageId } from '../crypto/ids.ts';
import { digestOf, encodeDigest, parseDigest } from './digest.ts';
import { messageDraft, noteDraft } from './messages.ts';
import type { VaultState } from './vault-state.ts';

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

const taken = async (of: VaultState) => (await digestOf(of, owner.firm.teams)).digest;

async function withNote() {
	const about = { kind: 'vault', id: null } as const;
	const words = (text: string) => ({ about, files: [], text });
	const said = messageDraft(state, newMessageId(), words('Where is the W-2?'), null);
	const after = await applied(state, [owner, { kind: 'message.sent', body: said?.body ?? null }]);
	const note = newMessageId();
	const draft = await noteDraft(owner.firm, owner.id, after, note, words('They owe us quinoa'));
	if (!draft) throw new Error('no draft');
	return {
		note,
		state: await applied(after, [owner, { kind: 'note.written', payload: draft.payload }])
	};
}

test('a staff note is in it for who holds the team’s key, marked as one, and in nobody else’s', async () => {
	const { note, state: noted } = await withNote();
	const { digest, hasClosed } = await digestOf(noted, owner.firm.teams);
	expect(digest.messages.map(({ isNote, seq, text }) => [isNote, seq, text])).toEqual([
		[true, noted.head.seq, 'They owe us quinoa'],
		[false, noted.head.seq - 1, 'Where is the W-2?']
	]);
	expect(digest.messages[0]).toMatchObject({ message: note, about: { kind: 'vault', id: null } });
	expect(hasClosed).toBe(false);
	const ana = await world.client(vault, 'Ana');
	const clients = await digestOf(noted, ana.firm.teams);
	expect(clients.digest.messages.map(({ isNote }) => isNote)).toEqual([false]);
	expect(clients.hasClosed).toBe(true);
	expect(new TextDecoder().decode(encodeDigest(clients.digest))).not.toContain('quinoa');
});

test('a file is found by its name, by the folders that it is in, and by its tags', async () => {
	const found = (await taken(state)).files.map(({ name, also }) => [name, also]);
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
	const { files, versions } = await taken(changed);
	expect([files.length, versions]).toEqual([3, 1]);
	expect((await taken(state)).versions).toBe(0);
});

test('what was written is read again as it was', async () => {
	const { state: noted } = await withNote();
	const digest = await taken(noted);
	expect(digest.messages).toHaveLength(2);
	expect(parseDigest(encodeDigest(digest))).toEqual(digest);
});
