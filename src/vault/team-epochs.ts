/**
 * New generations of team keys, as the firm log's fold judges them (protocol.md section 9): exactly the expected
 * people, one epoch further, and joined to the epoch before unless a newcomer is to get no history. Pure.
 */
import type { TeamId, UserId } from '../crypto/brands.ts';
import type { Author } from '../crypto/entry-header.ts';
import { inOrder, membersMatch } from '../contract/recipients.ts';
import type { EarlierPayload, TeamEpochPayload } from '../contract/log.ts';
import type { FirmEvent } from './events.ts';
import type { FirmState, Team, TeamEpoch } from './firm-state.ts';
import { persistent, withEntry } from './persistent-map.ts';
import { isRejection, type Outcome } from './verdict.ts';

/** The team epochs that an event starts. */
export function startedIn(event: FirmEvent): readonly TeamEpochPayload[] {
	switch (event.kind) {
		case 'team.rotated':
			return [event.payload.team];
		case 'staff.removed':
		case 'staff.rekeyed':
		case 'escrow.used':
			return event.payload.teams;
		default:
			return [];
	}
}

/** The teams somebody is in, in ascending order. */
export const teamsWith = (state: FirmState, user: UserId): TeamId[] =>
	inOrder([...state.teams.values()].filter(({ members }) => members.has(user)).map(({ id }) => id));

export interface Succession {
	readonly startedBy: Author;
	/** Who holds a team's next key. */
	readonly members: (team: Team) => Iterable<UserId>;
	readonly carriesHistory: boolean;
}

/** `teams`: the ids that must be started, in this order. */
export function startTeamEpochs(
	state: FirmState,
	teams: readonly TeamId[],
	payloads: readonly TeamEpochPayload[],
	next: Succession
): Outcome<FirmState> {
	if (payloads.length !== teams.length) return 'wrong-recipients';
	let after = state.teams;
	for (const [index, payload] of payloads.entries()) {
		const team = state.teams.get(payload.id);
		if (!team || payload.id !== teams[index]) return 'wrong-recipients';
		const started = startTeamEpoch(team, payload, next);
		if (isRejection(started)) return started;
		after = withEntry(after, team.id, started);
	}
	return { ...state, teams: after };
}

function startTeamEpoch(team: Team, payload: TeamEpochPayload, next: Succession): Outcome<Team> {
	if (payload.epoch !== team.epoch + 1) return 'wrong-epoch';
	if ((payload.previous !== null) !== next.carriesHistory) return 'wrong-epoch';
	if (!membersMatch(payload.members, next.members(team))) return 'wrong-recipients';
	const { id, name, earlier, historyFrom, ...current } = team;
	return {
		id,
		name,
		earlier: [...earlier, current],
		historyFrom: next.carriesHistory ? historyFrom : payload.epoch,
		...teamEpochFrom(payload, next.startedBy)
	};
}

/** A team epoch as its payload states it. */
export const teamEpochFrom = (
	{ epoch, kem, previous, escrow, members }: TeamEpochPayload,
	startedBy: Author
): TeamEpoch => ({
	epoch,
	kem,
	previous,
	escrow,
	startedBy,
	members: persistent(members.map(({ user, wrap }) => [user, { wrap, grantedBy: startedBy }]))
});

/** Epochs from before a newcomer's, for those who get history. An epoch that is not there gets nothing. */
export const withEarlierEpochs = (
	team: Team,
	given: EarlierPayload,
	user: UserId,
	grantedBy: Author
): Team => ({
	...team,
	earlier: team.earlier.map((epoch) => {
		const wrap = given.find((one) => one.epoch === epoch.epoch)?.wrap;
		if (!wrap || epoch.members.has(user)) return epoch;
		return { ...epoch, members: withEntry(epoch.members, user, { wrap, grantedBy }) };
	})
});

/** The same for several teams at once. */
export function withHistory(
	state: FirmState,
	given: readonly { team: TeamId; epochs: EarlierPayload }[],
	user: UserId,
	grantedBy: Author
): FirmState {
	let { teams } = state;
	for (const { team: id, epochs } of given) {
		const team = teams.get(id);
		if (team?.members.has(user))
			teams = withEntry(teams, id, withEarlierEpochs(team, epochs, user, grantedBy));
	}
	return { ...state, teams };
}
