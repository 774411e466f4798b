/** The firm's people as the Team page shows them. Pure. */
import type { UserId } from '../crypto/brands.ts';
import type { FirmLog } from './firm-log.ts';
import { isAdmin, isOpen, type FirmState } from './firm-state.ts';
import { historyLine } from './history.ts';
import { authorInWords, fingerprintOf, NAMELESS, nameOf } from './people.ts';
import type { StaffView, TeamView } from './view.ts';

export async function teamView(log: FirmLog, me: UserId, now: number): Promise<TeamView> {
	const { state, journal } = log;
	const team = state.teams.get(state.everyone);
	const lines = journal.map((line) =>
		historyLine(line, (author) => authorInWords(author, state, null))
	);
	const staff = [...state.staff.values()].map(
		async ({ userId, name, role, joinedAt }): Promise<StaffView> => ({
			userId,
			name: name ?? NAMELESS,
			role,
			joinedAt,
			fingerprint: await fingerprintOf(userId),
			hasKeys: team?.members.has(userId) ?? false,
			isMe: userId === me,
			mayRemove: mayRemove(state, me, userId)
		})
	);
	return {
		team: state.everyone,
		teamName: team?.name ?? 'Everyone',
		staff: await Promise.all(staff),
		invites: [...state.invitations.values()]
			.filter((invitation) => isOpen(invitation, state))
			.map(({ invite, name, role, expires, by }) => ({
				invite,
				name: name ?? 'Somebody',
				role,
				expires,
				invitedBy: nameOf(by, state, null),
				expired: expires < now,
				history: false
			})),
		rejected: lines.filter(({ rejected }) => rejected !== null),
		former: [...state.former.values()]
			.filter(({ successor }) => successor === null)
			.map(({ userId, name, role, leftAt }) => ({ userId, name: name ?? NAMELESS, role, leftAt })),
		history: lines.reverse()
	};
}

/** As the fold judges it: by an administrator with the team's key, an owner for owners and administrators. */
function mayRemove({ staff, teams, everyone }: FirmState, me: UserId, user: UserId): boolean {
	const [mine, theirs] = [staff.get(me)?.role, staff.get(user)?.role];
	if (!mine || !theirs || me === user || !isAdmin(mine)) return false;
	if (!teams.get(everyone)?.members.has(me)) return false;
	return mine === 'owner' || !isAdmin(theirs);
}
