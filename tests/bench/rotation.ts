/**
 * New keys for all clients of a firm after somebody left, through the real client and the real server on a real file.
 * Measured against as many plain entries, each written to a log that was read just before, in the same run; and once
 * stopped half-way and continued.
 */
import { newFolderId, idBytes } from '../../src/crypto/ids.ts';
import type { UserId, VaultId } from '../../src/crypto/brands.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { inviteClient } from '../../src/vault/invitations.ts';
import { removeStaff } from '../../src/vault/leaving.ts';
import { Rotation } from '../../src/vault/rotation.ts';
import { Session } from '../../src/vault/session.ts';
import type { VaultLog } from '../../src/vault/vault-log.ts';
import type { TestPortal } from '../server/portal.ts';
import { foundFirm, hire, memoryDevice, Person } from '../claims/people.ts';
import { Portals } from './portals.ts';
import { median, spread, type Bench, type BenchOptions, type Row } from './table.ts';

/** Entries that follow the genesis, the invitation and the join in each vault's log. */
const LATER_ENTRIES = 17;
const AT_ONCE = 4;

interface Firm {
	readonly portal: TestPortal;
	readonly portals: Portals;
	readonly owner: Person;
	readonly leaver: UserId;
}

export const rotation: Bench = {
	name: 'rotation',
	about: `New keys for all clients after somebody left; logs of ${String(LATER_ENTRIES + 3)} entries and one member each.`,
	async run(options) {
		const portals = await Portals.create();
		try {
			return await measured(portals, options);
		} finally {
			await portals.remove();
		}
	}
};

async function measured(portals: Portals, options: BenchOptions): Promise<Row[]> {
	const { quick, say } = options;
	const [from, upTo] = [options.from ?? 0, options.upTo ?? Infinity];
	const sizes = (quick ? [25, 50] : [200, 500, 1000, 2000]).filter(
		(size) => size >= from && size <= upTo
	);
	const rounds = options.rounds ?? (quick ? 1 : 3);
	const portal = await portals.asOne();
	const { owner } = await foundFirm(portal);
	const petra = await hire(portal, owner, 'Petra');
	const firm = { portal, portals, owner, leaver: petra.keyholder.session.userId };
	const rows: Row[] = [];
	let built = 0;
	for (const size of sizes) {
		for (; built < size; built++) await addClient(firm, built);
		const kept = String(size);
		await portals.keep(kept);
		say(`${kept} vaults are there`);
		rows.push(await rowOf(firm, size, kept, rounds));
		say(Object.values(rows.at(-1) ?? {}).join('  '));
	}
	return rows;
}

async function addClient({ portal, owner }: Firm, number: number): Promise<void> {
	const { api, session } = owner.keyholder;
	const { firm, account } = session;
	const { identity } = account;
	const vault = await createVault(api, firm, identity, `Client ${String(number)}`, Date.now());
	const invited = { name: 'Client', history: true };
	const { fragment } = await session.passing(vault, (log) =>
		inviteClient(firm, log, identity, invited, Date.now)
	);
	const client = new Person(portal);
	await client.core.openLink(fragment);
	await client.core.join({
		name: 'Client',
		passkey: await client.newPasskey(),
		withRecovery: false
	});
	await session.passing(vault, async (log) => {
		for (let entry = 0; entry < LATER_ENTRIES; entry++) await makeFolder(log);
	});
}

const makeFolder = (log: VaultLog): Promise<void> =>
	log.append(
		() =>
			Promise.resolve({
				kind: 'folder.made',
				payload: {},
				body: { folder: idBytes(newFolderId()), name: 'Tax return 2025, with all its schedules' }
			}),
		Date.now
	);

