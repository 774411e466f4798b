/** The devices of a person that are told: added and taken away by the person, and gone when the person or the device is. */
import type { PushReport, PushSettings } from '../../contract/push.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import type { FirmId, UserId, VaultId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import { refuse } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { mayBePushed } from './push-address.ts';
import { pushKey } from './push-key.ts';

const MOST_DEVICES = 10;
const SHOWN = 10;

export async function pushSettingsOf(
	{ config, db }: Services,
	user: UserId
): Promise<PushSettings> {
	const rows = await devicesOf(db, user);
	const key = config.push === null ? null : encodeBase64url((await pushKey(db)).public);
	return { key, endpoints: rows.map(({ endpoint }) => endpoint) };
}

/** The longest known makes room. A device that another person used is this one's from now on. */
export async function addDevice(
	{ config, db, now }: Services,
	user: UserId,
	endpoint: string
): Promise<void> {
	if (config.push === null) return refuse('push-off');
	if (!mayBePushed(endpoint, config.push)) refuse('push-address-refused');
	await db.transaction().execute(async (tx) => {
		await tx.deleteFrom('push_devices').where('endpoint', '=', endpoint).execute();
		const before = await devicesOf(tx, user);
		for (const old of before.slice(0, Math.max(0, before.length - MOST_DEVICES + 1)))
			await tx.deleteFrom('push_devices').where('endpoint', '=', old.endpoint).execute();
		await tx.insertInto('push_devices').values({ endpoint, user, since: now() }).execute();
	});
}

export async function removeDevices(
	{ db }: Services,
	user: UserId,
	endpoint: string | null
): Promise<void> {
	const mine = db.deleteFrom('push_devices').where('user', '=', user);
	await (endpoint === null ? mine : mine.where('endpoint', '=', endpoint)).execute();
}

const devicesOf = (db: Db, user: UserId) =>
	db
		.selectFrom('push_devices')
		.select('endpoint')
		.where('user', '=', user)
		.orderBy('since')
		.execute();

export async function forgetPush(tx: Tx, user: UserId): Promise<void> {
	await tx.deleteFrom('push_devices').where('user', '=', user).execute();
	await tx.deleteFrom('push_notices').where('user', '=', user).execute();
}

/** The same person under new keys. */
export async function handOverPush(tx: Tx, former: UserId, user: UserId): Promise<void> {
	await tx.updateTable('push_devices').set({ user }).where('user', '=', former).execute();
	await tx.updateTable('push_notices').set({ user }).where('user', '=', former).execute();
}

/** One row a device of the firm's people: `vault` is null for staff. */
const devicesOfFirm = writtenOut<{
	at: number | null;
	reason: PushReport['failures'][number]['reason'] | null;
	vault: VaultId | null;
}>(`
	SELECT d.failed_at AS at, d.failing AS reason, min(v.id) AS vault FROM push_devices d
		LEFT JOIN vault_members m ON m.user = d.user
		LEFT JOIN vaults v ON v.id = m.vault AND v.firm = ?
		WHERE v.id IS NOT NULL OR EXISTS (SELECT 1 FROM staff s WHERE s.firm = ? AND s.user = d.user)
		GROUP BY d.endpoint ORDER BY d.failed_at DESC`);

export async function pushReportOf({ config, db }: Services, firm: FirmId): Promise<PushReport> {
	const rows = await devicesOfFirm.rows(db, firm, firm);
	const failures = rows.flatMap(({ at, reason, vault }) =>
		at === null || reason === null ? [] : [{ at, reason, vault }]
	);
	return { on: config.push !== null, devices: rows.length, failures: failures.slice(0, SHOWN) };
}
