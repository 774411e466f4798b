/**
 * A firm with 5,000 clients and 200 staff, a vault with 10,000 entries and 5,000 files: what reading, opening and one new
 * entry cost there, beside the same in a small firm in the same run, so that a cost that grows with what exists shows.
 * `--firm=<folder>` keeps the firms that were made, which takes minutes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { VaultId } from '../../src/crypto/brands.ts';
import { isSignedBy, parseEntry, type ParsedEntry } from '../../src/crypto/entry.ts';
import { idBytes, newFolderId } from '../../src/crypto/ids.ts';
import { foldVault } from '../../src/vault/fold-vault.ts';
import type { Api } from '../../src/vault/api.ts';
import { ClientList } from '../../src/vault/client-list.ts';
import { vaultEvent } from '../../src/vault/events.ts';
import { readAfter } from '../../src/vault/log-source.ts';
import { readEvent } from '../../src/vault/log-entry.ts';
import { isVaultKind } from '../../src/contract/log.ts';
import { Session, type DeviceStore } from '../../src/vault/session.ts';
import type { VaultState } from '../../src/vault/vault-state.ts';
import { memoryDevice, Person } from '../claims/people.ts';
import type { TestPortal } from '../server/portal.ts';
import { madeFirmIn, type FirmName, type MadeFirm } from './big-firm.ts';
import { portalIn } from './portals.ts';
import { median, spread, type Bench, type BenchOptions, type Row } from './table.ts';

export const lists: Bench = {
	name: 'lists',
	about:
		'Lists and logs in Node: medians with the least and the most; “small” is a firm of 20 clients with a vault of 60 entries.',
	async run(options) {
		const folder = options.firm ?? (await mkdtemp(path.join(tmpdir(), 'tallyport-lists-')));
		try {
			return await measured(folder, options);
		} finally {
			if (options.firm === null) await rm(folder, { recursive: true });
		}
	}
};

/** A firm, its portal, and its owner signed in. */
interface Place {
	readonly portal: TestPortal;
	readonly firm: MadeFirm;
	readonly owner: Person;
	/** Another colleague's client, who writes what is new: the owner's account at another browser. */
	readonly other: Person;
}

async function placeIn(folder: string, name: FirmName, say: (line: string) => void) {
	const firm = await madeFirmIn(folder, name, say);
	const portal = await portalIn(path.join(folder, name));
	const owner = new Person(portal);
	const other = new Person(portal);
	for (const person of [owner, other]) await person.core.recover(firm.words.join(' '));
	return { portal, firm, owner, other };
}

async function measured(folder: string, options: BenchOptions): Promise<Row[]> {
	const { quick, say } = options;
	const rounds = options.rounds ?? 3;
	const big = await placeIn(folder, quick ? 'quick' : 'big', say);
	const small = await placeIn(folder, 'small', say);
	try {
		return [
			...(await foldRows(big, rounds)),
			await rowOf('unlocking: account and firm log, ms', [big, small], rounds, unlocking),
			await rowOf('the same again in that browser, ms', [big, small], rounds, unlockingAgain),
			await rowOf('client list, ms', [big, small], rounds, clientList),
			await rowOf(
				'client list at the next sign-in in that browser, one client changed, ms',
				[big, small],
				rounds,
				clientListAtNextSignIn
			),
			await rowOf('one client’s row, ms', [big, small], rounds, oneClientAgain),
			await rowOf('opening the vault cold, ms', [big, small], rounds, openingCold),
			await rowOf('opening the vault warm, ms', [big, small], rounds, openingWarm),
			await rowOf('one new entry to the view, ms', [big, small], rounds * 3, oneNewEntry)
		];
	} finally {
		for (const { portal } of [big, small]) await portal.close();
	}
}

