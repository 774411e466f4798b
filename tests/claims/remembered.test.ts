/** What a browser remembers of logs, through the whole client and the real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import { idBytes, newFolderId } from '../../src/crypto/ids.ts';
import type { Device } from '../../src/lib/worker/keyholder.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { elsewhere, foundFirm, memoryDevice, memoryLogs, type Person } from './people.ts';

/** Long enough to be worth remembering. */
const LONG = 150;
const NAME = 'Canary Okafor';

let portal: TestPortal;
let owner: Person;
let vault: VaultId;
let other: VaultId;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	vault = await owner.core.createClient(NAME);
	other = await owner.core.createClient('Stone');
	for (const id of [vault, other]) await grow(id, LONG);
}, 120_000);

afterAll(() => portal.close());

async function grow(id: VaultId, entries: number): Promise<void> {
	const log = await owner.keyholder.session.vault(id);
	for (let one = 0; one < entries; one++) {
		const body = { folder: idBytes(newFolderId()), name: `Canary ${String(one)}` };
		await log.append(() => Promise.resolve({ kind: 'folder.made', payload: {}, body }), Date.now);
	}
}

/** A browser of the owner's, whose storage the test can look at and change. */
function browser(): { device: Device; records: Map<string, Raw> } {
	const logs = memoryLogs();
	return { device: memoryDevice(logs), records: logs.records };
}

/** Unlocks there, opens the vaults, and says from where each page of their logs was asked for. */
async function opening(device: Device, ...vaults: VaultId[]): Promise<string[]> {
	const person = elsewhere(portal, owner, device);
	await person.enter();
	const views = [];
	for (const id of vaults) views.push(await person.core.openVault(id));
	await person.keyholder.session.remembered();
	const whole = await Promise.all(vaults.map((id) => owner.core.openVault(id)));
	expect(views.map(({ folders, lines }) => ({ folders, lines }))).toEqual(
		whole.map(({ folders, lines }) => ({ folders, lines }))
	);
	await person.core.lock();
	return person.sent
		.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/vaults/'))
		.map(({ path }) => path.replace(/^.*log/u, ''));
}

test('C58 what a locked laptop holds of a log is ciphertext, under a name that tells nothing', async () => {
	const { device, records } = browser();
	await opening(device, vault);
	const [[name, sealed] = ['', new Uint8Array()]] = records;
	const found = Buffer.from(sealed);
	expect(found.length).toBeGreaterThan(10_000);
	for (const plain of [NAME, 'Canary', vault, 'folder.made', owner.keyholder.session.userId])
		expect(found.includes(plain)).toBe(false);
	expect(found.includes(Buffer.from(idBytes(vault)))).toBe(false);
	expect(name).not.toContain(vault);
});

test('C58 opening again asks only for what came after', async () => {
	const { device } = browser();
	expect(await opening(device, vault)).toEqual(['']);
	const { seq } = (await owner.keyholder.session.vault(vault)).state.head;
	await grow(vault, 2);
	expect(await opening(device, vault)).toEqual([`?after=${String(seq)}`]);
});

test('C58 two vaults’ records exchanged on the disk are both left aside', async () => {
	const { device, records } = browser();
	await opening(device, vault, other);
	const [[one, mine] = [''], [two, theirs] = ['']] = [...records];
	if (!mine || !theirs) throw new Error('two records');
	records.set(one, theirs);
	records.set(two, mine);
	expect(await opening(device, vault, other)).toEqual(['', '']);
});

test('C58 an older record put back beside a portal that went back hides nothing', async () => {
	const { device, records } = browser();
	await opening(device, vault);
	const before = new Map(records);
	await grow(vault, LONG);
	await opening(device, vault);
	for (const [name, sealed] of before) records.set(name, sealed);
	const person = elsewhere(portal, owner, device);
	await person.enter();
	person.interfere = async (path, init, pass) => {
		const response = await pass(path, init);
		if (!/vaults\/.*\/log/u.test(path)) return response;
		const page = (await response.json()) as { entries: string[]; head: object; more: boolean };
		// As it was a few entries after the record, which is all the portal still has.
		const shown = path.includes('after') ? page.entries.slice(0, 3) : page.entries.slice(0, 160);
		return Response.json({ ...page, entries: shown, more: false });
	};
	await expect(person.core.openVault(vault)).rejects.toMatchObject({ code: 'log-rolled-back' });
});

test('C58 signing out leaves nothing of it, and locking leaves it', async () => {
	const { device, records } = browser();
	await opening(device, vault);
	expect(records.size).toBe(1);
	const person = elsewhere(portal, owner, device);
	await person.enter();
	await person.core.signOut();
	expect(records.size).toBe(0);
});

test('C58 so are the firm’s own log and the names of its clients: ciphertext, read on from, and no shield for a portal that went back', async () => {
	const mark = { colour: 'pine', initials: 'CF' };
	for (let one = 0; one < 40; one++) {
		await owner.core.changeFirm(`Canary firm ${String(one)}`, mark);
		await owner.core.createClient(`Canary client ${String(one)}`);
	}
	const { device, records } = browser();
	const entering = async (interfere: Person['interfere'] = null) => {
		const person = elsewhere(portal, owner, device);
		person.interfere = interfere;
		await person.enter();
		const rows = await person.core.clients();
		await person.keyholder.session.remembered();
		const { journal } = person.keyholder.session.firm;
		await person.core.lock();
		const asked = person.sent.filter(({ path }) => /firms\/.*\/log/u.test(path));
		return { rows, journal, asked: asked.map(({ path }) => path.replace(/^.*log/u, '')) };
	};
	const first = await entering();
	expect(first.asked[0]).toBe('');
	expect(records.size).toBe(2);
	for (const [name, sealed] of records) {
		expect(name).not.toContain(owner.keyholder.session.firm.firm);
		for (const plain of ['Canary', NAME, owner.keyholder.session.userId])
			expect(Buffer.from(sealed).includes(plain)).toBe(false);
	}
	const { seq } = owner.keyholder.session.firm.state.head;
	await owner.core.changeFirm('Canary firm, later', mark);
	const second = await entering();
	expect(second.asked[0]).toBe(`?after=${String(seq)}`);
	expect(second.asked).not.toContain('');
	expect(second.rows).toEqual(first.rows);
	expect(second.journal.slice(0, -1)).toEqual(first.journal);
	const back = entering(async (path, init, pass) => {
		const response = await pass(path, init);
		if (!/firms\/.*\/log/u.test(path)) return response;
		const page = (await response.json()) as { entries: string[]; head: object; more: boolean };
		// As it was before the last entry, which this browser has seen.
		return Response.json({ ...page, entries: page.entries.slice(0, -1), more: false });
	});
	await expect(back).rejects.toMatchObject({ code: 'log-rolled-back' });
});
