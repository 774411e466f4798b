/** New keys for somebody on the roster: the new id in the old one's place, with new keys of the teams it was in. */
import type { z } from 'zod';
import type { firmPayloads } from '../../contract/log.ts';
import type { UserId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { revokeInvitesOf } from '../invites/invite-store.ts';
import { appendEntry } from '../logs/log-store.ts';
import {
	deleteStaff,
	firmRoleOf,
	insertStaff,
	requireFirmEpoch,
	teamsOfUser
} from './firm-store.ts';
import { startTeamEpochs } from './team-epochs.ts';

/** Appends the entry. Who signed it, and that the new keys are their owner's, was checked before. */
export async function replaceStaff(
	tx: Tx,
	{ former, user }: { readonly former: UserId; readonly user: UserId },
	entry: ParsedEntry,
	{ teams: given }: z.output<(typeof firmPayloads)['staff.rekeyed']>,
	now: number
): Promise<void> {
	const { firm, seq } = entry.header;
	const role = (await firmRoleOf(tx, firm, former)) ?? refuse('entry-refused');
	await appendEntry(tx, firm, entry, now);
	const teams = await teamsOfUser(tx, firm, former);
	await startTeamEpochs(tx, { firm, seq }, teams, given, { leaves: former, joins: user });
	await requireFirmEpoch(tx, firm, entry);
	await deleteStaff(tx, firm, former);
	await insertStaff(tx, firm, user, role);
	// Whoever had the old keys could read the secrets of the links made with them.
	await revokeInvitesOf(tx, firm, former);
}
