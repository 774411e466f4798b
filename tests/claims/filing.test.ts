/** Tags, folders and versions against a server that is curious, and against a client who lies. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import type { FileView } from '../../src/vault/view.ts';
import { forgedInVault } from '../evil-server/forger.ts';
import { keeping, logOf } from '../evil-server/lies.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { fileBody } from '../vault/forge.ts';
import { refusalOf } from '../vault/world.ts';
import { approve, askFor } from './approving.ts';
import {
	elsewhere,
	fileOf,
	foundFirm,
	noise,
	picked,
	send,
	welcome,
	type Person
} from './people.ts';

const CANARY = 'Xylophone';
let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	({ vault, client } = await welcome(portal, owner, 'Rivera'));
});
afterAll(() => portal.close());

async function named(name: string, person = owner, versions = 0): Promise<FileView> {
	for (let tries = 0; tries < 2000; tries++) {
		const { files } = await person.core.openVault(vault);
		const file = files.find((one) => one.name === name && one.versions.length >= versions);
		if (file) return file;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(name);
}

/** Puts another in place of what this person sees. */
async function replace(file: FileView, person: Person, versions: number): Promise<FileView> {
	const newer = picked(fileOf('newer.pdf', noise(200)));
	await person.core.replaceFile(vault, file.file, file.blob, newer);
	return named(file.name, person, versions);
}

async function everythingStored(): Promise<Buffer> {
	const found: Buffer[] = [];
	for (const entry of await readdir(portal.folder, { recursive: true, withFileTypes: true }))
		if (entry.isFile()) found.push(await readFile(path.join(entry.parentPath, entry.name)));
	return Buffer.concat(found);
}

test('C62 tags, names of folders and what replaces what are nowhere the server can read; the client can', async () => {
	await send(client, vault, fileOf('W-2.pdf', noise(100)));
	const first = await named('W-2.pdf');
	await replace(await named('W-2.pdf', client), client, 2);
	await owner.core.makeFolders(vault, `${CANARY} 2026`, [`${CANARY} returns`]);
	await owner.core.tagFiles(vault, [first.file], [`${CANARY} audit`], []);
	const stored = await everythingStored();
	expect(stored.length).toBeGreaterThan(1000);
	for (const form of ['utf8', 'utf16le'] as const)
		expect(stored.includes(Buffer.from(CANARY, form))).toBe(false);
	const { entries } = await owner.keyholder.api.vaultLog(vault, null);
	const kinds = ['files.tagged', 'folders.made', 'file.added'];
	for (const kind of kinds)
		expect(entries.some((bytes) => Buffer.from(bytes).includes(kind))).toBe(true);
	const seen = await named('W-2.pdf', client);
	expect([seen.tags, seen.versions.length]).toEqual([[`${CANARY} audit`], 2]);
});

test('C63 a version is by staff or whoever added the file, loses none, and is neither accepted nor approved unseen', async () => {
	await send(owner, vault, fileOf('Return.pdf', noise(100)));
	const first = await named('Return.pdf');
	const asked = await askFor(owner, vault, first.file, [client.keyholder.session.userId]);

	// A client who writes the entry all the same changes nothing.
	const replaces = { file: idBytes(first.file), over: idBytes(first.blob) };
	const { blob, body } = fileBody({ name: 'Return.pdf', replaces });
	const forgery = { kind: 'file.added', blobs: [blob], body };
	const entry = await forgedInVault(client, vault, forgery);
	const reader = elsewhere(portal, owner);
	await reader.enter();
	reader.interfere = keeping(logOf(vault), (all) => [...all, entry]);
	const shown = await reader.core.openVault(vault);
	expect(shown.files.find(({ file }) => file === first.file)?.blob).toBe(first.blob);
	expect(shown.history[0]?.rejected).not.toBeNull();

	// Two colleagues, of whom neither sees the other's: both versions are kept, and everybody is told.
	const other = elsewhere(portal, owner);
	await other.enter();
	await named('Return.pdf', other);
	await replace(first, owner, 2);
	const both = await replace(first, other, 3);
	for (const person of [owner, other, client])
		expect(await named('Return.pdf', person, 3)).toMatchObject({ crossed: true });
	expect(both.versions.map(({ number }) => number)).toEqual([3, 2, 1]);
	for (const { blob: one } of both.versions)
		expect((await client.core.openFile(vault, first.file, one)).content.size).toBeGreaterThan(0);

	// What was asked about is not in place any more.
	expect(await refusalOf(() => approve(client, vault, asked))).toBe('approval-document-gone');
});
