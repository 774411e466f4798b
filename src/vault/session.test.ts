import { beforeEach, describe, expect, test } from 'vitest';
import { forgeFirm, forgeVault } from '../../tests/vault/forge.ts';
import { makeFolder, refusalOf, World, type Person } from '../../tests/vault/world.ts';
import type { Raw, VaultId } from '../crypto/brands.ts';
import { openKeyring, sealKeyring } from '../crypto/account.ts';
import { idBytes, newFolderId } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import type { OpenAccount } from './account.ts';
import { encodeKeyring, parseKeyring } from './keyring.ts';
import { Session, type DeviceStore } from './session.ts';

let world: World;
let vault: VaultId;
let ana: Person;
let device: ReturnType<typeof deviceStore>;

const deviceStore = () => {
	let kept: Raw | null = null;
	const store: DeviceStore = {
		loadHeads: () => Promise.resolve(kept),
		saveHeads: (_, sealed) => {
			kept = sealed;
			return Promise.resolve();
		}
	};
	return {
		store,
		replace: (sealed: Raw | null) => {
			kept = sealed;
		},
		kept: () => kept
	};
};

beforeEach(async () => {
	world = await World.found();
	vault = await world.createVault('Rivera');
	ana = await world.client(vault, 'Ana');
	await makeFolder(await world.owner.vault(vault), '2025', world.now);
	device = deviceStore();
});

const opened = (account: OpenAccount = ana.account, on = device) =>
	Session.open(world.portal.api, account, on.store);
const firmEntries = () => world.portal.firmLog.entries;
const vaultEntries = () => world.portal.vaultLog(vault).entries;

/** What another device of Ana's gets: the account as the portal keeps it. */
async function onNewDevice(): Promise<OpenAccount> {
	const { keyring } = world.portal;
	if (!keyring) throw new Error('no keyring saved');
	const plaintext = await openKeyring(ana.account.key, ana.id, keyring.sealed);
	return { ...ana.account, keyring: parseKeyring(plaintext), keyringVersion: keyring.version };
}

const changingFirm = (name: string) => ({
	kind: 'firm.changed',
	body: { name, mark: { colour: 'pine', initials: 'A' } }
});

/** Replaces the last entry by another that its author could have written. */
async function forkFirm(): Promise<void> {
	const [one, two] = [
		await forgeFirm(world.owner, changingFirm('One')),
		await forgeFirm(world.owner, changingFirm('Two'))
	];
	world.portal.firmLog.force(one.bytes);
	await (await opened()).saveKeyring();
	firmEntries().splice(-1, 1, two.bytes);
}

async function forkVault(): Promise<void> {
	const log = await world.owner.vault(vault);
	const folder = () => ({
		kind: 'folder.made',
		body: { folder: idBytes(newFolderId()), name: 'x' }
	});
	const [one, two] = [
		await forgeVault(world.owner, log, folder()),
		await forgeVault(world.owner, log, folder())
	];
	world.portal.vaultLog(vault).force(one.bytes);
	const session = await opened();
	await session.vault(vault);
	await session.saveKeyring();
	vaultEntries().splice(-1, 1, two.bytes);
}

async function seenEverything(): Promise<void> {
	const session = await opened();
	await session.vault(vault);
	await session.saveKeyring();
}

