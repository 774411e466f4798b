/** Who may be told that a log moved: exactly those who may read it (http/access.ts). */
import type { ServerEvent } from '../../contract/api.ts';
import type { FirmId, UserId, VaultId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';

export type LogMoved = Exclude<ServerEvent, { type: 'signed-out' }>;

export async function readersOf(db: Db, moved: LogMoved): Promise<ReadonlySet<UserId>> {
	const rows = await readerRows(db, moved);
	return new Set(rows.map(({ user }) => user));
}

function readerRows(db: Db, moved: LogMoved): Promise<{ user: UserId }[]> {
	switch (moved.type) {
		case 'firm':
			return firmReaders(db, moved.firm);
		case 'vault':
			return vaultReaders(db, moved.vault);
		case 'drops':
			return vaultStaff(db, moved.vault).execute();
	}
}

const firmReaders = (db: Db, firm: FirmId) =>
	db
		.selectFrom('staff')
		.select('user')
		.where('firm', '=', firm)
		.union(
			db
				.selectFrom('vault_members')
				.innerJoin('vaults', 'vaults.id', 'vault_members.vault')
				.select('vault_members.user')
				.where('vaults.firm', '=', firm)
		)
		.execute();

const vaultReaders = (db: Db, vault: VaultId) =>
	db
		.selectFrom('vault_members')
		.select('user')
		.where('vault', '=', vault)
		.union(vaultStaff(db, vault))
		.execute();

/** What comes by a drop link is for staff: the vault's clients are not told when. */
const vaultStaff = (db: Db, vault: VaultId) =>
	db
		.selectFrom('vault_teams')
		.innerJoin('vaults', 'vaults.id', 'vault_teams.vault')
		.innerJoin('team_members', 'team_members.team', 'vault_teams.team')
		.innerJoin('staff', (join) =>
			join.onRef('staff.firm', '=', 'vaults.firm').onRef('staff.user', '=', 'team_members.user')
		)
		.select('team_members.user')
		.where('vault_teams.vault', '=', vault);
