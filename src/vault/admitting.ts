/**
 * Handing the team's key to somebody who has joined: with all that was there before, or with what comes from now on
 * only, which takes a new key that leads back to nothing (protocol.md section 9).
 */
import type { UserId } from '../crypto/brands.ts';
import type { Identity } from '../crypto/identity.ts';
import { idBytes } from '../crypto/ids.ts';
import type { FirmDraft, FirmLog } from './firm-log.ts';
import { memberKeys } from './leaving.ts';
import { Refusal } from './problems.ts';
import { earlierTeamWraps, makeTeamEpoch, wrapTeamSecret } from './team-keys.ts';

/** @throws Refusal `not-found`, or `no-keys-yet` for who does not hold the team's key */
export const admitToTeam = (
	firm: FirmLog,
	{ userId }: Identity,
	user: UserId,
	history: boolean,
	now: () => number
): Promise<void> =>
	firm.append(
		() => (history ? withHistory(firm, userId, user) : withoutHistory(firm, userId, user)),
		now
	);

async function withHistory(firm: FirmLog, sender: UserId, user: UserId): Promise<FirmDraft> {
	const { state } = firm;
	const { kem, held, team } = admission(firm, user);
	const place = { firm: firm.firm, team: team.id, epoch: held.epoch, sender };
	return {
		kind: 'team.granted',
		payload: {
			earlier: await earlierTeamWraps({ firm: firm.firm, state }, held, team.id, { kem, sender }),
			epoch: held.epoch,
			team: idBytes(team.id),
			user: idBytes(user),
			wrap: await wrapTeamSecret(held.secret, kem, place)
		},
		body: null
	};
}

async function withoutHistory(firm: FirmLog, sender: UserId, user: UserId): Promise<FirmDraft> {
	const { state } = firm;
	const { team } = admission(firm, user);
	const members = memberKeys(state, [...team.members.keys(), user]);
	const place = { team: team.id, epoch: team.epoch + 1, sender };
	const { payload, held } = await makeTeamEpoch(state, place, members, null);
	return {
		kind: 'team.rotated',
		payload: { admit: idBytes(user), team: payload },
		body: null,
		newEpoch: held
	};
}

function admission({ state, teams }: FirmLog, user: UserId) {
	const kem = state.staff.get(user)?.bundle.kem;
	const team = state.teams.get(state.everyone);
	const held = teams.get(state.everyone);
	if (!kem || !team) throw new Refusal('not-found');
	if (!held) throw new Refusal('no-keys-yet');
	return { kem, team, held };
}
