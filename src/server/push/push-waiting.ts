/** Notes what devices are to be told of, in the transaction that makes it so, and says at their time whether it still is. */
import type { UserId, VaultId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import type { NoticeOf } from '../db/tables.ts';
import { writtenOut } from '../db/written-out.ts';
import type { Side } from '../notices/kinds.ts';
import { STILL_TELLS } from '../notices/still-tells.ts';
import type { Services } from '../services.ts';

/** Without a mail server nobody said how long it must be quiet. */
const WAIT_MS = 5 * 60 * 1000;
/** No device is told more often than that. */
const BETWEEN_MS = 60 * 60 * 1000;

const NEVER = Number.MAX_SAFE_INTEGER;

interface Notice {
	readonly vault: VaultId;
	readonly what: NoticeOf;
	readonly seq: number;
}

export const pushWaiting = writtenOut<{ tells: 0 | 1 }>(`
	SELECT ${STILL_TELLS} AS tells
	FROM push_notices n JOIN vaults v ON v.id = n.vault WHERE n.user = ?`);

const peopleOf: Readonly<Record<Side, ReturnType<typeof writtenOut<{ user: UserId }>>>> = {
	members: writtenOut(`
		SELECT DISTINCT d.user FROM vault_members m JOIN push_devices d ON d.user = m.user WHERE m.vault = ?`),
	staff: writtenOut(`
		SELECT DISTINCT d.user FROM vault_teams vt JOIN vaults v ON v.id = vt.vault
			JOIN team_members tm ON tm.team = vt.team
			JOIN staff st ON st.firm = v.firm AND st.user = tm.user
			JOIN push_devices d ON d.user = tm.user WHERE vt.vault = ?`)
};

/** The clients of a vault who are told on a device. */
export async function withDevices(
	{ config, db }: Pick<Services, 'config' | 'db'>,
	vault: VaultId
): Promise<UserId[]> {
	if (config.push === null) return [];
	return (await peopleOf.members.rows(db, vault)).map(({ user }) => user);
}

/** How many people have a device that will be told. `at`: not before then. */
export async function notePush(
	tx: Tx,
	{ config, now }: Pick<Services, 'config' | 'now'>,
	side: Side,
	notice: Notice,
	{ except, at = 0 }: { readonly except?: UserId; readonly at?: number } = {}
): Promise<number> {
	if (config.push === null) return 0;
	const people = await peopleOf[side].rows(tx, notice.vault);
	const told = people.filter(({ user }) => user !== except);
	const due = Math.max(at, now() + (config.mail?.waitMs ?? WAIT_MS));
	for (const { user } of told) {
		await tx
			.replaceInto('push_notices')
			.values({ user, ...notice })
			.execute();
		await setDue.rows(tx, NEVER, due, BETWEEN_MS, user);
	}
	return told.length;
}

/** Of a message that was taken back. What is due then and finds nothing tells nothing. */
export async function forgetPushOfMessage(tx: Tx, vault: VaultId, seq: number): Promise<void> {
	await pushOfMessage.rows(tx, vault, seq);
}

export const pushOfMessage = writtenOut(`
	DELETE FROM push_notices WHERE vault = ? AND what = 'message' AND seq = ?`);

/** What is due sooner stays due then. */
const setDue = writtenOut(`
	UPDATE push_devices SET due_at = min(coalesce(due_at, ?), max(?, coalesce(last_at + ?, 0))) WHERE user = ?`);

export async function stillTells(db: Db, user: UserId): Promise<boolean> {
	return (await pushWaiting.rows(db, user)).some(({ tells }) => tells === 1);
}

/** Once no device of theirs is still to be told. */
export async function dropTold(db: Db, user: UserId): Promise<void> {
	await db
		.deleteFrom('push_notices')
		.where('user', '=', user)
		.where((where) =>
			where.not(
				where.exists(
					where
						.selectFrom('push_devices')
						.select('endpoint')
						.where('push_devices.user', '=', user)
						.where('due_at', 'is not', null)
				)
			)
		)
		.execute();
}
