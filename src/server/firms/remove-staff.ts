/**
 * Somebody leaves the firm: in the transaction that appends the entry they lose the roster, the teams, their sessions
 * and the links they made, and the teams they were in have a new key. What they uploaded and said stays theirs.
 */
import type { z } from 'zod';
import type { firmPayloads } from '../../contract/log.ts';
import type { FirmId, UserId } from '../../crypto/brands.ts';
import { forgetReplies } from '../accounts/replies.ts';
import { endSessionsOf } from '../accounts/session-store.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { revokeInvitesOf } from '../invites/invite-store.ts';
import { forgetMailOfLeaver } from '../notices/settings-store.ts';
import { deleteStaff, firmRoleOf, teamsHeld, teamsOfUser } from './firm-store.ts';
import { startTeamEpochs } from './team-epochs.ts';

type Removal = z.output<(typeof firmPayloads)['staff.removed']>;

/** The sessions that ended. */
export async function removeStaff(
	tx: Tx,
	remover: { readonly firm: FirmId; readonly user: UserId },
	seq: number,
	{ teams: given, user }: Removal
): Promise<readonly string[]> {
	const { firm } = remover;
	await requireMayRemove(tx, remover, user);
	const teams = await teamsOfUser(tx, firm, user);
	// Only who holds a team's key can make the next one.
	if ((await teamsHeld(tx, firm, remover.user, { teams, seq })) !== teams.length)
		refuse('entry-refused');
	await startTeamEpochs(tx, { firm, seq }, teams, given, { leaves: user });
	await deleteStaff(tx, firm, user);
	await revokeInvitesOf(tx, firm, user);
	await forgetMailOfLeaver(tx, user);
	await forgetReplies(tx, user);
	return endSessionsOf(tx, user);
}

/** Nobody removes themself, and only an owner an owner or admin: somebody who can manage the firm remains. */
async function requireMayRemove(
	tx: Tx,
	remover: { readonly firm: FirmId; readonly user: UserId },
	user: UserId
): Promise<void> {
	const role = await firmRoleOf(tx, remover.firm, user);
	if (role === null || user === remover.user) refuse('entry-refused');
	const isOwner = (await firmRoleOf(tx, remover.firm, remover.user)) === 'owner';
	if (role !== 'preparer' && !isOwner) refuse('entry-refused');
}
