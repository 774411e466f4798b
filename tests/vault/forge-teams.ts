/**
 * New generations of a team's key as nobody honest would start them: for any people, in any order, at any number, with
 * or without what was before. The keys are real.
 */
import type { FirmId, UserId } from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import type { Identity } from '../../src/crypto/identity.ts';
import type { FirmLog } from '../../src/vault/firm-log.ts';
import type { FirmState } from '../../src/vault/firm-state.ts';
import { successionProof, type Succession } from '../../src/vault/joining.ts';
import { memberKeys } from '../../src/vault/leaving.ts';
import { makeTeamEpoch, type TeamMemberKey } from '../../src/vault/team-keys.ts';
import { bundleMap, stranger } from './forge.ts';

interface TeamChange {
	epoch?: number;
	leadsBack?: boolean;
}

/** The payload of the default team's next epoch, and what the header of the entry that carries it needs. */
export async function nextTeamEpoch(
	firm: FirmLog,
	sender: FirmId | UserId,
	members: readonly TeamMemberKey[],
	change: TeamChange = {},
	state: FirmState = firm.state
) {
	const team = state.everyone;
	const before = firm.teams.get(team);
	if (!before) throw new Error('no team key');
	const epoch = change.epoch ?? (state.teams.get(team)?.epoch ?? 0) + 1;
	const leadsBack = change.leadsBack ?? true;
	const place = { team, epoch, sender };
	const { payload, held } = await makeTeamEpoch(state, place, members, leadsBack ? before : null);
	return { team: payload, held, header: { epoch, bodyKey: held.keys.directory } };
}

/** Who holds the default team's key, without those who leave and with those who come. */
export function membersOf(
	state: FirmState,
	{ without, and = [] }: { without?: UserId; and?: readonly (Identity | UserId)[] } = {}
): TeamMemberKey[] {
	const staff = new Map<UserId, { bundle: Identity['bundle'] }>(state.staff);
	const held = state.teams.get(state.everyone)?.members.keys() ?? [];
	const users = [...held].filter((id) => id !== without);
	for (const one of and) {
		if (typeof one === 'string') users.push(one);
		else users.push((staff.set(one.userId, one), one.userId));
	}
	return memberKeys({ staff }, users);
}

/** Somebody who belongs to nothing, as if they were a member. */
export async function ghostMember(): Promise<TeamMemberKey> {
	const { userId, kem } = await stranger();
	return { user: userId, kem: kem.publicKey };
}

/** Who takes another's place, as the payload says it. */
export const successor = (identity: Identity, place: Succession): Record<string, Value> => ({
	bundle: bundleMap(identity.bundle),
	proof: successionProof(identity, place)
});

/** Each way to give a team's key to others than those there must be. */
export const unfaithfulMembers: [
	string,
	(right: TeamMemberKey[]) => Promise<TeamMemberKey[]> | TeamMemberKey[]
][] = [
	['somebody whom nobody knows', async (right) => [...right, await ghostMember()].sort(byUser)],
	['one member less', (right) => right.slice(0, -1)],
	['nobody', () => []],
	['one member twice', (right) => [...right, ...right.slice(-1)]],
	['two members in each other’s place', ([a, b, ...rest]) => (a && b ? [b, a, ...rest] : [])],
	['a stranger in a member’s place', async (right) => [...right.slice(0, -1), await ghostMember()]]
];

const byUser = (a: TeamMemberKey, b: TeamMemberKey) =>
	Buffer.compare(idBytes(a.user), idBytes(b.user));