/** The same in both firms by turns, so that whatever else the machine does meets both. */
async function rowOf(
	what: string,
	[big, small]: readonly [Place, Place],
	rounds: number,
	work: (place: Place) => Promise<number>
): Promise<Row> {
	const [there, here]: [number[], number[]] = [[], []];
	for (let round = 0; round < rounds; round++) {
		there.push(await work(big));
		here.push(await work(small));
	}
	return {
		what,
		'the big firm': spread(there),
		'the small firm': spread(here),
		ratio: (median(there) / median(here)).toFixed(1)
	};
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

/** As fast as entries can be judged, and how much of that is checking signatures: no fold can be faster than that. */
async function foldRows(place: Place, rounds: number): Promise<Row[]> {
	const { owner, firm } = place;
	const { session, api } = owner.keyholder;
	const key = await signerIn(session, firm.vault);
	const fetched = await entriesOf(api, firm.vault);
	const verifying: number[] = [];
	const folding: number[] = [];
	for (let round = 0; round < rounds; round++) {
		// Parsed anew each time: what was checked once is remembered with the entry.
		const entries = await Promise.all(fetched.map(({ bytes }) => parseEntry(bytes)));
		const [one] = entries;
		if (!one) throw new Error('an empty log');
		verifying.push(
			await timed(() => {
				for (const entry of entries) isSignedBy(entry, key);
				return Promise.resolve();
			})
		);
		folding.push(await timed(() => folded(session, firm.vault, entries)));
	}
	const perSecond = (times: number[]) =>
		spread(
			times.map((ms) => (fetched.length / ms) * 1000),
			0
		);
	return [
		{
			what: 'folding, entries/s (beside it: signatures alone, and their share)',
			'the big firm': perSecond(folding),
			'the small firm': perSecond(verifying),
			ratio: (median(verifying) / median(folding)).toFixed(2)
		}
	];
}

const signerIn = async (session: Session, vault: VaultId) => {
	const staff = session.firm.state.staff.get(session.userId);
	if (!staff) throw new Error(`no staff in ${vault}`);
	return Promise.resolve(staff.bundle.signing);
};

const entriesOf = (api: Api, vault: VaultId): Promise<ParsedEntry[]> =>
	readAfter({ page: (after) => api.vaultLog(vault, after) }, null);

async function folded(session: Session, vault: VaultId, entries: ParsedEntry[]): Promise<void> {
	let state: VaultState | null = null;
	const log = { firm: session.firm.firm, vault };
	for (const parsed of entries) {
		const entry = readEvent(vaultEvent, isVaultKind, parsed, null);
		({ state } = await foldVault(log, state, entry, session.firm));
	}
}

const sessionOn = ({ owner }: Place, device: DeviceStore): Promise<Session> =>
	Session.open(owner.keyholder.api, owner.keyholder.session.account, device);

const unlocking = (place: Place) => timed(() => sessionOn(place, memoryDevice()));

/** What was verified before is remembered. */
async function unlockingAgain(place: Place): Promise<number> {
	const device = memoryDevice();
	await (await sessionOn(place, device)).remembered();
	return timed(() => sessionOn(place, device));
}

const listIn = ({ owner }: Place, { firm, keptList: memory }: Session): ClientList =>
	new ClientList(owner.keyholder.api, firm, { memory, now: Date.now });

async function clientList(place: Place): Promise<number> {
	const session = await sessionOn(place, memoryDevice());
	return timed(() => listIn(place, session).all());
}

/** Rows are remembered, and the server tells what moved. */
async function clientListAtNextSignIn(place: Place): Promise<number> {
	const device = memoryDevice();
	const before = await sessionOn(place, device);
	await listIn(place, before).all();
	await before.remembered();
	await writeTo(place, place.firm.small);
	const session = await sessionOn(place, device);
	return timed(() => listIn(place, session).all());
}

async function oneClientAgain(place: Place): Promise<number> {
	await writeTo(place, place.firm.small);
	return timed(() => place.owner.core.client(place.firm.small));
}

async function openingCold(place: Place): Promise<number> {
	const session = await sessionOn(place, memoryDevice());
	return timed(() => session.vault(place.firm.vault));
}

/** As after unlocking again in the same browser. */
async function openingWarm(place: Place): Promise<number> {
	const device = memoryDevice();
	const before = await sessionOn(place, device);
	await before.vault(place.firm.vault);
	await before.remembered();
	const session = await sessionOn(place, device);
	return timed(() => session.vault(place.firm.vault));
}

/** From the nudge to what the page gets. */
async function oneNewEntry(place: Place): Promise<number> {
	const { vault } = place.firm;
	const { version } = await place.owner.core.openVault(vault);
	await writeTo(place, vault);
	return timed(() => place.owner.core.vaultChanges(vault, version));
}

async function writeTo({ other }: Place, vault: VaultId): Promise<void> {
	const log = await other.keyholder.session.vault(vault);
	const body = { folder: idBytes(newFolderId()), name: 'Made while somebody looks' };
	await log.append(() => Promise.resolve({ kind: 'folder.made', payload: {}, body }), Date.now);
}
