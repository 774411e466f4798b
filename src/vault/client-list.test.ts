/** What this browser knows of the list is a shortcut: asked on from where it is, and names used for the very label they are of. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	elsewhere,
	foundFirm,
	memoryDevice,
	memoryLogs,
	Person
} from '../../tests/claims/people.ts';
import { DAY, HOUR, openPortal, type TestPortal } from '../../tests/server/portal.ts';
import type { VaultId } from '../crypto/brands.ts';
import { newTeamId, userIdFrom } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { ClientList } from './client-list.ts';
import { encodeKeptList, parseKeptList, type KnownClient, type KnownList } from './kept-list.ts';

const CLIENTS = 33;
const NAME = 'Canary “$” Søn';
let portal: TestPortal;
let owner: Person;
let canary: VaultId;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	canary = await owner.core.createClient(NAME);
	for (let one = 1; one < CLIENTS; one++) await owner.core.createClient(`Client ${String(one)}`);
}, 120_000);
afterAll(() => portal.close());

/** A list whose memory holds `before`, what it kept, and what was asked. */
function listWith(before: KnownList | null, now: () => number = Date.now) {
	const { api, session } = owner.keyholder;
	const kept: KnownList[] = [];
	const mark = owner.sent.length;
	const memory = {
		recall: () => Promise.resolve(before),
		keep: (list: KnownList) => void kept.push(list),
		forget: () => Promise.resolve()
	};
	const asked = () => owner.sent.slice(mark).map(({ path }) => path.replace(/^.*vaults/u, ''));
	return { list: new ClientList(api, session.firm, { memory, now }), kept, asked };
}

async function keptNow(): Promise<KnownList> {
	const { list, kept } = listWith(null);
	await list.all();
	const [known] = kept;
	if (!known) throw new Error('nothing was kept');
	return known;
}

const rowIn = async (list: ClientList) => (await list.all()).find(({ vault }) => vault === canary);
const nameIn = async (list: ClientList) => (await rowIn(list))?.name;
const withCanary = (known: KnownList, change: Partial<KnownClient>): KnownList => {
	const client = known.clients.get(canary);
	if (!client) throw new Error('no canary');
	return { ...known, clients: new Map(known.clients).set(canary, { ...client, ...change }) };
};

describe('the list of clients that this browser remembers', () => {
	test('is asked since then, and nothing is written for a few', async () => {
		const known = await keptNow();
		const { list, kept, asked } = listWith(known);
		const rows = await list.all();
		expect(rows.length).toBe(CLIENTS);
		expect(asked()).toEqual([`?since=${String(known.moved)}`]);
		expect(kept).toEqual([]);
		await owner.core.renameClient(canary, 'Otherwise');
		expect(await nameIn(list)).toBe('Otherwise');
		await owner.core.renameClient(canary, NAME);
		expect(await nameIn(list)).toBe(NAME);
		expect(kept).toEqual([]);
	});

	test('is read as a whole where the server knows no such number, and after a week', async () => {
		const known = await keptNow();
		const ahead = listWith({ ...known, moved: known.moved + 1e6 });
		expect((await ahead.list.all()).length).toBe(CLIENTS);
		// The answer to the question was the list already.
		expect(ahead.asked()).toEqual([`?since=${String(known.moved + 1e6)}`]);
		expect(ahead.kept.map(({ moved }) => moved)).toEqual([known.moved]);
		const before = listWith({ ...known, moved: 0 });
		expect((await before.list.all()).length).toBe(CLIENTS);
		expect(before.asked()).toEqual(['?since=0']);
		for (const days of [8, -8]) {
			const later = listWith(known, () => Date.now() + days * DAY);
			expect((await later.list.all()).length).toBe(CLIENTS);
			expect(later.asked()).toEqual(['']);
		}
	});

	test('is read as a whole where it has another number of clients than the person reaches', async () => {
		const known = await keptNow();
		const fewer = new Map(known.clients);
		fewer.delete(canary);
		const { list, asked } = listWith({ ...known, clients: fewer });
		expect(await nameIn(list)).toBe(NAME);
		expect(asked()).toEqual([`?since=${String(known.moved)}`, '']);
	});

	test('says of an invitation by the clock of this browser that it is over', async () => {
		const known = withCanary(await keptNow(), { members: 0, invitedUntil: Date.now() + HOUR });
		expect((await rowIn(listWith(known).list))?.status).toBe('invited');
		const later = () => Date.now() + 2 * HOUR;
		expect((await rowIn(listWith(known, later).list))?.status).toBe('empty');
	});
});

