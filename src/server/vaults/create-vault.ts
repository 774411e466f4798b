/** A vault begins with its genesis entry, by staff who are in one of the teams it is shared with. */
import { z } from 'zod';
import { vaultPayloads } from '../../contract/log.ts';
import type { Head } from '../../crypto/entry-header.ts';
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
import { acceptGrants } from './vault-readers.ts';
import { labelColumns, requireLabel } from './vault-store.ts';

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
	const entry = await readEntry(request.entry, services.now());
	const vault = entry.header.vault ?? refuse('entry-refused');
	requireLog(entry, firm, vault);
	requireAuthor(entry, 'user', user);
	const { payload } = readStatement(entry, genesisStatement);
	const { epoch, previous } = payload.epoch;
	const isFirstEpoch = entry.header.epoch === 1 && epoch === 1 && previous === null;
	const isPlain = entry.header.blobs.length === 0 && request.capsule === null;
	const isLabelled = payload.teams.includes(payload.label.team);
	if (!isFirstEpoch || !isPlain || !isLabelled) refuse('entry-refused');
	requireSignedBy(entry, await signingKeyOf(services.db, user));

	const head = await services.db.transaction().execute(async (tx) => {
		const seq = await requireFirmHead(tx, firm, entry);
		await requireOwnTeams(tx, caller, payload, seq);
		const begun = await beginLog(tx, firm, vault, entry, services.now());
		await insertVault(tx, caller, { vault, seq }, payload);
		await requireLabel(tx, firm, vault, payload.label);
		await acceptGrants(tx, vault, entry, payload.epoch);
		return begun;
	});
	services.events.publish({ type: 'vault', firm, vault, seq: head.seq });
	return head;
}

/** `seq`: by the firm's history that the entry quotes, as readers judge it. */
async function requireOwnTeams(
	tx: Tx,
	{ firm, user }: OfStaff,
	{ teams }: Genesis,
	seq: number
): Promise<void> {
	const areOfFirm = await areTeamsOf(tx, firm, teams);
	const held = await teamsHeld(tx, firm, user, { teams, seq });
	if (!areOfFirm || held === 0) refuse('entry-refused');
}

async function insertVault(
	tx: Tx,
	{ firm, user }: OfStaff,
	{ vault, seq }: { readonly vault: VaultId; readonly seq: number },
	payload: Genesis
): Promise<void> {
	const position = { epoch: 1, firm_head_seq: seq };
	await tx
		.insertInto('vaults')
		.values({ id: vault, firm, ...position, ...labelColumns(payload.label, user) })
		.execute();
	for (const team of payload.teams) {
		await tx.insertInto('vault_teams').values({ vault, team }).execute();
	}
}
