/** What a browser knows of all vaults, for searching them: through the whole client and the real server. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import type { Device } from '../../src/lib/worker/keyholder.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import {
	elsewhere,
	fileOf,
	foundFirm,
	fragmentOf,
	hire,
	memoryDevice,
	memoryDigests,
	memoryLogs,
	noise,
	Person,
	send,
	welcome
} from './people.ts';

const CANARY = 'Xylophone';
const TODAY = '2026-03-20';

let portal: TestPortal;
let owner: Person;
let colleague: Person;
let client: Person;
let vault: VaultId;
let other: VaultId;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	colleague = await hire(portal, owner, 'Petra');
	({ vault, client } = await welcome(portal, owner, `${CANARY} Ōkafor`));
	other = await owner.core.createClient('Stone & Sons');
	const folder = await owner.core.makeFolder(vault, 'Tax year 2019');
	await send(client, vault, fileOf(`${CANARY} W-2 Ängström.pdf`, noise(100)));
	const [file] = (await owner.core.openVault(vault)).files;
	if (file) await owner.core.moveFiles(vault, [file.file], folder);
	await send(owner, other, fileOf('Engagement letter.pdf', noise(100)));
	await owner.core.listRequests(vault, {
		title: 'Your 2025 tax return',
		year: 2025,
		items: [
			{
				item: null,
				title: `${CANARY} 1098`,
				hint: 'from the bank',
				several: false,
				due: '2026-03-15'
			},
			{ item: null, title: 'Passport', hint: '', several: false, due: null }
		]
	});
	const about = { kind: 'vault', id: null } as const;
	const words = { about, files: [], text: `Where is the ${CANARY} statement of last autumn?` };
	await owner.core.sendMessage(vault, 'one', { ...words, read: null });
	await owner.core.writeNote(vault, 'two', { ...words, text: `${CANARY} owes us quinoa` });
}, 60_000);
afterAll(() => portal.close());

let records: Map<string, Raw>;
let device: Device;
beforeEach(() => {
	const digests = memoryDigests();
	({ records } = digests);
	device = memoryDevice(memoryLogs(), digests);
});

/** Unlocks in this browser and lets it read everything. */
async function reading(who = owner): Promise<Person> {
	const person = elsewhere(portal, who, device);
	person.knows = true;
	await person.enter();
	await person.core.clients();
	await person.knowing.settled();
	return person;
}

const found = async (person: Person, text: string): Promise<string[]> =>
	(await person.core.search(text)).groups.flatMap(({ kind, best }) =>
		best.map((one) => `${kind}: ${one.text}`)
	);
/** Of which vaults the logs were asked for, and nothing was said. */
function asked(person: Person): string[] {
	const vaults = person.sent.filter(({ path }) => path.startsWith('/api/vaults/'));
	expect(vaults.every(({ method }) => method === 'GET')).toBe(true);
	return vaults.map(({ path }) => path.split('/')[3] ?? '');
}

test('clients, files, folders, requests, messages and notes of all vaults are found, by parts of words and without accents', async () => {
	const person = await reading();
	expect(await found(person, 'xylo')).toEqual([
		`client: ${CANARY} Ōkafor`,
		`file: ${CANARY} W-2 Ängström.pdf`,
		`request: ${CANARY} 1098`,
		`message: Where is the ${CANARY} statement of last autumn?`,
		`note: ${CANARY} owes us quinoa`
	]);
	expect(await found(person, 'OKAFOR angst')).toEqual([`file: ${CANARY} W-2 Ängström.pdf`]);
	expect(await found(person, 'year 2019')).toEqual([`file: ${CANARY} W-2 Ängström.pdf`]);
	expect(await found(person, 'sons letter')).toEqual(['file: Engagement letter.pdf']);
	expect(await found(person, 'from the bank')).toEqual([`request: ${CANARY} 1098`]);
	expect(await found(person, 'stone xylo')).toEqual([]);
	expect(await person.core.search('stone')).toMatchObject({
		reading: null,
		groups: [{ kind: 'client', total: 1, best: [{ vault: other, client: 'Stone & Sons' }] }]
	});
});

test('C59 what staff wrote for staff alone is found by staff, as such, and again from what was kept', async () => {
	const finding = async (person: Person) => (await person.core.search('quinoa')).groups;
	const groups = await finding(await reading());
	expect(groups).toMatchObject([
		{ kind: 'note', total: 1, best: [{ vault, about: { kind: 'vault', id: null } }] }
	]);
	const { written } = await owner.core.thread(vault, { kind: 'vault', id: null }, 10);
	const note = written.find(({ kind }) => kind === 'note');
	expect(groups[0]?.best[0]?.seq).toBe(note?.seq);
	const again = await reading();
	expect(asked(again)).toEqual([]);
	expect(await finding(again)).toEqual(groups);
});

test('C59 a client’s browser holds nothing of it and finds no note', async () => {
	const person = elsewhere(portal, client, device);
	person.knows = true;
	await person.enter();
	expect((await person.core.openVault(vault)).threads).toMatchObject([{ count: 1 }]);
	await person.core.clients().catch(() => undefined);
	await person.knowing.settled();
	expect(await person.core.search('quinoa')).toEqual({ groups: [], reading: null });
	expect(records.size).toBe(0);
});

test('what every client was asked for is counted, and what is late as of the reader’s day', async () => {
	const person = await reading();
	expect(await person.core.requestsAcross(TODAY)).toEqual({
		reading: null,
		clients: [
			{
				vault,
				client: `${CANARY} Ōkafor`,
				wanted: 2,
				returned: 0,
				received: 0,
				overdue: 1,
				nextDue: '2026-03-15'
			}
		]
	});
	const { clients } = await person.core.requestsAcross('2026-03-15');
	expect(clients[0]?.overdue).toBe(0);
});

