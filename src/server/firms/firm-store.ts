/** The roster and the teams, as indexed from the firm log. Only entries that were appended change them. */
import type { Role } from '../../contract/wire.ts';
import type { FirmId, TeamId, UserId, VaultId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Db, Tx } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import { refuse } from '../http/refusal.ts';

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
	return (await clientOfQuery.rows(db, user, firm)).length > 0;
}

/** From the few vaults of the person, not from the many of the firm. */
export const clientOfQuery = writtenOut<{ vault: VaultId }>(`
	SELECT mine.vault FROM vault_members mine CROSS JOIN vaults v ON v.id = mine.vault
	WHERE mine.user = ? AND v.firm = ? LIMIT 1`);

/** The firms whose staff the user is. */
export async function firmsOfStaff(db: Db, user: UserId): Promise<FirmId[]> {
	const found = await db.selectFrom('staff').select('firm').where('user', '=', user).execute();
	return found.map(({ firm }) => firm);
}

export async function insertStaff(tx: Tx, firm: FirmId, user: UserId, role: Role): Promise<void> {
	await tx.insertInto('staff').values({ firm, user, role }).execute();
}

export async function insertTeam(
	tx: Tx,
	firm: FirmId,
	{ id, epoch }: { readonly id: TeamId; readonly epoch: number }
): Promise<void> {
	await tx.insertInto('teams').values({ id, firm, epoch }).execute();
}

/** Nobody is made a member twice. */
export async function insertTeamMember(
	tx: Tx,
	team: TeamId,
	user: UserId,
	since_seq: number
): Promise<void> {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('team_members')
		.values({ team, user, since_seq })
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (numInsertedOrUpdatedRows !== 1n) refuse('entry-refused');
}

/** The epoch of a team of this firm, or null. */
export async function teamEpochOf(db: Db, firm: FirmId, team: TeamId): Promise<number | null> {
	const found = await db
		.selectFrom('teams')
		.select('epoch')
		.where('id', '=', team)
		.where('firm', '=', firm)
		.executeTakeFirst();
	return found?.epoch ?? null;
}

/**
 * An entry of the firm log is sealed under the current key of the firm's team: the new one where the entry starts it,
 * so this is asked once the entry was indexed.
 */
export async function requireFirmEpoch(tx: Tx, firm: FirmId, entry: ParsedEntry): Promise<void> {
	const { epoch } = await defaultTeam(tx, firm);
	if (entry.header.epoch !== epoch) refuse('entry-refused');
}

/** The team that everybody on the staff is in: the genesis makes it, and nothing makes another. */
const defaultTeam = (db: Db, firm: FirmId) =>
	db.selectFrom('teams').select(['id', 'epoch']).where('firm', '=', firm).executeTakeFirstOrThrow();

export const defaultTeamOf = async (db: Db, firm: FirmId): Promise<TeamId> =>
	(await defaultTeam(db, firm)).id;

/** How many of `teams` belong to the firm and had the user as a member by that entry of the firm log. */
export async function teamsHeld(
	db: Db,
	firm: FirmId,
	user: UserId,
	{ teams, seq }: { readonly teams: readonly TeamId[]; readonly seq: number }
): Promise<number> {
	const found = await db
		.selectFrom('team_members')
		.innerJoin('teams', 'teams.id', 'team_members.team')
		.select('teams.id')
		.where('team_members.user', '=', user)
		.where('team_members.since_seq', '<=', seq)
		.where('teams.firm', '=', firm)
		.where('teams.id', 'in', teams)
		.execute();
	return found.length;
}

/** The teams of the firm that the user is in. */
export async function teamsOfUser(db: Db, firm: FirmId, user: UserId): Promise<TeamId[]> {
	const found = await db
		.selectFrom('team_members')
		.innerJoin('teams', 'teams.id', 'team_members.team')
		.select('teams.id')
		.where('team_members.user', '=', user)
		.where('teams.firm', '=', firm)
		.execute();
	return found.map(({ id }) => id);
}

export async function teamsOfFirm(db: Db, firm: FirmId): Promise<TeamId[]> {
	const found = await db.selectFrom('teams').select('id').where('firm', '=', firm).execute();
	return found.map(({ id }) => id);
}

/** Off the roster. The teams lose their member with their next epoch (team-epochs.ts). */
export async function deleteStaff(tx: Tx, firm: FirmId, user: UserId): Promise<void> {
	await tx.deleteFrom('staff').where('firm', '=', firm).where('user', '=', user).execute();
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
