/** The roster and the teams, as indexed from the firm log. Only entries that were appended change them. */
import type { Role } from '../../contract/wire.ts';
import type { FirmId, TeamId, UserId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';

export async function hasFirm(db: Db): Promise<boolean> {
	const found = await db.selectFrom('firms').select('id').limit(1).executeTakeFirst();
	return found !== undefined;
}

export async function firmRoleOf(db: Db, firm: FirmId, user: UserId): Promise<Role | null> {
	const found = await db
		.selectFrom('staff')
		.select('role')
		.where('user', '=', user)
		.where('firm', '=', firm)
		.executeTakeFirst();
	return found?.role ?? null;
}

export async function isClientOf(db: Db, firm: FirmId, user: UserId): Promise<boolean> {
	const found = await db
		.selectFrom('vault_members')
		.innerJoin('vaults', 'vaults.id', 'vault_members.vault')
		.select('vaults.id')
		.where('vault_members.user', '=', user)
		.where('vaults.firm', '=', firm)
		.limit(1)
		.executeTakeFirst();
	return found !== undefined;
}

export async function insertStaff(tx: Tx, firm: FirmId, user: UserId, role: Role): Promise<void> {
	await tx.insertInto('staff').values({ firm, user, role }).execute();
}

export async function insertTeam(tx: Tx, firm: FirmId, team: TeamId): Promise<void> {
	await tx.insertInto('teams').values({ id: team, firm }).execute();
}

export async function insertTeamMember(tx: Tx, team: TeamId, user: UserId): Promise<void> {
	await tx
		.insertInto('team_members')
		.values({ team, user })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** Those of `teams` that belong to the firm and have the user as a member. */
export async function teamsHeld(
	db: Db,
	firm: FirmId,
	user: UserId,
	teams: readonly TeamId[]
): Promise<number> {
	const found = await db
		.selectFrom('team_members')
		.innerJoin('teams', 'teams.id', 'team_members.team')
		.select('teams.id')
		.where('team_members.user', '=', user)
		.where('teams.firm', '=', firm)
		.where('teams.id', 'in', teams)
		.execute();
	return found.length;
}

export async function areTeamsOf(db: Db, firm: FirmId, teams: readonly TeamId[]): Promise<boolean> {
	const found = await db
		.selectFrom('teams')
		.select('id')
		.where('firm', '=', firm)
		.where('id', 'in', teams)
		.execute();
	return found.length === new Set(teams).size && teams.length === found.length;
}
