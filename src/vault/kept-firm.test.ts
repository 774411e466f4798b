/** What a browser remembers of the firm's log is a shortcut: it is used when it fits, and otherwise as if it were not there. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryLogs } from '../../tests/claims/people.ts';
import { forgeFirm, type Forgery } from '../../tests/vault/forge.ts';
import { makeFolder, refusalOf, World } from '../../tests/vault/world.ts';
import type { Raw, VaultId } from '../crypto/brands.ts';
import type { OpenAccount } from './account.ts';
import { parseEntry } from '../crypto/entry-header.ts';
import type { FirmLog } from './firm-log.ts';
import type { FirmState } from './firm-state.ts';
import { encodeKeptFirm, KEPT_FIRM_FORMAT, parseKeptFirm } from './kept-firm.ts';
import { removeStaff } from './leaving.ts';
import { Refusal } from './problems.ts';
import { Session, type DeviceStore } from './session.ts';

/** What decides how an entry is judged, told and kept. */
const DECIDING = [
	'src/contract/firm-templates.ts',
	'src/contract/log.ts',
	'src/contract/recipients.ts',
	'src/contract/sized.ts',
	'src/contract/stage-terms.ts',
	'src/contract/stages.ts',
	'src/vault/approvals.ts',
	'src/vault/events.ts',
	'src/vault/firm-state.ts',
	'src/vault/fold-firm.ts',
	'src/vault/fold-templates.ts',
	'src/vault/history.ts',
	'src/vault/joining.ts',
	'src/vault/kept-changes.ts',
	'src/vault/log-entry.ts',
	'src/vault/recipients.ts',
	'src/vault/team-epochs.ts',
	'src/vault/told.ts',
	'src/vault/verdict.ts'
];
const FORMAT_OF = { format: 5, code: 'GX2NUnWd1IBSw1Z2lOEIt7gBYxMoEvFMJIxEsCrfzjw' };

test('what is kept of a firm is of the code that made it', () => {
	const hash = createHash('sha256');
	for (const file of DECIDING) hash.update(readFileSync(file));
	// When this fails: if any entry is judged, told or kept differently now, raise KEPT_FIRM_FORMAT. Then put both here.
	expect({ format: KEPT_FIRM_FORMAT, code: hash.digest('base64url') }).toEqual(FORMAT_OF);
});

/** More than it takes for a log to be kept. */
const LONG = 36;
let world: World;
let device: ReturnType<typeof deviceStore>;
/** From where each page of the firm's log was asked for. */
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
	await grow(LONG);
	device = deviceStore();
	asked = [];
});

async function grow(entries: number): Promise<void> {
	const mark = { colour: 'pine', initials: 'AF' };
	for (let one = 0; one < entries; one++)
		await world.owner.firm.append(
			() =>
				Promise.resolve({
					kind: 'firm.changed',
					payload: {},
					body: { name: `Firm ${String(one)}`, mark }
				}),
			world.now
		);
}

async function opened(
	account: OpenAccount = world.owner.account,
	on = device,
	heard: Refusal[] = []
): Promise<Session> {
	const { api } = world.portal;
	const firmLog: typeof api.firmLog = (id, after) => {
		asked.push(after);
		return api.firmLog(id, after);
	};
	// A session wipes its keys, and the next one in this browser has its own copy of them.
	const copy = { ...account, key: account.key.slice() as OpenAccount['key'] };
	return Session.open({ ...api, firmLog }, copy, on.store, (one) => heard.push(one));
}

async function remembering(account = world.owner.account, on = device): Promise<FirmLog> {
	const session = await opened(account, on);
	await session.remembered();
	return session.firm;
}

const entries = () => world.portal.firmLog.entries;
const only = (): [string, Raw] => {
	const [record] = device.records;
	if (!record || device.records.size !== 1) throw new Error('not one record');
	return record;
};

/** Opened again: what was asked for, and that it says what reading everything says. */
async function again(account = world.owner.account): Promise<(number | null)[]> {
	asked = [];
	const { firm } = await opened(account);
	const asking = [...asked];
	const { firm: whole } = await opened(account, deviceStore());
	await expectSame(firm, whole);
	return asking;
}

async function expectSame(firm: FirmLog, whole: FirmLog): Promise<void> {
	expect(firm.state).toEqual(whole.state);
	expect(firm.journal).toEqual(whole.journal);
	expect(firm.directory).toEqual(whole.directory);
	expect([...firm.teams.keys()]).toEqual([...whole.teams.keys()]);
	expect(await statesOf(firm)).toEqual(await statesOf(whole));
}

