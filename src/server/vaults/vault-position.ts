/**
 * Where in its vault's history an entry stands: the epoch it seals under and the firm's history its author had
 * seen. Readers reject an entry that gets these wrong for ever, so the server does not let it in.
 */
import type { EpochPayload } from '../../contract/log.ts';
import type { FirmId, VaultId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { hasEntry } from '../logs/log-store.ts';

/** `started` is the epoch the payload starts, null for an entry that starts none. */
export async function advancePosition(
	tx: Tx,
	vault: VaultId,
	entry: ParsedEntry,
	started: EpochPayload | null
): Promise<void> {
	const { epoch, firm_head_seq, firm } = await tx
		.selectFrom('vaults')
		.select(['epoch', 'firm_head_seq', 'firm'])
		.where('id', '=', vault)
		.executeTakeFirstOrThrow();
	const expected = started === null ? epoch : epoch + 1;
	if (entry.header.epoch !== expected) refuse('entry-refused');
	const isNext = started === null || (started.epoch === expected && started.previous !== null);
	if (!isNext) refuse('entry-refused');
	const seen = await requireFirmHead(tx, firm, entry);
	// Behind somebody else's view of the firm: the author fetches what is missing and tries again.
	if (seen < firm_head_seq) refuse('head-moved');
	await tx
		.updateTable('vaults')
		.set({ epoch: expected, firm_head_seq: seen })
		.where('id', '=', vault)
		.execute();
}

/** The sequence number of the firm-log head the author saw, which must be a place in that log. */
export async function requireFirmHead(tx: Tx, firm: FirmId, entry: ParsedEntry): Promise<number> {
	const { firmHead } = entry.header;
	if (firmHead === null || !(await hasEntry(tx, firm, firmHead))) return refuse('entry-refused');
	return firmHead.seq;
}