test('C59 what a locked laptop holds of it is ciphertext, under names that tell nothing', async () => {
	const person = await reading();
	await person.core.lock();
	expect(records.size).toBe(2);
	for (const [name, sealed] of records) {
		const bytes = Buffer.from(sealed);
		// Nothing shorter: three letters turn up in what is sealed by chance.
		for (const plain of [
			CANARY,
			'kafor',
			'Engagement',
			'ngström',
			'Passport',
			'quinoa',
			vault,
			other
		])
			expect(bytes.includes(plain)).toBe(false);
		expect(bytes.includes(Buffer.from(idBytes(vault)))).toBe(false);
		for (const id of [vault, other]) expect(name).not.toContain(id);
	}
	expect(await person.core.search('xylo')).toEqual({ groups: [], reading: null });
	expect(await person.core.requestsAcross(TODAY)).toEqual({ clients: [], reading: null });
});

test('C59 the next unlocking reads only the logs that moved, and tells the portal nothing', async () => {
	expect(asked(await reading()).sort()).toEqual([vault, other].sort());
	const again = await reading();
	expect(asked(again)).toEqual([]);
	expect(await found(again, 'engagement')).toEqual(['file: Engagement letter.pdf']);
	await owner.core.renameClient(other, 'Stone & Daughters');
	const later = await reading();
	expect(asked(later)).toEqual([other]);
	expect(await found(later, 'daugh')).toEqual(['client: Stone & Daughters']);
	expect(await found(later, 'stone sons')).toEqual([]);
	await owner.core.renameClient(other, 'Stone & Sons');
});

test('C59 records exchanged on the disk, cut short, or older than what was seen are left aside, and the logs are read', async () => {
	await reading();
	const [[one, mine] = [''], [two, theirs] = ['']] = [...records];
	if (!mine || !theirs) throw new Error('two records');
	records.set(one, theirs).set(two, mine);
	expect(asked(await reading()).sort()).toEqual([vault, other].sort());

	for (const [name, sealed] of records) records.set(name, sealed.slice(0, -1));
	const cut = await reading();
	expect(asked(cut).sort()).toEqual([vault, other].sort());
	expect(await found(cut, 'letter')).toEqual(['file: Engagement letter.pdf']);

	const older = new Map(records);
	await owner.core.makeFolder(other, 'Made later');
	expect(asked(await reading())).toEqual([other]);
	for (const [name, sealed] of older) records.set(name, sealed);
	expect(asked(await reading())).toEqual([other]);
});

test('C59 a colleague at the same browser finds nothing of it there, and leaves none of it', async () => {
	await reading();
	const before = new Map(records);
	const person = await reading(colleague);
	expect(asked(person).sort()).toEqual([vault, other].sort());
	expect([...records.keys()].some((name) => before.has(name))).toBe(false);
});

test('C59 a vault that is not this person’s to read any more is neither found nor kept', async () => {
	const person = await reading();
	person.interfere = async (path, init, pass) => {
		const response = await pass(path, init);
		if (!/\/vaults(?:\?since=.*)?$/u.test(path)) return response;
		const page = (await response.json()) as { vaults: { vault: string }[]; total: number };
		const vaults = page.vaults.filter((row) => row.vault !== vault);
		return Response.json({ ...page, vaults, total: page.total - 1 });
	};
	await person.core.clients();
	await person.knowing.settled();
	expect(await found(person, 'xylo')).toEqual([]);
	await expect.poll(() => records.size).toBe(1);
});

test('C59 a log that went back rings, and is not searched any more', async () => {
	const person = await reading();
	person.interfere = async (path, init, pass) => {
		// The portal starts the list anew, too, so that what moved back is in it.
		const response = await pass(path.replace(/\?since=.*$/u, ''), init);
		if (!path.includes('/api/firms/') && !path.includes('/log')) return response;
		const page = (await response.json()) as {
			vaults?: { vault: string; head: { seq: number; hash: string } }[];
			head?: { seq: number; hash: string };
		};
		const older = { seq: 0, hash: 'A'.repeat(43) };
		if (page.head && path.includes(vault))
			return Response.json({ ...page, entries: [], head: older });
		for (const row of page.vaults ?? []) if (row.vault === vault) row.head = older;
		return Response.json(page);
	};
	await person.core.clients();
	await person.knowing.settled();
	expect(person.alarms.map(({ code }) => code)).toEqual(['log-rolled-back']);
	expect(await found(person, 'W-2')).toEqual([]);
	await expect.poll(() => records.size).toBe(1);
});

test('C59 signing out leaves nothing of it', async () => {
	const person = await reading();
	expect(records.size).toBe(2);
	await person.core.signOut();
	expect(records.size).toBe(0);
});

test('what a colleague has no key for yet is not kept, and is read again once they have one', async () => {
	const { url } = await owner.core.inviteStaff('Noor', 'preparer');
	const person = new Person(portal, device);
	person.knows = true;
	await person.core.openLink(fragmentOf(url));
	await person.core.makeRecoveryWords();
	const passkey = await person.newPasskey();
	const { userId } = await person.core.join({ name: 'Noor', passkey, withRecovery: true });
	await person.core.clients();
	await person.knowing.settled();
	expect(await person.core.search('xylo')).toEqual({ groups: [], reading: null });
	expect(records.size).toBe(0);

	await owner.core.team();
	await owner.core.grantTeam(userId, true);
	await person.core.team();
	await person.core.clients();
	await person.knowing.settled();
	expect(await found(person, 'xylo w-2')).toEqual([`file: ${CANARY} W-2 Ängström.pdf`]);
	expect(records.size).toBe(2);
});