/** The state at every entry. */
async function statesOf(log: FirmLog): Promise<FirmState[]> {
	const parsed = await Promise.all(entries().map((bytes) => parseEntry(bytes)));
	return parsed.flatMap(({ header: { seq }, hash }) => log.at({ seq, hash }) ?? []);
}

const forge = (forgery: Forgery) => forgeFirm(world.owner, forgery);

describe('the firm’s log in bytes', () => {
	test('comes back as it was at every entry, and shares what it shared', async () => {
		const { owner } = world;
		const [petra, otto] = [
			await world.staff('Petra “$”', 'preparer'),
			await world.staff('Otto', 'owner')
		];
		await world.newStaff('Nils', 'admin');
		await otto.firm.sync();
		await owner.firm.sync();
		await removeStaff(owner.firm, owner.identity, petra.id, world.now);
		await removeStaff(owner.firm, owner.identity, otto.id, world.now);
		const states = await statesOf(owner.firm);
		expect(states).toHaveLength(entries().length);
		const { journal } = owner.firm;
		const bytes = encodeKeptFirm({ states, journal });
		const back = bytes && parseKeptFirm(bytes);
		expect(back).toEqual({ states, journal });
		for (const [seq, state] of (back?.states ?? []).entries()) {
			expect([...state.staff.keys()]).toEqual([...(states[seq]?.staff.keys() ?? [])]);
			if (states[seq]?.teams === states[seq - 1]?.teams)
				expect(state.teams).toBe(back?.states[seq - 1]?.teams);
		}
	});

	test('grows with what happened, and not with who is there at each entry', async () => {
		const size = async () =>
			encodeKeptFirm({ states: await statesOf(world.owner.firm), journal: [] })?.length ?? 0;
		const before = await size();
		for (let one = 0; one < 4; one++) await world.staff(`Person ${String(one)}`, 'preparer');
		await world.owner.firm.sync();
		const few = await size();
		await grow(LONG);
		expect((await size()) - few).toBeLessThan((few - before) / 2);
	});

	test('that are of another kind are no log', () => {
		for (const text of [
			'',
			'{}',
			'null',
			'{"steps":[0],"journal":[]}',
			'{"steps":[5],"journal":[]}',
			'{"steps":[{"all":{}}],"journal":[]}',
			'{"steps":[{"all":{}},{"set":1,"gone":[]}],"journal":[]}',
			'{"steps":[{"all":{"$":{"map":[],"plain":true}}},{"set":[1],"gone":[]}],"journal":[]}'
		])
			expect(() => parseKeptFirm(new TextEncoder().encode(text))).toThrow();
	});
});

describe('a firm’s log that is remembered', () => {
	test('is read on from where it was left, and says the same', async () => {
		const { seq } = (await remembering()).state.head;
		await grow(3);
		await world.staff('Petra', 'preparer');
		await world.owner.firm.sync();
		expect(await again()).toEqual([seq]);
	});

	test('judges what is read by it as the whole would: a vault written under every one of its heads', async () => {
		const { owner } = world;
		const vault: VaultId = await world.createVault('Rivera');
		const log = await owner.vault(vault);
		for (const name of ['2023', '2024']) {
			await makeFolder(log, name, world.now);
			await grow(2);
		}
		await remembering();
		await makeFolder(log, '2025', world.now);
		const mine = await (await opened()).vault(vault);
		expect(mine.state).toEqual(
			(await (await opened(owner.account, deviceStore())).vault(vault)).state
		);
		expect(mine.journal.every(({ rejected }) => rejected === null)).toBe(true);
	});

	test('is written to like any other', async () => {
		await remembering();
		const { firm } = await opened();
		const { seq } = firm.state.head;
		const body = { name: 'New name', mark: { colour: 'pine', initials: 'NN' } };
		const draft = { kind: 'firm.changed' as const, payload: {}, body };
		await firm.append(() => Promise.resolve(draft), world.now);
		await firm.sync();
		expect(firm.state.head.seq).toBe(seq + 1);
	});

	test('lies sealed, under a name that tells nothing', async () => {
		await remembering();
		const [name, sealed] = only();
		expect(name).not.toContain(world.kit.firmId);
		for (const plain of ['Olga Alder', 'Firm 3', world.kit.firmId])
			expect(Buffer.from(sealed).includes(plain)).toBe(false);
	});

	test('is written again when it has grown by much, and not for every entry', async () => {
		await remembering();
		const [, before] = only();
		await grow(20);
		await remembering();
		expect(only()[1]).toBe(before);
		await grow(20);
		await remembering();
		expect(only()[1]).not.toBe(before);
	});

	test('is not kept when it is short', async () => {
		world = await World.found();
		await remembering();
		expect(device.records.size).toBe(0);
	});

	test('is not kept by who could not open all of it', async () => {
		const { owner } = world;
		const petra = await world.staff('Petra', 'preparer');
		const nils = await world.newStaff('Nils', 'preparer');
		// From here on names are sealed under a key that nobody has handed to Nils.
		await removeStaff(owner.firm, owner.identity, petra.id, world.now);
		await grow(1);
		await remembering(nils.account);
		expect(device.records.size).toBe(0);
	});

	test('is not kept when an entry is of a kind that this version does not know', async () => {
		world.portal.firmLog.force((await forge({ kind: 'staff.promoted', body: null })).bytes);
		await remembering();
		expect(device.records.size).toBe(0);
	});

	test('is not written by a session that has been locked', async () => {
		const session = await opened();
		session.wipe();
		await session.remembered();
		expect(device.records.size).toBe(0);
	});
});

