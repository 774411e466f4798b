/** What staff write for staff, a note or what they keep of a client: sealed for the vault's teams under the keys they have now, as every reader requires. */
import { notesMatch } from '../../contract/recipients.ts';
import type { VaultId } from '../../crypto/brands.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';

export async function requireSeals(
	tx: Tx,
	vault: VaultId,
	seals: Parameters<typeof notesMatch>[0]
): Promise<void> {
	const teams = await tx
		.selectFrom('vault_teams')
		.innerJoin('teams', 'teams.id', 'vault_teams.team')
		.select(['teams.id', 'teams.epoch'])
		.where('vault_teams.vault', '=', vault)
		.execute();
	if (!notesMatch(seals, teams)) refuse('entry-refused');
}
