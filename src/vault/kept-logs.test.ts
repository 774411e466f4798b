/** What a browser remembers of verified logs is a shortcut: it is used when it fits, and otherwise as if it were not there. */
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryLogs } from '../../tests/claims/people.ts';
import { forgeVault } from '../../tests/vault/forge.ts';
import { makeFolder, refusalOf, World, type Person } from '../../tests/vault/world.ts';
import type { Raw, VaultId } from '../crypto/brands.ts';
import { idBytes, newFolderId } from '../crypto/ids.ts';
import type { OpenAccount } from './account.ts';
import { Refusal } from './problems.ts';
import { Session, type DeviceStore } from './session.ts';
import type { VaultLog } from './vault-log.ts';

/** More than it takes for a log to be kept. */
const LONG = 140;

let world: World;
let vault: VaultId;
let ana: Person;
let device: ReturnType<typeof deviceStore>;
/** From where each page of a vault's log was asked for. */
let asked: (number | null)[];

function deviceStore() {
	const heads = new Map<string, Raw>();
	const logs = memoryLogs();
	const store: DeviceStore = {
		loadHeads: (user) => Promise.resolve(heads.get(user) ?? null),
		saveHeads: (user, sealed) => Promise.resolve(void heads.set(user, sealed)),
		logs
	};
	return { store, heads, records: logs.records };
}

beforeEach(async () => {
	world = await World.found();
	vault = await world.createVault('Rivera');
	ana = await world.client(vault, 'Ana');
	await grow(vault, LONG);
	device = deviceStore();
	asked = [];
});

async function grow(id: VaultId, entries: number): Promise<void> {
	const log = await world.owner.vault(id);
	for (let one = 0; one < entries; one++) await makeFolder(log, `Folder ${String(one)}`, world.now);
}

async function opened(account: OpenAccount = ana.account, on = device): Promise<Session> {
	const { api } = world.portal;
	const vaultLog = (id: VaultId, after: number | null) => {
		asked.push(after);
		return api.vaultLog(id, after);
	};
	// A session wipes its keys, and the next one in this browser has its own copy of them.
	const copy = { ...account, key: account.key.slice() as OpenAccount['key'] };
	return Session.open({ ...api, vaultLog }, copy, on.store);
}

async function remembering(id = vault, account = ana.account, on = device): Promise<VaultLog> {
	const session = await opened(account, on);
	const log = await session.vault(id);
	await session.remembered();
	return log;
}

const entries = () => world.portal.vaultLog(vault).entries;
const only = (): [string, Raw] => {
	const [record] = device.records;
	if (!record || device.records.size !== 1) throw new Error('not one record');
	return record;
};
/** Opened again: what was asked for, and that it says what reading everything says. */
async function again(account = ana.account): Promise<(number | null)[]> {
	asked = [];
	const log = await (await opened(account)).vault(vault);
	const asking = [...asked];
	const whole = await (await opened(account, deviceStore())).vault(vault);
	expect(log.state).toEqual(whole.state);
	expect(log.journal).toEqual(whole.journal);
	expect([...log.heldEpochs.keys()].sort()).toEqual([...whole.heldEpochs.keys()].sort());
	for (const { head } of [log.state, whole.state]) expect(log.contains(head)).toBe(true);
	return asking;
}

describe('a log that is remembered', () => {
	test('is read on from where it was left, and says the same', async () => {
		const { seq } = (await remembering()).state.head;
		await grow(vault, 3);
		expect(await again()).toEqual([seq]);
	});

	test('is written to like any other', async () => {
		await remembering();
		const log = await (await opened()).vault(vault);
		const { seq } = log.state.head;
		await log.startEpoch(() => Promise.resolve(null), world.now);
		await grow(vault, 1);
		await log.sync();
		expect(log.state.head.seq).toBe(seq + 1);
	});

	test('is written again when it has grown by much, and not for every entry', async () => {
		await remembering();
		const [, before] = only();
		await grow(vault, 100);
		await remembering();
		expect(only()[1]).toBe(before);
		await grow(vault, 40);
		await remembering();
		expect(only()[1]).not.toBe(before);
	});

	test('lies sealed, under a name that tells nothing', async () => {
		await remembering();
		const [name, sealed] = only();
		expect(name).not.toContain(vault);
		for (const plain of ['Rivera', 'Folder 1', vault])
			expect(Buffer.from(sealed).includes(plain)).toBe(false);
		expect(Buffer.from(sealed).includes(Buffer.from(idBytes(vault)))).toBe(false);
	});

	test('is not kept when it is short, or only passed', async () => {
		const short = await world.createVault('Stone');
		await remembering(short, world.owner.account);
		const session = await opened();
		await session.passing(vault, () => Promise.resolve());
		await session.remembered();
		expect(device.records.size).toBe(0);
	});

	test('is not kept by a reader who was not given every key', async () => {
		const late = await world.client(vault, 'Lea', false);
		await grow(vault, LONG);
		await remembering(vault, late.account);
		expect(device.records.size).toBe(0);
	});

	test('is not kept when an entry is of a kind that this version does not know', async () => {
		const log = await world.owner.vault(vault);
		const entry = await forgeVault(world.owner, log, { kind: 'file.starred', body: null });
		world.portal.vaultLog(vault).force(entry.bytes);
		await remembering();
		expect(device.records.size).toBe(0);
	});

	test('is not written by a session that has been locked', async () => {
		const session = await opened();
		await session.vault(vault);
		session.wipe();
		await session.remembered();
		expect(device.records.size).toBe(0);
	});

	test('is forgotten when the access ends', async () => {
		await remembering();
		const session = await opened();
		world.portal.disturb = (call) => {
			if (call.startsWith('vaultLog')) throw new Refusal('not-found');
		};
		expect(await refusalOf(() => session.vault(vault))).toBe('not-found');
		expect(device.records.size).toBe(0);
	});
});

