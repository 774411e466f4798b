/** What counts as seen: the real server, real keys, two people. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	fileOf,
	foundFirm,
	noise,
	picked,
	welcome,
	type Person
} from '../../../tests/claims/people.ts';
import { openPortal, type TestPortal } from '../../../tests/server/portal.ts';
import type { VaultId } from '../../crypto/brands.ts';

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

const isNew = async () => {
	const rows = await owner.core.clients();
	return rows.find((row) => row.vault === vault)?.newFiles;
};

test('a file is new until the version of the vault that has it is on the screen, however often it was looked at', async () => {
	const before = await owner.core.openVault(vault);
	await owner.core.sawVault(vault, before.version);
	await client.core.addFiles(vault, null, [picked(fileOf('W-2.pdf', noise(10)))]);
	await expect.poll(isNew, { timeout: 20_000 }).toBe(1);
	// As the page does for the vault it showed last, whatever it shows now.
	const after = await owner.core.vaultChanges(vault, before.version);
	const version = after?.version ?? 0;
	expect(version).toBeGreaterThan(before.version);
	expect(await isNew()).toBe(1);
	// What is on the screen is still the version without it.
	await owner.core.sawVault(vault, before.version);
	expect(await isNew()).toBe(1);
	await owner.core.sawVault(vault, version);
	expect(await isNew()).toBe(0);
});

test('what the portal did not hear is told again', async () => {
	await client.core.addFiles(vault, null, [picked(fileOf('1099.pdf', noise(10)))]);
	await expect.poll(isNew, { timeout: 20_000 }).toBe(1);
	const { version } = await owner.core.openVault(vault);
	owner.interfere = (path, init, pass) =>
		path.endsWith('/seen') ? Promise.reject(new TypeError('offline')) : pass(path, init);
	await owner.core.sawVault(vault, version);
	owner.interfere = null;
	expect(await isNew()).toBe(1);
	await owner.core.sawVault(vault, version);
	expect(await isNew()).toBe(0);
});