describe('a session', () => {
	test('of a client shows the vault, and of an owner is staff', async () => {
		const session = await opened();
		expect(session.firm.state.staff.has(session.userId)).toBe(false);
		expect((await session.vault(vault)).state.name).toBe('Rivera');
		expect(session.openVaults).toEqual([vault]);
		const owners = await opened(world.owner.account, deviceStore());
		expect(owners.firm.state.staff.has(owners.userId)).toBe(true);
	});

	test('opens again on logs that have grown', async () => {
		await seenEverything();
		await makeFolder(await world.owner.vault(vault), '2026', world.now);
		await world.staff('Petra', 'preparer');
		expect((await (await opened()).vault(vault)).state.folders.size).toBe(2);
	});

	test('needs a firm in the keyring', async () => {
		const account = { ...ana.account, keyring: { firms: [], heads: new Map() } };
		expect(await refusalOf(() => opened(account))).toBe('account-damaged');
	});

	test('that was wiped while an answer was on its way seals nothing under the wiped keys', async () => {
		const session = await opened();
		await session.vault(vault);
		await makeFolder(await world.owner.vault(vault), '2026', world.now);
		const kept = device.kept();
		const late = session.vault(vault);
		session.wipe();
		await late;
		expect(device.kept()).toBe(kept);
		expect(await session.sealedKeyring()).toBeNull();
	});

	test('keeps the newest heads last, however many are seen at once', async () => {
		const more = await Promise.all(
			['Stone', 'Birch', 'Lane'].map((name) => world.createVault(name))
		);
		const session = await opened(world.owner.account);
		let saves = 0;
		device.store.saveHeads = async (_, sealed) => {
			// The first is the slowest: it must not overwrite what comes after it.
			await new Promise((resolve) => setTimeout(resolve, saves++ === 0 ? 300 : 0));
			device.replace(sealed);
		};
		await Promise.all([vault, ...more].map((id) => session.vault(id)));
		expect(saves).toBeLessThan(4);
		const again = await opened(world.owner.account);
		expect([...again.heads.keys()].sort()).toEqual([...session.heads.keys()].sort());
	});

	test('works on vaults in passing without keeping them, but remembers their heads', async () => {
		const session = await opened();
		const before = device.kept();
		const { seq } = await session.passing(vault, (log) => Promise.resolve(log.state.head));
		expect(session.openVaults).toEqual([]);
		expect(device.kept()).not.toBe(before);
		expect((await opened()).heads.get(vault)?.map((head) => head.seq)).toContain(seq);
	});

	test('keeps a vault that somebody opens while it is passed', async () => {
		const session = await opened();
		await session.passing(vault, async (log) => {
			expect(await session.vault(vault)).toBe(log);
		});
		expect(session.openVaults).toEqual([vault]);
		const log = session.loadedVault(vault);
		expect(await session.passing(vault, (same) => Promise.resolve(same))).toBe(log);
		expect(session.openVaults).toEqual([vault]);
	});

	test('has one log for all who pass a vault at once, so that none takes the others’ news for a step back', async () => {
		const session = await opened();
		const { promise: second, resolve: secondMayEnd } = Promise.withResolvers<void>();
		let log: unknown;
		const slow = session.passing(vault, async (its) => {
			log = its;
			await second;
			await its.sync();
			return its;
		});
		expect(await session.passing(vault, (its) => Promise.resolve(its))).toBe(log);
		await makeFolder(await world.owner.vault(vault), '2026', world.now);
		const { head } = await session.passing(vault, (its) => {
			expect(its).toBe(log);
			return Promise.resolve(its.state);
		});
		secondMayEnd();
		expect((await slow).state.head).toEqual(head);
		expect(session.openVaults).toEqual([]);
	});

	test('has one log for a vault that several ask for at once', async () => {
		const session = await opened();
		const [one, ...others] = await Promise.all([
			session.vault(vault),
			session.vault(vault),
			session.passing(vault, (log) => Promise.resolve(log))
		]);
		for (const other of others) expect(other).toBe(one);
		expect(session.loadedVault(vault)).toBe(one);
	});

	describe('hearing from another device while an answer of the portal is on its way', () => {
		/** Between the portal's answer and its arrival, another device of Ana's does this, and this one hears of it. */
		async function meanwhile(which: 'vaultLog' | 'firmLog', elsewhere: () => Promise<unknown>) {
			let happens = false;
			const { api } = world.portal;
			const late = async <T>(answer: Promise<T>): Promise<T> => {
				const page = await answer;
				if (!happens) return page;
				happens = false;
				await elsewhere();
				const other = await opened(await onNewDevice(), deviceStore());
				await other.vault(vault);
				await (
					await other.sealedKeyring()
				)?.();
				await session.learn();
				return page;
			};
			const slow: typeof api = {
				...api,
				account: () => {
					const { keyring } = world.portal;
					if (!keyring) throw new Error('no keyring saved');
					const { sealed, version } = keyring;
					return Promise.resolve({
						userId: ana.id,
						identity: sealed,
						keyring: sealed,
						keyringVersion: version,
						passkeys: [],
						recovery: null,
						mailLanguage: null
					});
				},
				vaultLog: (id, after) =>
					which === 'vaultLog' ? late(api.vaultLog(id, after)) : api.vaultLog(id, after),
				firmLog: (id, after) =>
					which === 'firmLog' ? late(api.firmLog(id, after)) : api.firmLog(id, after)
			};
			const session = await Session.open(slow, ana.account, device.store);
			await session.vault(vault);
			await session.saveKeyring();
			happens = true;
			return session;
		}

		test('takes what is newer than the answer for news, and asks for it the next time', async () => {
			const session = await meanwhile('vaultLog', async () =>
				makeFolder(await world.owner.vault(vault), '2026', world.now)
			);
			const log = await session.vault(vault);
			expect(log.state.folders.size).toBe(1);
			const gone = vaultEntries().pop();
			expect(await refusalOf(() => session.vault(vault))).toBe('log-rolled-back');
			if (gone) vaultEntries().push(gone);
		});

		test('the same of the firm’s log', async () => {
			const session = await meanwhile('firmLog', () => world.staff('Petra', 'preparer'));
			await session.syncFirms();
			firmEntries().splice(-2);
			expect(await refusalOf(() => session.syncFirms())).toBe('log-rolled-back');
		});

		test('but what contradicts the answer is two histories', async () => {
			const log = await world.owner.vault(vault);
			const folder = () => ({
				kind: 'folder.made',
				body: { folder: idBytes(newFolderId()), name: 'x' }
			});
			const [one, two] = [
				await forgeVault(world.owner, log, folder()),
				await forgeVault(world.owner, log, folder())
			];
			const session = await meanwhile('vaultLog', () =>
				Promise.resolve(vaultEntries().splice(-1, 1, two.bytes))
			);
			world.portal.vaultLog(vault).force(one.bytes);
			expect(await refusalOf(() => session.vault(vault))).toBe('log-rolled-back');
		});
	});

	test('remembers a vault that lied in passing', async () => {
		await seenEverything();
		const gone = vaultEntries().pop();
		const session = await opened();
		const passing = () => session.passing(vault, () => Promise.resolve());
		expect(await refusalOf(passing)).toBe('log-rolled-back');
		if (gone) vaultEntries().push(gone);
		expect(await refusalOf(passing)).toBe('log-rolled-back');
	});

	test('keeps heads on the device sealed', async () => {
		await seenEverything();
		const sealed = device.kept();
		expect(sealed && Buffer.from(sealed).includes(Buffer.from(idBytes(vault)))).toBe(false);
	});

	test('with device heads of another account, or damaged, relies on the keyring', async () => {
		device.replace(randomBytes(300));
		expect(await refusalOf(() => opened())).toBe('accepted');
	});

	test('wipes its keys', async () => {
		const session = await opened({ ...ana.account, key: ana.account.key });
		session.wipe();
		expect(ana.account.key.every((byte) => byte === 0)).toBe(true);
		expect(ana.identity.seed.every((byte) => byte === 0)).toBe(true);
	});
});

