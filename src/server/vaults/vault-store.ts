/** Vaults as indexed from their logs: who may reach them, their label, their epoch. */
import type { FirmId, UserId, VaultId } from '../../crypto/brands.ts';
import type { LabelPayload } from '../../contract/log.ts';
import type { Db, Tx } from '../db/database.ts';
import { teamEpochOf } from '../firms/firm-store.ts';
import { refuse } from '../http/refusal.ts';

export interface VaultAccess {
	readonly firm: FirmId;
	readonly as: 'staff' | 'member';
}

/**
 * What the user is to the vault, by the firm's history up to `seq` if one is given. Both questions are always asked,
 * each from the caller's side: a missing vault takes as long as a forbidden one.
 */
export async function vaultAccessOf(
	db: Db,
	vault: VaultId,
	user: UserId,
	seq = Number.MAX_SAFE_INTEGER
): Promise<VaultAccess | null> {
	const asStaff = await db
		.selectFrom('team_members')
		.innerJoin('vault_teams', 'vault_teams.team', 'team_members.team')
		.innerJoin('vaults', 'vaults.id', 'vault_teams.vault')
		.innerJoin('staff', (join) =>
			join.onRef('staff.firm', '=', 'vaults.firm').onRef('staff.user', '=', 'team_members.user')
		)
		.select('vaults.firm')
		.where('team_members.user', '=', user)
		.where('team_members.since_seq', '<=', seq)
		.where('vault_teams.vault', '=', vault)
		.limit(1)
		.executeTakeFirst();
	const asMember = await db
		.selectFrom('vault_members')
		.innerJoin('vaults', 'vaults.id', 'vault_members.vault')
		.select('vaults.firm')
		.where('vault_members.user', '=', user)
		.where('vault_members.vault', '=', vault)
		.executeTakeFirst();
	if (asStaff !== undefined) return { firm: asStaff.firm, as: 'staff' };
	return asMember === undefined ? null : { firm: asMember.firm, as: 'member' };
}

/** A label is sealed under the current key of a team that the vault is shared with. */
export async function requireLabel(
	tx: Tx,
	firm: FirmId,
	vault: VaultId,
	{ team, teamEpoch }: LabelPayload
): Promise<void> {
	const shared = await tx
		.selectFrom('vault_teams')
		.select('team')
		.where('vault', '=', vault)
		.where('team', '=', team)
		.executeTakeFirst();
	const isCurrent = (await teamEpochOf(tx, firm, team)) === teamEpoch;
	if (shared === undefined || !isCurrent) refuse('entry-refused');
}

export async function setLabel(
	tx: Tx,
	vault: VaultId,
	label: LabelPayload,
	sender: UserId
): Promise<void> {
	await tx.updateTable('vaults').set(labelColumns(label, sender)).where('id', '=', vault).execute();
}

export const labelColumns = (label: LabelPayload, sender: UserId) => ({
	label: label.sealed,
	label_team: label.team,
	label_team_epoch: label.teamEpoch,
	label_sender: sender
});

/** A person's reading mark only moves forward. */
export async function markSeen(db: Db, vault: VaultId, user: UserId, seq: number): Promise<void> {
	await db
		.insertInto('vault_seen')
		.values({ vault, user, seq })
		.onConflict((conflict) =>
			conflict.columns(['vault', 'user']).doUpdateSet({ seq }).where('vault_seen.seq', '<', seq)
		)
		.execute();
}