describe('what was kept is left aside, and the log read from its start,', () => {
	test('when a byte of it changed', async () => {
		await remembering();
		const [name, sealed] = only();
		for (const at of [0, 40, 80, sealed.length - 1]) {
			const damaged = sealed.slice();
			damaged[at] = (damaged[at] ?? 0) ^ 1;
			device.records.set(name, damaged);
			expect((await again())[0]).toBeNull();
		}
		device.records.set(name, sealed.slice(0, 60));
		expect((await again())[0]).toBeNull();
	});

	test('when it is another vault’s, put in this one’s place', async () => {
		const other = await world.createVault('Stone');
		await grow(other, LONG);
		const { account } = world.owner;
		await remembering(other, account);
		const [, theirs] = only();
		await remembering(vault, account);
		const mine = [...device.records.keys()].find((name) => device.records.get(name) !== theirs);
		device.records.set(mine ?? '', theirs);
		expect((await again(account))[0]).toBeNull();
	});

	test('when it is another account’s', async () => {
		await remembering();
		const [name] = only();
		const theirs = deviceStore();
		await remembering(vault, world.owner.account, theirs);
		const [sealed] = theirs.records.values();
		device.records.set(name, sealed ?? new Uint8Array());
		expect((await again())[0]).toBeNull();
	});

	test('when this device knows no head of the log', async () => {
		await remembering();
		device.heads.clear();
		expect((await again())[0]).toBeNull();
	});

	test('when a head that was seen at a place in it is another', async () => {
		const log = await world.owner.vault(vault);
		const [one, two] = await Promise.all([forged(log), forged(log)]);
		world.portal.vaultLog(vault).force(one.bytes);
		await remembering();
		entries().splice(-1, 1, two.bytes);
		// Another device of theirs was shown the other history.
		const elsewhere = deviceStore();
		await remembering(vault, ana.account, elsewhere);
		const { keyring } = await both(elsewhere);
		asked = [];
		const session = await opened({ ...ana.account, keyring });
		expect(await refusalOf(() => session.vault(vault))).toBe('log-rolled-back');
		expect(asked[0]).toBeNull();
	});

	test('when it ends in an alarm, which is then that of the whole log', async () => {
		await remembering();
		await grow(vault, 5);
		await (await opened()).vault(vault);
		// Back behind what was seen, though not behind what was kept.
		entries().splice(-2);
		asked = [];
		expect(await refusalOf(async () => (await opened()).vault(vault))).toBe('log-rolled-back');
		expect(asked).toContain(null);
		expect(device.records.size).toBe(0);
	});
});

describe('an older record beside a portal that went back', () => {
	test('hides nothing: heads seen since are missed', async () => {
		await remembering();
		const [name, old] = only();
		await grow(vault, LONG);
		await remembering();
		device.records.set(name, old);
		entries().splice(LONG + 5);
		expect(await refusalOf(async () => (await opened()).vault(vault))).toBe('log-rolled-back');
	});

	test('is no open log while nothing new could be asked for', async () => {
		await remembering();
		world.portal.disturb = (call) => {
			if (call.startsWith('vaultLog')) throw new Refusal('offline');
		};
		const session = await opened();
		expect(await refusalOf(() => session.vault(vault))).toBe('offline');
		expect(session.loadedVault(vault)).toBeNull();
		expect(device.records.size).toBe(1);
	});
});

const forged = (log: VaultLog) =>
	forgeVault(world.owner, log, {
		kind: 'folder.made',
		body: { folder: idBytes(newFolderId()), name: 'x' }
	});

/** A keyring with the heads that this browser and another have seen. */
async function both(elsewhere: typeof device) {
	const heads = (await opened(ana.account, elsewhere)).heads;
	return { keyring: { ...ana.account.keyring, heads } };
}