describe.each(['this device', 'a new device'])('on %s', (where) => {
	const reopened = async () =>
		where === 'this device' ? opened() : opened(await onNewDevice(), deviceStore());

	test('a firm log shorter than one seen before is refused', async () => {
		await world.staff('Petra', 'preparer');
		await seenEverything();
		firmEntries().pop();
		expect(await refusalOf(reopened)).toBe('log-rolled-back');
	});

	test('a firm log with another entry where one was seen before is refused', async () => {
		await forkFirm();
		expect(await refusalOf(reopened)).toBe('log-rolled-back');
	});

	test('a vault log shorter than one seen before is refused, each time', async () => {
		await seenEverything();
		vaultEntries().pop();
		const session = await reopened();
		for (let again = 0; again < 2; again++)
			expect(await refusalOf(() => session.vault(vault))).toBe('log-rolled-back');
		expect(session.openVaults).toEqual([]);
	});

	test('a vault log with another entry where one was seen before is refused', async () => {
		await forkVault();
		const session = await reopened();
		expect(await refusalOf(() => session.vault(vault))).toBe('log-rolled-back');
	});
});

describe('while a session is open', () => {
	test('a log that goes on from another entry than the last one is refused, and then not used', async () => {
		const session = await opened();
		const log = await session.vault(vault);
		const owners = await world.owner.vault(vault);
		const folder = { kind: 'folder.made', body: { folder: idBytes(newFolderId()), name: 'x' } };
		const bad = await forgeVault(world.owner, owners, { ...folder, prev: owners.genesis });
		world.portal.vaultLog(vault).force(bad.bytes);
		expect(await refusalOf(() => session.vault(vault))).toBe('log-broken');
		vaultEntries().pop();
		expect(await refusalOf(() => session.vault(vault))).toBe('log-broken');
		expect(await refusalOf(() => log.state)).toBe('log-broken');
		expect(await refusalOf(() => makeFolder(log, 'x', world.now))).toBe('log-broken');
	});

	test('a firm log that goes wrong is refused, and then not used', async () => {
		const session = await opened();
		const bad = await forgeFirm(world.owner, { ...changingFirm('X'), seq: 99 });
		world.portal.firmLog.force(bad.bytes);
		expect(await refusalOf(() => session.firm.sync())).toBe('log-broken');
		firmEntries().pop();
		expect(await refusalOf(() => session.firm.sync())).toBe('log-broken');
		expect(await refusalOf(() => session.firm.state)).toBe('log-broken');
	});

	test('a vault’s entry by somebody who joined since makes the firm’s log be read first', async () => {
		const session = await opened();
		const petra = await world.staff('Petra', 'preparer');
		await makeFolder(await petra.vault(vault), '2026', world.now);
		const { state, journal } = await session.vault(vault);
		expect([...state.folders.values()]).toEqual(['2025', '2026']);
		expect(journal.every(({ rejected }) => rejected === null)).toBe(true);
	});

	test('a shorter answer takes nothing back, and is refused', async () => {
		const session = await opened();
		await session.vault(vault);
		vaultEntries().pop();
		expect(await refusalOf(() => session.vault(vault))).toBe('log-rolled-back');
		expect(session.loadedVault(vault)).toBeNull();
	});
});

