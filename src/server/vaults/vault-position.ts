/**
 * Where in its vault's history an entry stands: the epoch it seals under and the firm's history its author had
 * seen. Readers reject an entry that gets these wrong for ever, so the server does not let it in.
 */
import type { EpochPayload } from '../../contract/log.ts';
import type { FirmId, VaultId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { requireLog } from '../logs/incoming-entry.ts';
import { hasEntry } from '../logs/log-store.ts';

/** The epoch that an entry starts. */
export interface StartedEpoch {
	readonly payload: EpochPayload;
	/** It is the first of somebody who gets no history, so it must not lead back. */
	readonly withheld: boolean;
}

/** `started` is null for an entry that starts no epoch. */
export async function advancePosition(
	tx: Tx,
	vault: VaultId,
	entry: ParsedEntry,
	started: StartedEpoch | null
): Promise<void> {
	const { epoch, firm_head_seq, firm } = await tx
		.selectFrom('vaults')
		.select(['epoch', 'firm_head_seq', 'firm'])
		.where('id', '=', vault)
		.executeTakeFirstOrThrow();
	requireLog(entry, firm, vault);
	const seen = await requireFirmHead(tx, firm, entry);
	// Behind somebody else's view of the firm: the author fetches what is missing and tries again.
	if (seen < firm_head_seq) refuse('head-moved');
	const expected = started === null ? epoch : epoch + 1;
	if (entry.header.epoch !== expected) refuse('entry-refused');
	if (started === null) await requireKeysUpToDate(tx, vault);
	else await requireNext(tx, vault, expected, started);
	await tx
		.updateTable('vaults')
		.set({ epoch: expected, firm_head_seq: seen })
		.where('id', '=', vault)
		.execute();
}

/** After somebody left, a new key comes before anything else. */
async function requireKeysUpToDate(tx: Tx, vault: VaultId): Promise<void> {
	const teams = await grantedTeams(tx, vault);
	if (teams.some(({ granted, epoch }) => granted !== epoch)) refuse('keys-behind');
}

async function requireNext(
	tx: Tx,
	vault: VaultId,
	expected: number,
	{ payload, withheld }: StartedEpoch
): Promise<void> {
	if (payload.epoch !== expected) refuse('entry-refused');
	const teams = await grantedTeams(tx, vault);
	// A newcomer of a team without its history must not find the vault's through it.
	const mustNotLeadBack =
		withheld || teams.some(({ granted, history_from }) => granted < history_from);
	if (mustNotLeadBack && payload.previous !== null) refuse('entry-refused');
}

const grantedTeams = (tx: Tx, vault: VaultId) =>
	tx
		.selectFrom('vault_teams')
		.innerJoin('teams', 'teams.id', 'vault_teams.team')
		.select(['vault_teams.epoch as granted', 'teams.epoch', 'teams.history_from'])
		.where('vault_teams.vault', '=', vault)
		.execute();

/**
 * The sequence number of the firm-log head the author saw, which must be a place in that log. Readers judge the entry
 * by the teams as they were there; our tables know the teams of now, so it may not be from before their newest keys.
 */
export async function requireFirmHead(tx: Tx, firm: FirmId, entry: ParsedEntry): Promise<number> {
	const { firmHead } = entry.header;
	if (firmHead === null || !(await hasEntry(tx, firm, firmHead))) return refuse('entry-refused');
	const { rotated_seq } = await tx
		.selectFrom('firms')
		.select('rotated_seq')
		.where('id', '=', firm)
		.executeTakeFirstOrThrow();
	return firmHead.seq < rotated_seq ? refuse('firm-moved') : firmHead.seq;
}