async function rowOf(firm: Firm, size: number, kept: string, rounds: number): Promise<Row> {
	const on = (work: (session: Session) => Promise<Time>) =>
		firm.portals.onCopyOf(kept, async () => work(await freshSession(firm)));
	const rotating: Time[] = [];
	const plain: Time[] = [];
	for (let round = 0; round < rounds; round++) {
		plain.push(await on((session) => plainEntries(firm, session)));
		rotating.push(await on((session) => rotated(firm, session, size)));
	}
	const resumed = await on((session) => interrupted(firm, session, size));
	return {
		vaults: size,
		'rotation, s': spread(rotating.map(({ ms }) => ms / 1000)),
		'per 1,000, s': spread(rotating.map(({ ms }) => ms / size)),
		'processor per 1,000, s': spread(rotating.map(({ processorMs }) => processorMs / size)),
		'one entry each, s': spread(plain.map(({ ms }) => ms / 1000)),
		'ratio (clock / processor)': ratio(rotating, plain),
		'stopped and continued, s (clock / processor)': [resumed.ms, resumed.processorMs]
			.map((ms) => (ms / 1000).toFixed(1))
			.join(' / ')
	};
}

/** Nothing read or remembered yet, as after unlocking. */
const freshSession = ({ owner }: Firm): Promise<Session> => {
	const { api, session } = owner.keyholder;
	return Session.open(api, session.account, memoryDevice());
};

/** By the clock, and what this process computed meanwhile, which a busy machine disturbs less. */
interface Time {
	readonly ms: number;
	readonly processorMs: number;
}

async function timed(work: () => Promise<void>): Promise<Time> {
	const started = performance.now();
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return { ms: performance.now() - started, processorMs: (user + system) / 1000 };
}

/** Of the medians, by the clock and by the processor. */
const ratio = (times: readonly Time[], base: readonly Time[]): string =>
	(['ms', 'processorMs'] as const)
		.map((by) => median(times.map((time) => time[by])) / median(base.map((time) => time[by])))
		.map((figure) => figure.toFixed(2))
		.join(' / ');

/** A plain entry in each vault: read its log, write one entry. */
function plainEntries({ owner }: Firm, session: Session): Promise<Time> {
	return timed(async () => {
		const queue = (await everyVault(owner, session)).values();
		const work = async () => {
			for (const vault of queue) await session.passing(vault, makeFolder);
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
	});
}

async function everyVault({ keyholder }: Person, { firm }: Session): Promise<VaultId[]> {
	const vaults: VaultId[] = [];
	for (;;) {
		const page = await keyholder.api.vaults(firm.firm, vaults.at(-1) ?? null);
		vaults.push(...page.vaults.map(({ vault }) => vault));
		if (!page.more) return vaults;
	}
}

async function rotated(firm: Firm, session: Session, size: number): Promise<Time> {
	await removeStaff(session.firm, session.account.identity, firm.leaver, Date.now);
	const rotation = rotationOf(firm, session);
	const time = await timed(() => rotation.run());
	if (rotation.view?.done !== size) throw new Error('not every vault has a new key');
	return time;
}

/** Stops when half is done; another session of the same person goes on. */
async function interrupted(firm: Firm, session: Session, size: number): Promise<Time> {
	await removeStaff(session.firm, session.account.identity, firm.leaver, Date.now);
	const half = Math.floor(size / 2);
	const first = rotationOf(firm, session, (done) => {
		if (done === half) first.pause();
	});
	const before = await timed(() => first.run());
	const done = first.view?.done ?? 0;
	const second = rotationOf(firm, await freshSession(firm));
	const after = await timed(() => second.run());
	if (done < half || second.view?.done !== size - done)
		throw new Error('work was lost or repeated');
	return {
		ms: before.ms + after.ms,
		processorMs: before.processorMs + after.processorMs
	};
}

function rotationOf({ owner }: Firm, session: Session, onDone?: (done: number) => void): Rotation {
	return new Rotation(owner.keyholder.api, session, Date.now, (view) => {
		if (view?.failed[0]) throw new Error(view.failed[0].problem.code);
		onDone?.(view?.done ?? 0);
	});
}
