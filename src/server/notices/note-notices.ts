/**
 * Notes who is to be told of an entry, in the transaction that appends it: both are on disk or neither. Only people who
 * confirmed an address and want mail; never the author.
 */
import type { UserId, VaultId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import type { NoticeOf } from '../db/tables.ts';
import { writtenOut } from '../db/written-out.ts';
import { forgetPushOfMessage, notePush } from '../push/push-waiting.ts';
import type { Services } from '../services.ts';
import { dueAt } from './due.ts';
import { toldTo, type Side } from './kinds.ts';
import { setDue } from './settings-store.ts';
import { endIfNoneWaits } from './waiting.ts';

export interface Deed {
	readonly vault: VaultId;
	readonly user: UserId;
	readonly as: 'staff' | 'member';
	readonly kind: string;
	readonly seq: number;
}

export async function noteNotices(
	tx: Tx,
	services: Pick<Services, 'config' | 'now'>,
	{ vault, user, as, kind, seq }: Deed
): Promise<void> {
	const { config, now } = services;
	const side = toldTo(kind, as);
	if (side === null) return;
	const what = kind === 'message.sent' ? 'message' : 'new';
	await notePush(tx, services, side, { vault, what, seq }, { except: user });
	if (config.mail === null) return;
	const people = (await reachable(tx, vault, side)).filter((one) => one.user !== user);
	const { waitMs } = config.mail;
	for (const one of people) await addWaiting(tx, one, { vault, what, seq }, now(), waitMs);
}

/** A message that its author took back is told to nobody any more, whatever else waits is. */
export async function forgetMessage(tx: Tx, vault: VaultId, seq: number): Promise<void> {
	await forgetPushOfMessage(tx, vault, seq);
	for (const { user } of await waitingOfMessage.rows(tx, vault, seq))
		await endIfNoneWaits(tx, user);
}

/** Takes them off; whoever waited for it. */
export const waitingOfMessage = writtenOut<{ user: UserId }>(`
	DELETE FROM notices WHERE vault = ? AND what = 'message' AND seq = ? RETURNING user`);

/** Files that came by a link are in no log, so having seen the newest entry is not having seen them. */
export async function noteArrival(
	tx: Tx,
	services: Pick<Services, 'config' | 'now'>,
	vault: VaultId
): Promise<void> {
	const { config, now } = services;
	if (config.mail === null && config.push === null) return;
	const seq = (await newestEntry(tx, vault)) + 1;
	await notePush(tx, services, 'staff', { vault, what: 'new', seq });
	if (config.mail === null) return;
	const { waitMs } = config.mail;
	for (const one of await reachable(tx, vault, 'staff'))
		await addWaiting(tx, one, { vault, what: 'new', seq }, now(), waitMs);
}

async function newestEntry(tx: Tx, vault: VaultId): Promise<number> {
	const { newest } = await tx
		.selectFrom('entries')
		.select(({ fn }) => fn.max('seq').as('newest'))
		.where('log', '=', vault)
		.executeTakeFirstOrThrow();
	return newest;
}

type Reachable = Awaited<ReturnType<typeof reachable>>[number];

/** Those of a side who can be told by mail. */
export const reachable = (db: Db, vault: VaultId, side: Side) =>
	(side === 'members' ? membersOf(db, vault) : staffOf(db, vault))
		.where('address', 'is not', null)
		.where('refused_at', 'is', null)
		.where('frequency', '<>', 'off')
		.select(['s.user', 'frequency', 'hour', 'zone', 'waiting_since', 'due_at'])
		.execute();

const membersOf = (db: Db, vault: VaultId) =>
	db
		.selectFrom('vault_members as m')
		.innerJoin('mail_settings as s', 's.user', 'm.user')
		.where('m.vault', '=', vault);

const staffOf = (db: Db, vault: VaultId) =>
	db.selectFrom('mail_settings as s').where('s.user', 'in', (query) =>
		query
			.selectFrom('vault_teams as vt')
			.innerJoin('vaults as v', 'v.id', 'vt.vault')
			.innerJoin('team_members as tm', 'tm.team', 'vt.team')
			.innerJoin('staff as st', (join) =>
				join.onRef('st.firm', '=', 'v.firm').onRef('st.user', '=', 'tm.user')
			)
			.where('vt.vault', '=', vault)
			.select('tm.user')
	);

export async function addWaiting(
	tx: Tx,
	{ user, frequency, hour, zone, waiting_since, due_at }: Reachable,
	notice: { readonly vault: VaultId; readonly what: NoticeOf; readonly seq: number },
	now: number,
	waitMs: number
): Promise<void> {
	await tx
		.replaceInto('notices')
		.values({ user, ...notice })
		.execute();
	const since = waiting_since ?? now;
	const isSettled = waiting_since !== null && frequency !== 'at-once';
	if (isSettled) return;
	const due = dueAt({ frequency, hour, zone }, { since, now, waitMs });
	if (due !== due_at) await setDue(tx, user, since, due);
}
