/** A vault begins with its genesis entry, by staff who are in one of the teams it is shared with. */
import { z } from 'zod';
import { vaultPayloads } from '../../contract/log.ts';
import type { Head, ParsedEntry } from '../../crypto/entry-header.ts';
import type { VaultId } from '../../crypto/brands.ts';
import { signingKeyOf } from '../accounts/account-store.ts';
import type { Tx } from '../db/database.ts';
import { areTeamsOf, teamsHeld } from '../firms/firm-store.ts';
import type { OfStaff } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import {
	readEntry,
	readStatement,
	requireAuthor,
	requireLog,
	type AppendRequest
} from '../logs/incoming-entry.ts';
import { beginLog } from '../logs/log-store.ts';
import { requireSignedBy } from '../logs/signatures.ts';
import type { Services } from '../services.ts';
import { requireFirmHead } from './vault-position.ts';
import { labelColumns } from './vault-store.ts';

const genesisStatement = z.strictObject({
	kind: z.literal('vault.genesis'),
	payload: vaultPayloads['vault.genesis']
});
type Genesis = z.output<typeof genesisStatement>['payload'];

export async function createVault(
	services: Services,
	caller: OfStaff,
	request: AppendRequest
): Promise<Head> {
	const { firm, user } = caller;
	const entry = await readEntry(request.entry);
	const vault = entry.header.vault ?? refuse('entry-refused');
	requireLog(entry, firm, vault);
	requireAuthor(entry, 'user', user);
	const { payload } = readStatement(entry, genesisStatement);
	const isFirstEpoch = entry.header.epoch === 1 && payload.epoch.epoch === 1;
	const isPlain = entry.header.blobs.length === 0 && request.capsule === null;
	if (!isFirstEpoch || !isPlain || !payload.teams.includes(payload.label.team)) {
		refuse('entry-refused');
	}
	requireSignedBy(entry, await signingKeyOf(services.db, user));

	const head = await services.db.transaction().execute(async (tx) => {
		await requireOwnTeams(tx, caller, payload);
		const begun = await beginLog(tx, firm, vault, entry, services.now());
		await insertVault(tx, caller, vault, entry, payload);
		return begun;
	});
	services.events.publish({ type: 'vault', firm, vault, seq: head.seq });
	return head;
}

async function requireOwnTeams(tx: Tx, { firm, user }: OfStaff, { teams }: Genesis): Promise<void> {
	const areOfFirm = await areTeamsOf(tx, firm, teams);
	if (!areOfFirm || (await teamsHeld(tx, firm, user, teams)) === 0) refuse('entry-refused');
}

async function insertVault(
	tx: Tx,
	{ firm, user }: OfStaff,
	vault: VaultId,
	entry: ParsedEntry,
	payload: Genesis
): Promise<void> {
	const firm_head_seq = await requireFirmHead(tx, firm, entry);
	await tx
		.insertInto('vaults')
		.values({ id: vault, firm, epoch: 1, firm_head_seq, ...labelColumns(payload.label, user) })
		.execute();
	for (const team of payload.teams) {
		await tx.insertInto('vault_teams').values({ vault, team }).execute();
	}
}
