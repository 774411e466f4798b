/** The clients of a vault, as indexed from its log: who comes, who goes, and whose keys are replaced. */
import { vaultPayloads, type EpochPayload } from '../../contract/log.ts';
import type { Raw, UserId, VaultId } from '../../crypto/brands.ts';
import { parseEntry, type ParsedEntry } from '../../crypto/entry-header.ts';
import { belongsAnywhere } from '../accounts/belonging.ts';
import { endSessionsOf } from '../accounts/session-store.ts';
import type { Db, Tx } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import { refuse } from '../http/refusal.ts';
import { appendEntry } from '../logs/log-store.ts';
import { forgetMailOfLeaver } from '../notices/settings-store.ts';
import { advancePosition } from './vault-position.ts';
import { acceptGrants } from './vault-readers.ts';

export async function insertMember(tx: Tx, vault: VaultId, user: UserId): Promise<void> {
	await tx.insertInto('vault_members').values({ vault, user }).execute();
}

const removalsQuery = writtenOut<{ bytes: Raw }>(
	`SELECT bytes FROM entries WHERE log = ? AND kind = 'member.removed'`
);

/** As readers judge it: whoever is in is not let in again, and whoever was taken out comes back with new keys only. */
export async function requireNeverMember(tx: Tx, vault: VaultId, user: UserId): Promise<void> {
	if ((await vaultsOfMember(tx, user)).includes(vault)) refuse('entry-refused');
	for (const { bytes } of await removalsQuery.rows(tx, vault)) {
		const { header } = await parseEntry(bytes);
		const said = vaultPayloads['member.removed'].safeParse(header.payload);
		if (said.success && said.data.user === user) refuse('entry-refused');
	}
}

export async function vaultsOfMember(db: Db, user: UserId): Promise<VaultId[]> {
	const found = await db
		.selectFrom('vault_members')
		.select('vault')
		.where('user', '=', user)
		.execute();
	return found.map(({ vault }) => vault);
}

/** Refuses for whom is no member. Answers with the sessions that end, once the person belongs nowhere any more. */
export async function removeMember(
	tx: Tx,
	vault: VaultId,
	user: UserId
): Promise<readonly string[]> {
	await deleteMember(tx, vault, user);
	await tx.deleteFrom('vault_seen').where('vault', '=', vault).where('user', '=', user).execute();
	await tx.deleteFrom('notices').where('vault', '=', vault).where('user', '=', user).execute();
	await tx.deleteFrom('push_notices').where('vault', '=', vault).where('user', '=', user).execute();
	await tx.deleteFrom('vault_told').where('vault', '=', vault).where('user', '=', user).execute();
	await forgetMailOfLeaver(tx, user);
	return (await belongsAnywhere(tx, user)) ? [] : endSessionsOf(tx, user);
}

/** Appends `member.rekeyed`: the new id in the old one's place, under a new key. Signatures were checked before. */
export async function appendRekeyedMember(
	tx: Tx,
	{ former, user }: { readonly former: UserId; readonly user: UserId },
	entry: ParsedEntry,
	epoch: EpochPayload,
	now: number
): Promise<void> {
	const vault = entry.header.vault ?? refuse('entry-refused');
	await appendEntry(tx, vault, entry, now);
	await advancePosition(tx, vault, entry, { payload: epoch, withheld: false });
	await deleteMember(tx, vault, former);
	await insertMember(tx, vault, user);
	await acceptGrants(tx, vault, entry, epoch);
}

async function deleteMember(tx: Tx, vault: VaultId, user: UserId): Promise<void> {
	const { numDeletedRows } = await tx
		.deleteFrom('vault_members')
		.where('vault', '=', vault)
		.where('user', '=', user)
		.executeTakeFirst();
	if (numDeletedRows !== 1n) refuse('entry-refused');
}