describe('a name that was opened before', () => {
	test('is not opened again for the same label', async () => {
		const known = withCanary(await keptNow(), { name: 'As remembered' });
		expect(await nameIn(listWith(known).list)).toBe('As remembered');
		// Nor where the whole list is read.
		expect(await nameIn(listWith({ ...known, moved: 0 }).list)).toBe('As remembered');
	});

	test('is opened again for another label, sender, team or epoch', async () => {
		const known = { ...(await keptNow()), moved: 0 };
		const [other] = [...known.clients.values()].filter(({ vault }) => vault !== canary);
		for (const change of [
			{ label: other?.label ?? '' },
			{ epoch: 2 },
			{ team: newTeamId() },
			{ sender: userIdFrom(randomBytes(32)) }
		]) {
			const { list } = listWith(withCanary(known, { name: 'A lie', ...change }));
			expect(await nameIn(list)).toBe(NAME);
		}
	});

	test('is opened where it could not be before', async () => {
		const { list } = listWith(withCanary(await keptNow(), { name: null }));
		expect(await nameIn(list)).toBe(NAME);
	});

	test('is not told to who does not hold the key that opens it', async () => {
		const known = await keptNow();
		const { url } = await owner.core.inviteStaff('Nils', 'preparer');
		const nils = new Person(portal);
		await nils.core.openLink(new URL(url).hash.slice(1));
		await nils.core.makeRecoveryWords();
		await nils.core.join({ name: 'Nils', passkey: await nils.newPasskey(), withRecovery: true });
		const { session } = nils.keyholder;
		// The portal lists nothing to Nils yet; an older answer of it, or a lying one, might.
		const { api } = owner.keyholder;
		const memory = {
			recall: () => Promise.resolve(known),
			keep: () => undefined,
			forget: () => Promise.resolve()
		};
		const list = new ClientList(api, session.firm, { memory, now: Date.now });
		expect(await nameIn(list)).toBe('Name not readable');
	});

	test('comes back from its bytes as it was, with its row', async () => {
		const known = await keptNow();
		expect(known.clients.size).toBe(CLIENTS);
		expect(parseKeptList(encodeKeptList(known))).toEqual(known);
		for (const text of [
			'',
			'{}',
			'null',
			'{"moved":1,"readAt":1,"clients":5}',
			'{"moved":-1,"readAt":1,"clients":[]}',
			'{"moved":1,"readAt":1,"clients":[{"vault":"x"}]}'
		])
			expect(() => parseKeptList(new TextEncoder().encode(text))).toThrow();
	});

	test('lies sealed, is the same at the next sign-in, and follows a new name', async () => {
		const logs = memoryLogs();
		const device = memoryDevice(logs);
		const entered = async () => {
			const person = elsewhere(portal, owner, device);
			await person.enter();
			const rows = await person.core.clients();
			await person.keyholder.session.remembered();
			await person.core.lock();
			const asked = person.sent
				.map(({ path }) => path)
				.filter((path) => /vaults(?!.*behind)/u.test(path));
			expect(asked.length).toBe(1);
			expect(asked[0]?.includes('?since=')).toBe(sessions++ > 0);
			return rows;
		};
		let sessions = 0;
		const first = await entered();
		expect(logs.records.size).toBeGreaterThan(0);
		for (const sealed of logs.records.values())
			expect(Buffer.from(sealed).includes('Canary')).toBe(false);
		expect(await entered()).toEqual(first);
		await owner.core.renameClient(canary, 'Renamed');
		expect((await entered()).find(({ vault }) => vault === canary)?.name).toBe('Renamed');
	});
});