describe('what was kept is left aside, and the log read from its start,', () => {
	test('when a byte of it changed', async () => {
		await remembering();
		const [name, sealed] = only();
		for (const at of [0, 40, sealed.length - 1]) {
			const damaged = sealed.slice();
			damaged[at] = (damaged[at] ?? 0) ^ 1;
			device.records.set(name, damaged);
			expect((await again())[0]).toBeNull();
		}
	});

	test('when it is another account’s', async () => {
		const petra = await world.staff('Petra', 'preparer');
		await remembering();
		const [name] = only();
		const theirs = deviceStore();
		await remembering(petra.account, theirs);
		const [sealed] = theirs.records.values();
		expect(sealed).toBeDefined();
		device.records.set(name, sealed ?? new Uint8Array());
		expect((await again())[0]).toBeNull();
	});

	test('when this device knows no head of the log', async () => {
		await remembering();
		device.heads.clear();
		expect((await again())[0]).toBeNull();
	});

	test('when it is of another firm', async () => {
		await remembering();
		const [name, sealed] = only();
		world = await World.found();
		await grow(LONG);
		device.records.clear();
		await remembering();
		const [mine] = only();
		expect(mine).not.toBe(name);
		device.records.set(mine, sealed);
		expect((await again())[0]).toBeNull();
	});

	test('when it ends in an alarm, which is then that of the whole log', async () => {
		await remembering();
		await grow(5);
		await opened();
		// Back behind what was seen, though not behind what was kept.
		entries().splice(-2);
		asked = [];
		expect(await refusalOf(() => opened())).toBe('log-rolled-back');
		expect(asked).toContain(null);
		expect(device.records.size).toBe(0);
	});
});

describe('a portal that lies to who remembers', () => {
	test('an older record beside a log that went back hides nothing', async () => {
		await remembering();
		const [name, old] = only();
		await grow(LONG);
		await remembering();
		device.records.set(name, old);
		entries().splice(LONG + 5);
		expect(await refusalOf(() => opened())).toBe('log-rolled-back');
	});

	test('another history from within what was kept on is missed', async () => {
		await remembering();
		await grow(3);
		await opened();
		const fork = await Promise.all([forge(renamed('One')), forge(renamed('Two'))]);
		expect(fork[0].hash).not.toBe(fork[1].hash);
		world.portal.firmLog.force(fork[0].bytes);
		await opened();
		entries().splice(-1, 1, fork[1].bytes);
		expect(await refusalOf(() => opened())).toBe('log-rolled-back');
	});

	test('an entry that nobody was allowed to write is told, as it is to who remembers nothing', async () => {
		await remembering();
		const stranger = await World.found();
		const { signing } = stranger.owner.identity;
		world.portal.firmLog.force((await forge({ ...renamed('Made up'), signer: signing })).bytes);
		const heard: Refusal[] = [];
		const whole: Refusal[] = [];
		await opened(world.owner.account, device, heard);
		await opened(world.owner.account, deviceStore(), whole);
		expect(heard.map(({ code }) => code)).toEqual(['entry-forged']);
		expect(whole.map(({ code }) => code)).toEqual(['entry-forged']);
	});

	test('a portal that says nothing opens nothing, and what was kept stays', async () => {
		await remembering();
		world.portal.disturb = (call) => {
			if (call.startsWith('firmLog')) throw new Refusal('offline');
		};
		expect(await refusalOf(() => opened())).toBe('offline');
		expect(device.records.size).toBe(1);
	});
});

const renamed = (name: string): Forgery => ({
	kind: 'firm.changed',
	body: { name, mark: { colour: 'pine', initials: 'XX' } }
});
