/** The firm's people as the Team page shows them. Pure. */
import type { UserId } from '../crypto/brands.ts';
import type { FirmLog } from './firm-log.ts';
import { historyLine } from './history.ts';
import { authorInWords, fingerprintOf, nameOf } from './people.ts';
import type { StaffView, TeamView } from './view.ts';

export async function teamView(log: FirmLog, me: UserId, now: number): Promise<TeamView> {
	const { state, journal } = log;
	const team = state.teams.get(state.everyone);
	const staff = [...state.staff.values()].map(
		async ({ userId, name, role, joinedAt }): Promise<StaffView> => ({
			userId,
			name: name ?? 'Somebody whose name is not shared yet',
			role,
			joinedAt,
			fingerprint: await fingerprintOf(userId),
			hasKeys: team?.members.has(userId) ?? false,
			isMe: userId === me
		})
	);
	return {
		team: state.everyone,
		teamName: team?.name ?? 'Everyone',
		staff: await Promise.all(staff),
		invites: [...state.invitations.values()]
			.filter((invitation) => invitation.state === 'open')
			.map(({ invite, name, role, expires, by }) => ({
				invite,
				name: name ?? 'Somebody',
				role,
				expires,
				invitedBy: nameOf(by, state, null),
				expired: expires < now
			})),
		rejected: journal
			.filter(({ rejected }) => rejected !== null)
			.map((line) => historyLine(line, (author) => authorInWords(author, state, null)))
	};
}
