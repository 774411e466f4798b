/**
 * Who a vault's key must go to, by the server's own tables. An epoch for anybody else is rejected by every reader; had
 * the server let it in and counted it, nothing could ever be written to that vault again.
 */
import { sql } from 'kysely';
import type { EpochPayload } from '../../contract/log.ts';
import { expectedGrantees, grantsMatch, type Readers } from '../../contract/recipients.ts';
import type { TeamId, VaultId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';

/**
 * Runs after the entry's own changes to members and links were indexed: it already counts with them. From here on the
 * vault's key is that of its teams' current epochs.
 */
export async function acceptGrants(
	tx: Tx,
	vault: VaultId,
	{ header }: ParsedEntry,
	{ grants }: EpochPayload
): Promise<void> {
	const expected = expectedGrantees(await readersOf(tx, vault), header.time);
	if (!grantsMatch(grants, expected)) refuse('entry-refused');
	await tx
		.updateTable('vault_teams')
		.set({ epoch: currentEpoch(tx) })
		.where('vault', '=', vault)
		.execute();
}

const currentEpoch = (tx: Tx) =>
	tx
		.selectFrom('teams')
		.select('teams.epoch')
		.where('teams.id', '=', sql.ref<TeamId>('vault_teams.team'))
		.$asScalar();

async function readersOf(tx: Tx, vault: VaultId): Promise<Readers> {
	const { firm } = await tx
		.selectFrom('vaults')
		.select('firm')
		.where('id', '=', vault)
		.executeTakeFirstOrThrow();
	const teams = await tx
		.selectFrom('vault_teams')
		.innerJoin('teams', 'teams.id', 'vault_teams.team')
		.select(['teams.id', 'teams.epoch'])
		.where('vault_teams.vault', '=', vault)
		.execute();
	const members = await tx
		.selectFrom('vault_members')
		.select('user')
		.where('vault', '=', vault)
		.execute();
	// A link whose maker left the roster is no longer open (revokeInvitesOf).
	const invitations = await tx
		.selectFrom('invites')
		.select(['id', 'state', 'expires_at as expires'])
		.where('vault', '=', vault)
		.where('reads', '=', 1)
		.execute();
	return { firm, teams, users: members.map(({ user }) => user), invitations };
}
