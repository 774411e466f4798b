/**
 * What an entry of the firm log changes in the server's index, and who may append it. Genesis, joining, new keys for
 * oneself and the recovery kit have endpoints of their own and are not in this list. Who may say what is in protocol.md section 9.
 */
import { z } from 'zod';
import { firmPayloads } from '../../contract/log.ts';
import type { Role } from '../../contract/wire.ts';
import type { FirmId, Raw, UserId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { insertInvite, revokeInvite } from '../invites/invite-store.ts';
import {
	defaultTeamOf,
	firmRoleOf,
	insertTeamMember,
	teamEpochOf,
	teamsHeld
} from './firm-store.ts';
import { markAllSeen } from '../vaults/newcomers.ts';
import { removeStaff } from './remove-staff.ts';
import { startTeamEpochs } from './team-epochs.ts';

export const firmStatement = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('firm.changed'), payload: firmPayloads['firm.changed'] }),
	z.strictObject({ kind: z.literal('stages.named'), payload: firmPayloads['stages.named'] }),
	z.strictObject({ kind: z.literal('welcome.written'), payload: firmPayloads['welcome.written'] }),
	z.strictObject({ kind: z.literal('template.kept'), payload: firmPayloads['template.kept'] }),
	z.strictObject({
		kind: z.literal('template.removed'),
		payload: firmPayloads['template.removed']
	}),
	z.strictObject({ kind: z.literal('staff.invited'), payload: firmPayloads['staff.invited'] }),
	z.strictObject({ kind: z.literal('staff.uninvited'), payload: firmPayloads['staff.uninvited'] }),
	z.strictObject({ kind: z.literal('team.granted'), payload: firmPayloads['team.granted'] }),
	z.strictObject({ kind: z.literal('team.rotated'), payload: firmPayloads['team.rotated'] }),
	z.strictObject({ kind: z.literal('staff.removed'), payload: firmPayloads['staff.removed'] })
]);
export type FirmStatement = z.output<typeof firmStatement>;

interface Caller {
	readonly firm: FirmId;
	readonly user: UserId;
}

/** By anybody on the staff: whoever holds the key of the firm's team (`requireHeld`). */
const isByStaff = ({ kind }: FirmStatement): boolean =>
	kind === 'template.kept' || kind === 'template.removed';

export function requireMaySay(role: Role | null, statement: FirmStatement): void {
	if (role !== null && isByStaff(statement)) return;
	if (role !== 'owner' && role !== 'admin') refuse('entry-refused');
	const isPromotion = statement.kind === 'staff.invited' && statement.payload.role !== 'preparer';
	if (isPromotion && role !== 'owner') refuse('entry-refused');
}

/** The sessions that ended by it. */
export async function indexFirmEntry(
	tx: Tx,
	{ firm, user }: Caller,
	{ header: { seq } }: ParsedEntry,
	statement: FirmStatement,
	capsule: Raw | null
): Promise<readonly string[]> {
	switch (statement.kind) {
		case 'firm.changed':
		case 'stages.named':
		case 'welcome.written':
			return [];
		case 'template.kept':
		case 'template.removed':
			await requireHeld(tx, { firm, user }, seq);
			return [];
		case 'staff.invited': {
			const { payload } = statement;
			if (capsule === null) return refuse('entry-refused');
			const invite = { firm, vault: null, role: payload.role, inviter: user, reads: false };
			await insertInvite(tx, { ...invite, payload, capsule });
			return [];
		}
		case 'staff.uninvited':
			await revokeInvite(tx, firm, null, statement.payload.invite);
			return [];
		case 'team.granted':
			await requireGrant(tx, { firm, user }, seq, statement.payload);
			await insertTeamMember(tx, statement.payload.team, statement.payload.user, seq);
			await markAllSeen(tx, statement.payload.team, statement.payload.user);
			return [];
		case 'team.rotated':
			await rotateTeam(tx, { firm, user }, seq, statement.payload);
			return [];
		case 'staff.removed':
			return removeStaff(tx, { firm, user }, seq, statement.payload);
	}
}

async function requireHeld(tx: Tx, { firm, user }: Caller, seq: number): Promise<void> {
	const teams = [await defaultTeamOf(tx, firm)];
	if ((await teamsHeld(tx, firm, user, { teams, seq })) !== 1) refuse('entry-refused');
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

/** By a member; whoever is admitted with the new key is on the roster. */
async function rotateTeam(
	tx: Tx,
	{ firm, user }: Caller,
	seq: number,
	{ admit, team }: Extract<FirmStatement, { kind: 'team.rotated' }>['payload']
): Promise<void> {
	const isHeld = (await teamsHeld(tx, firm, user, { teams: [team.id], seq })) === 1;
	const isOnRoster = admit === null || (await firmRoleOf(tx, firm, admit)) !== null;
	if (!isHeld || !isOnRoster) refuse('entry-refused');
	const change = admit === null ? {} : { joins: admit, withheld: true };
	await startTeamEpochs(tx, { firm, seq }, [team.id], [team], change);
	if (admit !== null) await markAllSeen(tx, team.id, admit);
}
