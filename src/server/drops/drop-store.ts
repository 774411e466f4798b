/**
 * Drop links as the log opened and closed them: the key that what is sent must be signed with, a capsule only the link's
 * holder can open, and limits. The server enforces the limits; it can neither read nor make anything that is sent.
 */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { dropPayloads } from '../../contract/drops.ts';
import { expectedGrantees, grantsMatch } from '../../contract/recipients.ts';
import type { DeliveryId, DropId, FirmId, Raw, VaultId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Db, Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';

export interface OpenDrop {
	readonly id: DropId;
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly signingKey: Raw;
	readonly capsule: Raw;
	readonly usesLeft: number;
	readonly bytesLeft: number;
}

/** One sender's use of a link: their browser made its id, and nobody else knows it. */
export interface OfDelivery {
	readonly link: OpenDrop;
	readonly delivery: DeliveryId;
}

type Opened = z.output<(typeof dropPayloads)['drop.opened']>;

/** Refused unless the key was given to exactly escrow and the vault's teams, as readers demand. */
export async function openDropLink(
	tx: Tx,
	vault: VaultId,
	{ header }: ParsedEntry,
	payload: Opened,
	capsule: Raw | null
): Promise<void> {
	if (capsule === null) return refuse('entry-refused');
	const teams = await teamsOf(tx, vault);
	const readers = { firm: header.firm, teams, users: [], invitations: [] };
	if (!grantsMatch(payload.grants, expectedGrantees(readers, header.time))) refuse('entry-refused');
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('drop_links')
		.values({
			id: payload.drop,
			vault,
			signing_key: payload.key,
			capsule,
			expires_at: payload.expires,
			max_uses: payload.maxUses,
			max_bytes: payload.maxBytes
		})
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (numInsertedOrUpdatedRows !== 1n) refuse('entry-refused');
	const rows = teams.map(({ id, epoch }) => ({ drop_link: payload.drop, team: id, epoch }));
	await tx.insertInto('drop_teams').values(rows).execute();
}

const teamsOf = (tx: Tx, vault: VaultId) =>
	tx
		.selectFrom('vault_teams')
		.innerJoin('teams', 'teams.id', 'vault_teams.team')
		.select(['teams.id', 'teams.epoch'])
		.where('vault_teams.vault', '=', vault)
		.execute();

/** Only one of this vault that nobody has closed; whether it has expired or is behind does not matter. */
export async function closeDropLink(tx: Tx, vault: VaultId, drop: DropId): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('drop_links')
		.set({ closed: 1 })
		.where('id', '=', drop)
		.where('vault', '=', vault)
		.where('closed', '=', 0)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) refuse('entry-refused');
}

export async function requireOpenDrop(db: Db, id: DropId, now: number): Promise<OpenDrop> {
	const row = await db
		.selectFrom('drop_links')
		.innerJoin('vaults', 'vaults.id', 'drop_links.vault')
		.selectAll('drop_links')
		.select('vaults.firm')
		.where('drop_links.id', '=', id)
		.executeTakeFirst();
	if (row === undefined) return refuse('not-found');
	if (row.closed === 1) refuse('drop-closed');
	if (row.expires_at <= now) refuse('drop-expired');
	if (await isBehind(db, id)) refuse('drop-behind');
	return {
		id,
		firm: row.firm,
		vault: row.vault,
		signingKey: row.signing_key,
		capsule: row.capsule,
		usesLeft: Math.max(0, row.max_uses - row.uses),
		bytesLeft: Math.max(0, row.max_bytes - row.bytes)
	};
}

/** A team's key was changed since: somebody may have left who holds the link's. It is never taken up again. */
async function isBehind(db: Db, drop: DropId): Promise<boolean> {
	const found = await db
		.selectFrom('drop_teams')
		.innerJoin('teams', 'teams.id', 'drop_teams.team')
		.select('teams.id')
		.where('drop_teams.drop_link', '=', drop)
		.whereRef('teams.epoch', '<>', 'drop_teams.epoch')
		.executeTakeFirst();
	return found !== undefined;
}

/** One use of the link; the same delivery again is the same use. */
export async function beginDelivery(db: Db, drop: DropId, delivery: DeliveryId): Promise<void> {
	await db.transaction().execute(async (tx) => {
		if (await isDelivery(tx, drop, delivery)) return;
		const { numUpdatedRows } = await tx
			.updateTable('drop_links')
			.set(({ eb }) => ({ uses: eb('uses', '+', 1) }))
			.where('id', '=', drop)
			.where('uses', '<', sql.ref<number>('max_uses'))
			.executeTakeFirst();
		if (numUpdatedRows !== 1n) refuse('drop-used-up');
		await tx.insertInto('drop_deliveries').values({ drop_link: drop, id: delivery }).execute();
	});
}

export async function isDelivery(db: Db, drop: DropId, delivery: DeliveryId): Promise<boolean> {
	const found = await db
		.selectFrom('drop_deliveries')
		.select('id')
		.where('drop_link', '=', drop)
		.where('id', '=', delivery)
		.executeTakeFirst();
	return found !== undefined;
}
