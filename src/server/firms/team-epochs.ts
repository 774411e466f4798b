/**
 * New keys for teams (protocol.md section 9): the next epoch of exactly the teams it is due for, each for exactly the
 * members it must have, in order. Nothing else changes who is in a team, but `team.granted`.
 */
import type { TeamEpochPayload } from '../../contract/log.ts';
import { inOrder, membersMatch } from '../../contract/recipients.ts';
import type { FirmId, TeamId, UserId } from '../../crypto/brands.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { insertTeamMember } from './firm-store.ts';

export interface TeamChange {
	readonly leaves?: UserId;
	readonly joins?: UserId;
	/** The key before is kept from whoever joins, so the new one does not lead back to it. */
	readonly withheld?: boolean;
}

/** `seq` is the entry that says so. */
export async function startTeamEpochs(
	tx: Tx,
	at: { readonly firm: FirmId; readonly seq: number },
	due: readonly TeamId[],
	given: readonly TeamEpochPayload[],
	change: TeamChange
): Promise<void> {
	if (!isSame(given, inOrder(due))) refuse('entry-refused');
	for (const epoch of given) await startTeamEpoch(tx, at, epoch, change);
}

const isSame = (given: readonly TeamEpochPayload[], due: readonly TeamId[]): boolean =>
	given.length === due.length && given.every(({ id }, index) => id === due[index]);

async function startTeamEpoch(
	tx: Tx,
	{ firm, seq }: { readonly firm: FirmId; readonly seq: number },
	{ id, epoch, members, previous }: TeamEpochPayload,
	change: TeamChange
): Promise<void> {
	const team = await tx
		.selectFrom('teams')
		.select(['epoch', 'history_from'])
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	const isNext = epoch === team.epoch + 1;
	const isChained = (previous === null) === (change.withheld === true);
	if (!isNext || !isChained) refuse('entry-refused');
	const after = await changeMembers(tx, id, seq, change);
	if (!membersMatch(members, after)) refuse('entry-refused');
	const history_from = change.withheld === true ? epoch : team.history_from;
	await tx.updateTable('teams').set({ epoch, history_from }).where('id', '=', id).execute();
	await tx.updateTable('firms').set({ rotated_seq: seq }).where('id', '=', firm).execute();
}

/** The members afterwards. */
async function changeMembers(
	tx: Tx,
	team: TeamId,
	since_seq: number,
	{ leaves, joins }: TeamChange
): Promise<UserId[]> {
	if (leaves !== undefined) {
		await tx
			.deleteFrom('team_members')
			.where('team', '=', team)
			.where('user', '=', leaves)
			.execute();
	}
	if (joins !== undefined) await insertTeamMember(tx, team, joins, since_seq);
	const rows = await tx
		.selectFrom('team_members')
		.select('user')
		.where('team', '=', team)
		.execute();
	return rows.map(({ user }) => user);
}
