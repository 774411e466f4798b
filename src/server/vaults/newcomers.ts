/** A colleague who is given a team's key: what its vaults held before is there to be read, and no news to them. */
import type { TeamId, UserId } from '../../crypto/brands.ts';
import type { Tx } from '../db/database.ts';

export async function markAllSeen(tx: Tx, team: TeamId, user: UserId): Promise<void> {
	await tx
		.insertInto('vault_seen')
		.columns(['vault', 'user', 'seq'])
		.expression((from) =>
			from
				.selectFrom('vault_teams')
				.innerJoin('logs', 'logs.id', 'vault_teams.vault')
				.select((one) => ['vault_teams.vault', one.val(user).as('user'), 'logs.head_seq'])
				.where('vault_teams.team', '=', team)
		)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}
