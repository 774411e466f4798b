/** The page gets what changed: put into what it has, that is the very view it would have got afresh. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { changed } from '../../src/lib/core/changed-vault.ts';
import type { VaultView } from '../../src/vault/view.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { fileOf, foundFirm, hire, noise, send, welcome, type Person } from './people.ts';

let portal: TestPortal;
let owner: Person;
let petra: Person;
let ana: Person;
let vault: VaultId;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	petra = await hire(portal, owner, 'Petra');
	({ vault, client: ana } = await welcome(portal, owner, 'Ana'));
	await send(ana, vault, fileOf('one.pdf', noise(20)), fileOf('two.pdf', noise(20)));
}, 60_000);

afterAll(() => portal.close());

const isOf = (name: string) => (file: { name: string }) => file.name === name;

async function fileNamed(name: string) {
	const file = (await petra.core.openVault(vault)).files.find(isOf(name));
	if (!file) throw new Error(name);
	return file.file;
}

const deeds: [string, () => Promise<unknown>][] = [
	['a folder is made', () => petra.core.makeFolder(vault, '2025')],
	['a file is added', () => send(ana, vault, fileOf('three.pdf', noise(20)))],
	['a file is renamed', async () => petra.core.renameFile(vault, await fileNamed('one.pdf'), 'a')],
	['a file is removed', async () => petra.core.removeFile(vault, await fileNamed('two.pdf'))],
	['the client is renamed', () => petra.core.renameClient(vault, 'Ana & Bo')],
	['nothing happens', () => Promise.resolve()]
];

test.each(deeds)('when %s', async (_, deed) => {
	const before = await owner.core.openVault(vault);
	await deed();
	const changes = await owner.core.vaultChanges(vault, before.version);
	if (!changes) throw new Error('nothing that concerns everybody changed');
	const after = changed(before, changes);
	const { version: _v, ...fresh } = await owner.core.openVault(vault);
	expect(after).toMatchObject({ ...fresh, history: fresh.history });
	// What did not change is the same object, so that nothing is drawn again for it.
	const kept = after.files.filter((file) => before.files.includes(file));
	expect(kept.length).toBeGreaterThanOrEqual(before.files.length - 1);
	expect(changes.files.length).toBeLessThanOrEqual(1);
});

test('when somebody joins or comes to the firm, it is shown afresh, since names are everywhere', async () => {
	const { version } = await owner.core.openVault(vault);
	await petra.core.inviteClient(vault, 'Bo', true);
	expect(await owner.core.vaultChanges(vault, version)).toBeNull();
	const again = await owner.core.openVault(vault);
	await hire(portal, owner, 'Nora');
	expect(await owner.core.vaultChanges(vault, again.version)).toBeNull();
});

test('for a version that the worker does not know, it is shown afresh', async () => {
	const { version } = await owner.core.openVault(vault);
	expect(await owner.core.vaultChanges(vault, version - 1)).toBeNull();
	await owner.core.lock();
	await owner.enter();
	expect(await owner.core.vaultChanges(vault, version)).toBeNull();
});

test('history comes in pages, to its first line', async () => {
	const folder = (one: number) => petra.core.makeFolder(vault, `Folder ${String(one)}`);
	for (let one = 0; one < 110; one++) await folder(one);
	const { history, lines } = await owner.core.openVault(vault);
	expect(history.length).toBe(100);
	const all: VaultView['history'] = [...history];
	while ((all.at(-1)?.seq ?? 0) > 0)
		all.push(...(await owner.core.olderHistory(vault, all.at(-1)?.seq ?? 0)));
	expect(all.map(({ seq }) => seq)).toEqual(
		Array.from({ length: lines }, (_, index) => lines - 1 - index)
	);
}, 30_000);

test('one client’s row is fetched alone, and is the row of the whole list', async () => {
	const other = await petra.core.createClient('Stone');
	for (const id of [vault, other]) {
		const row = await owner.core.client(id);
		expect((await owner.core.clients()).find((one) => one.vault === id)).toEqual(row);
	}
	expect(await owner.core.client('A'.repeat(22) as VaultId)).toBeNull();
	const path = `/api/firms/${owner.keyholder.session.firm.firm}/vaults?only=nonsense`;
	expect((await portal.fetch(path, {})).status).not.toBe(200);
	await petra.core.renameClient(other, 'Stone & Co');
	expect((await owner.core.client(other))?.name).toBe('Stone & Co');
});