describe('a portal that answers with something else', () => {
	test('an empty firm log', async () => {
		firmEntries().splice(0);
		expect(await refusalOf(() => opened())).toBe('log-rolled-back');
		const [membership] = ana.account.keyring.firms;
		if (!membership) throw new Error('no firm');
		const account = { ...ana.account, keyring: { firms: [membership], heads: new Map() } };
		expect(await refusalOf(() => opened(account))).toBe('log-broken');
	});

	test('an empty vault log', async () => {
		vaultEntries().splice(0);
		const session = await opened();
		expect(await refusalOf(() => session.vault(vault))).toBe('log-rolled-back');
	});

	test('another firm’s log', async () => {
		const other = await World.found();
		firmEntries().splice(0, Infinity, ...other.portal.firmLog.entries);
		expect(await refusalOf(() => opened())).toBe('log-broken');
	});

	test('another vault’s log', async () => {
		const other = await world.createVault('Stone');
		vaultEntries().splice(0, Infinity, ...world.portal.vaultLog(other).entries);
		const session = await opened();
		expect(await refusalOf(() => session.vault(vault))).toBe('log-broken');
	});

	test('a log without its beginning', async () => {
		vaultEntries().shift();
		const session = await opened();
		expect(await refusalOf(() => session.vault(vault))).toBe('log-broken');
	});
});

describe('the keyring', () => {
	test('is saved once for the same heads', async () => {
		const session = await opened();
		await session.vault(vault);
		await session.saveKeyring();
		await session.saveKeyring();
		expect(world.portal.keyring?.version).toBe(1);
	});

	test('that another device wrote first is merged, and its heads count here too', async () => {
		const session = await opened();
		const [membership] = ana.account.keyring.firms;
		if (!membership) throw new Error('no firm');
		const { head } = (await ana.vault(vault)).state;
		const future = new Map([[vault, [{ ...head, seq: head.seq + 5 }]]]);
		const plaintext = encodeKeyring({ firms: [membership], heads: future });
		const sealed = await sealKeyring(ana.account.key, ana.id, plaintext);
		world.portal.keyring = { sealed, version: 1 };
		world.portal.api.account = () =>
			Promise.resolve({
				userId: ana.id,
				identity: sealed,
				keyring: sealed,
				keyringVersion: 1,
				passkeys: [],
				recovery: null,
				mailLanguage: null
			});
		await session.firm.sync();
		await world.staff('Petra', 'preparer');
		await session.firm.sync();
		await session.saveKeyring();
		expect(await refusalOf(() => session.vault(vault))).toBe('log-rolled-back');
		await session.saveKeyring();
		expect(world.portal.keyring.version).toBe(2);
	});
});
