/**
 * What an entry of the firm log changes in the server's index, and who may append it. Genesis and joining have
 * endpoints of their own and are not in this list. Who may say what is in protocol.md section 9.
 */
import { z } from 'zod';
import { firmPayloads } from '../../contract/log.ts';
import type { Role } from '../../contract/wire.ts';
import type { FirmId, Raw, UserId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { insertInvite, revokeInvite } from '../invites/invite-store.ts';
import { firmRoleOf, insertTeamMember, teamEpochOf, teamsHeld } from './firm-store.ts';

export const firmStatement = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('firm.changed'), payload: firmPayloads['firm.changed'] }),
	z.strictObject({ kind: z.literal('staff.invited'), payload: firmPayloads['staff.invited'] }),
	z.strictObject({ kind: z.literal('staff.uninvited'), payload: firmPayloads['staff.uninvited'] }),
	z.strictObject({ kind: z.literal('team.granted'), payload: firmPayloads['team.granted'] })
]);
export type FirmStatement = z.output<typeof firmStatement>;

interface Caller {
	readonly firm: FirmId;
	readonly user: UserId;
}

export function requireMaySay(role: Role | null, statement: FirmStatement): void {
	if (role !== 'owner' && role !== 'admin') refuse('entry-refused');
	const isPromotion = statement.kind === 'staff.invited' && statement.payload.role !== 'preparer';
	if (isPromotion && role !== 'owner') refuse('entry-refused');
}

export async function indexFirmEntry(
	tx: Tx,
	{ firm, user }: Caller,
	{ header: { seq } }: ParsedEntry,
	statement: FirmStatement,
	capsule: Raw | null
): Promise<void> {
	switch (statement.kind) {
		case 'firm.changed':
			return;
		case 'staff.invited': {
			const { payload } = statement;
			if (capsule === null) return refuse('entry-refused');
			return insertInvite(tx, { firm, vault: null, role: payload.role, payload, capsule });
		}
		case 'staff.uninvited':
			return revokeInvite(tx, firm, null, statement.payload.invite);
		case 'team.granted':
			await requireGrant(tx, { firm, user }, seq, statement.payload);
			return insertTeamMember(tx, statement.payload.team, statement.payload.user, seq);
	}
}

/** Only who holds a team's current key can hand it on, and only to somebody on the roster. */
async function requireGrant(
	tx: Tx,
	{ firm, user: granter }: Caller,
	seq: number,
	{ epoch, team, user }: Extract<FirmStatement, { kind: 'team.granted' }>['payload']
): Promise<void> {
	const isOnRoster = (await firmRoleOf(tx, firm, user)) !== null;
	const isCurrent = (await teamEpochOf(tx, firm, team)) === epoch;
	const isHeld = (await teamsHeld(tx, firm, granter, { teams: [team], seq })) === 1;
	if (!isOnRoster || !isCurrent || !isHeld) refuse('entry-refused');
}
