/** Vaults as indexed from their logs: who may reach them, their label, their epoch. */
import type { FirmId, UserId, VaultId } from '../../crypto/brands.ts';
import type { LabelPayload } from '../../contract/log.ts';
import type { Db, Tx } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import { teamEpochOf } from '../firms/firm-store.ts';
import { refuse } from '../http/refusal.ts';

export interface VaultAccess {
	readonly firm: FirmId;
	readonly as: 'staff' | 'member';
}

/** Who is both, staff and member, is staff. */
export const accessQuery = writtenOut<VaultAccess>(`
	SELECT v.firm, 'staff' AS "as" FROM team_members tm
		JOIN vault_teams vt ON vt.team = tm.team
		JOIN vaults v ON v.id = vt.vault
		JOIN staff st ON st.firm = v.firm AND st.user = tm.user
		WHERE tm.user = ? AND tm.since_seq <= ? AND vt.vault = ?
	UNION ALL
	SELECT v.firm, 'member' FROM vault_members m JOIN vaults v ON v.id = m.vault
		WHERE m.user = ? AND m.vault = ?`);

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
	const found = await accessQuery.rows(db, user, seq, vault, user, vault);
	return found.find((one) => one.as === 'staff') ?? found[0] ?? null;
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
