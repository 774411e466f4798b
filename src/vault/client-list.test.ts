/** Names that this browser opened before are a shortcut, used for the very label they were opened from and no other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	elsewhere,
	foundFirm,
	memoryDevice,
	memoryLogs,
	Person
} from '../../tests/claims/people.ts';
import { openPortal, type TestPortal } from '../../tests/server/portal.ts';
import type { VaultId } from '../crypto/brands.ts';
import { userIdFrom } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { ClientList } from './client-list.ts';
import { encodeKeptNames, parseKeptNames, type KeptNames, type OpenedName } from './kept-names.ts';

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

/** A list whose memory holds `before`, and what it kept. */
function listWith(before: KeptNames | null) {
	const { api, session } = owner.keyholder;
	const kept: KeptNames[] = [];
	const memory = {
		recall: () => Promise.resolve(before),
		keep: (names: KeptNames) => void kept.push(names),
		forget: () => Promise.resolve()
	};
	return { list: new ClientList(api, session.firm, memory), kept };
}

async function keptNow(): Promise<KeptNames> {
	const { list, kept } = listWith(null);
	await list.all();
	const [names] = kept;
	if (!names) throw new Error('nothing was kept');
	return names;
}

const nameIn = async (list: ClientList) =>
	(await list.all()).find(({ vault }) => vault === canary)?.name;
const withCanary = (names: KeptNames, change: Partial<OpenedName>): KeptNames => {
	const known = names.get(canary);
	if (!known) throw new Error('no canary');
	return new Map(names).set(canary, { ...known, ...change });
};

describe('a name that was opened before', () => {
	test('is not opened again for the same label, and nothing is written for that', async () => {
		const { list, kept } = listWith(withCanary(await keptNow(), { name: 'As remembered' }));
		expect(await nameIn(list)).toBe('As remembered');
		expect(kept).toEqual([]);
	});

	test('is opened again for another label, sender or epoch', async () => {
		const names = await keptNow();
		const [other] = [...names].find(([vault]) => vault !== canary) ?? [];
		const { label } = names.get(other ?? canary) ?? names.get(canary) ?? {};
		for (const change of [
			{ label: label ?? new Uint8Array() },
			{ epoch: 2 },
			{ sender: userIdFrom(randomBytes(32)) }
		]) {
			const { list } = listWith(withCanary(names, { name: 'A lie', ...change }));
			expect(await nameIn(list)).toBe(NAME);
		}
	});

	test('is not told to who does not hold the key that opens it', async () => {
		const names = await keptNow();
		const { url } = await owner.core.inviteStaff('Nils', 'preparer');
		const nils = new Person(portal);
		await nils.core.openLink(new URL(url).hash.slice(1));
		await nils.core.makeRecoveryWords();
		await nils.core.join({ name: 'Nils', passkey: await nils.newPasskey(), withRecovery: true });
		const { session } = nils.keyholder;
		// The portal lists nothing to Nils yet; an older answer of it, or a lying one, might.
		const { api } = owner.keyholder;
		const memory = {
			recall: () => Promise.resolve(names),
			keep: () => undefined,
			forget: () => Promise.resolve()
		};
		expect(await nameIn(new ClientList(api, session.firm, memory))).toBe('Name not readable');
	});

	test('comes back from its bytes as it was', async () => {
		const names = await keptNow();
		expect(names.size).toBe(CLIENTS);
		expect(parseKeptNames(encodeKeptNames(names))).toEqual(names);
		for (const text of [
			'',
			'{}',
			'null',
			'{"names":5}',
			'{"names":{"$":{"map":[[1,2]],"plain":true}}}'
		])
			expect(() => parseKeptNames(new TextEncoder().encode(text))).toThrow();
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
			return rows;
		};
		const first = await entered();
		expect(logs.records.size).toBeGreaterThan(0);
		for (const sealed of logs.records.values())
			expect(Buffer.from(sealed).includes('Canary')).toBe(false);
		expect(await entered()).toEqual(first);
		await owner.core.renameClient(canary, 'Renamed');
		expect((await entered()).find(({ vault }) => vault === canary)?.name).toBe('Renamed');
	});
});
