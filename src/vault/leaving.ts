/**
 * Who leaves, and new keys for who remains (protocol.md sections 9 and 10). Removing somebody and changing the keys they
 * held is one entry: there is no moment in which they are gone and their keys still count.
 */
import type { FirmId, TeamId, UserId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import type { Identity } from '../crypto/identity.ts';
import { idBytes } from '../crypto/ids.ts';
import { newTeamSecret } from '../crypto/random.ts';
import { teamKeys } from '../crypto/team.ts';
import { inOrder } from '../contract/recipients.ts';
import type { FirmDraft, FirmLog } from './firm-log.ts';
import type { Staff, Team } from './firm-state.ts';
import { draftEpoch } from './next-epoch.ts';
import { Refusal } from './problems.ts';
import { teamsWith } from './team-epochs.ts';
import { makeTeamEpoch, type HeldTeamEpoch, type TeamMemberKey } from './team-keys.ts';
import type { VaultLog } from './vault-log.ts';

/** @throws Refusal `not-found`, or `not-allowed` by the rules of the roster */
export const removeStaff = (
	firm: FirmLog,
	{ userId }: Identity,
	user: UserId,
	now: () => number
): Promise<void> =>
	firm.append(async (state) => {
		if (!state.staff.has(user)) throw new Refusal('not-found');
		if (user === userId) throw new Refusal('not-allowed');
		const stay = ({ members }: Team) => [...members.keys()].filter((id) => id !== user);
		const started = await startEpochs(firm, userId, teamsWith(state, user), (team) =>
			memberKeys(state, stay(team))
		);
		return {
			kind: 'staff.removed',
			payload: { teams: started.payloads, user: idBytes(user) },
			body: null,
			...started.draft
		};
	}, now);

/** Takes a client's user out of a vault and starts an epoch without them. */
export const removeMember = (
	firm: FirmLog,
	vault: VaultLog,
	identity: Identity,
	user: UserId,
	now: () => number
): Promise<void> =>
	vault.startEpoch(async (state, time) => {
		if (!state.members.has(user)) return null;
		const members = new Map(state.members);
		members.delete(user);
		const author = { kind: 'user' as const, id: identity.userId };
		const readers = { ...state, members };
		const held = vault.heldEpoch(state.epoch);
		const said = { kind: 'member.removed' as const, payload: { user: idBytes(user) } };
		return draftEpoch(firm, state, { ...said, author, readers, held }, time);
	}, now);

/**
 * The next epoch of each of these teams, leading back to the present one, which this person must hold. `orNowhere`: who
 * was not given it starts one that leads nowhere, rather than be locked out; others wrap what is before to newcomers.
 */
export async function startEpochs(
	firm: FirmLog,
	sender: UserId | FirmId,
	teams: readonly TeamId[],
	membersOf: (team: Team) => readonly TeamMemberKey[],
	orNowhere = false
): Promise<{ payloads: Record<string, Value>[]; draft: Pick<FirmDraft, 'newEpoch'> }> {
	const { state } = firm;
	const payloads: Record<string, Value>[] = [];
	let newEpoch: HeldTeamEpoch | null = null;
	for (const id of teams) {
		const team = state.teams.get(id);
		const before = firm.teams.get(id) ?? (orNowhere ? await unknownEpoch() : null);
		if (!team || !before) throw new Refusal('no-keys-yet');
		const place = { team: id, epoch: team.epoch + 1, sender };
		const { payload, held } = await makeTeamEpoch(state, place, membersOf(team), before);
		payloads.push(payload);
		if (id === state.everyone) newEpoch = held;
	}
	return { payloads, draft: newEpoch ? { newEpoch } : {} };
}

async function unknownEpoch(): Promise<HeldTeamEpoch> {
	const secret = newTeamSecret();
	return { epoch: 0, secret, keys: await teamKeys(secret) };
}

export const memberKeys = (
	{ staff }: { staff: ReadonlyMap<UserId, Pick<Staff, 'bundle'>> },
	users: readonly UserId[]
): TeamMemberKey[] =>
	inOrder(users).flatMap((user) => {
		const kem = staff.get(user)?.bundle.kem;
		return kem ? [{ user, kem }] : [];
	});
