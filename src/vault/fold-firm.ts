/**
 * The firm log's meaning (protocol.md section 9). Pure: no clock, no randomness, no network. An entry whose author
 * had no right to it is rejected and changes nothing but the head. The browser, the command line and the tests all
 * run this function.
 */
import type { FirmId, UserId } from '../crypto/brands.ts';
import { isSignedBy } from './signed-by.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { firmIdOf } from '../crypto/recovery.ts';
import type { EventOf, FirmEvent } from './events.ts';
import { isAdmin, isOpen, type FirmState, type Staff } from './firm-state.ts';
import { refuseJoin, verifiedBundle, verifiedJoiner, verifiedSuccessor } from './joining.ts';
import { foldTemplate, isTemplateEvent } from './fold-templates.ts';
import { requireNext, type LogEntry } from './log-entry.ts';
import { persistent, withEntry, withoutKey } from './persistent-map.ts';
import { Refusal } from './problems.ts';
import { inOrder } from '../contract/recipients.ts';
import {
	startedIn,
	startTeamEpochs,
	teamEpochFrom,
	teamsWith,
	withEarlierEpochs,
	withHistory
} from './team-epochs.ts';
import { isRejection, type Outcome, type Step } from './verdict.ts';

type Entry = LogEntry<FirmEvent>;

/**
 * @throws Refusal `log-broken` when the entry does not follow `state`, `wrong-firm` when a genesis is not that of
 * `firm`.
 */
export async function foldFirm(
	firm: FirmId,
	state: FirmState | null,
	entry: Entry
): Promise<Step<FirmState>> {
	requireNext({ firm, vault: null }, state?.head ?? null, entry.parsed);
	if (state === null) return { state: await genesis(firm, entry), verdict: { applied: true } };
	const outcome = await judge(state, entry);
	const head = { seq: entry.parsed.header.seq, hash: entry.parsed.hash };
	return isRejection(outcome)
		? { state: { ...state, head }, verdict: { applied: false, reason: outcome } }
		: { state: { ...outcome, head }, verdict: { applied: true } };
}

async function genesis(firm: FirmId, { parsed, event }: Entry): Promise<FirmState> {
	const { header } = parsed;
	if (event?.kind !== 'firm.genesis' || header.author.kind !== 'root' || header.author.id !== firm)
		throw new Refusal('wrong-firm');
	const { root, escrow, owner, team } = event.payload;
	if ((await firmIdOf(root, escrow)) !== firm || !isSignedBy(parsed, root))
		throw new Refusal('wrong-firm');
	const joined = await verifiedBundle(owner);
	const [first, ...rest] = team.members;
	if (!joined || first?.user !== joined.userId || rest.length > 0 || team.epoch !== 1)
		throw new Refusal('wrong-firm');
	if (team.previous !== null || header.epoch !== 1 || header.blobs.length > 0)
		throw new Refusal('wrong-firm');
	return {
		firm,
		root,
		escrow,
		head: { seq: 0, hash: parsed.hash },
		name: event.body?.name ?? null,
		mark: event.body?.mark ?? null,
		stages: null,
		welcome: null,
		templates: persistent(),
		staff: persistent([
			[
				joined.userId,
				{
					...joined,
					role: 'owner' as const,
					joinedAt: header.time,
					name: event.body?.ownerName ?? null
				}
			]
		]),
		former: persistent(),
		invitations: persistent(),
		teams: persistent([
			[
				team.id,
				{
					id: team.id,
					name: event.body?.teamName ?? null,
					earlier: [],
					historyFrom: 1,
					...teamEpochFrom(team, header.author)
				}
			]
		]),
		everyone: team.id
	};
}

async function judge(
	state: FirmState,
	{ parsed, event, fault }: Entry
): Promise<Outcome<FirmState>> {
	if (!event) return fault ?? 'malformed';
	const { header } = parsed;
	if (header.firmHead !== null || header.blobs.length > 0) return 'malformed';
	if (header.epoch !== epochAfter(state, event)) return 'wrong-epoch';
	if (event.kind === 'staff.joined') return joined(state, parsed, event);
	if (event.kind === 'escrow.used') return escrowUsed(state, parsed, event);

	const author = header.author.kind === 'user' ? state.staff.get(header.author.id) : undefined;
	if (!author) return 'unknown-author';
	if (!isSignedBy(parsed, author.bundle.signing)) return 'bad-signature';
	if (isTemplateEvent(event)) return foldTemplate(state, author.userId, parsed, event);
	if (event.kind === 'staff.rekeyed') return rekeyed(state, author, parsed, event);
	if (!isAdmin(author.role)) return 'not-allowed';
	switch (event.kind) {
		case 'firm.genesis':
			return 'already-exists';
		case 'firm.changed':
			return event.body ? { ...state, name: event.body.name, mark: event.body.mark } : 'unreadable';
		case 'stages.named':
			return event.body ? { ...state, stages: event.body.stages } : 'unreadable';
		case 'welcome.written':
			return welcomed(state, author, parsed, event);
		case 'staff.invited':
			return invited(state, author, event);
		case 'staff.uninvited':
			return uninvited(state, event);
		case 'team.granted':
			return granted(state, author.userId, event);
		case 'team.rotated':
			return rotated(state, author.userId, event);
		case 'staff.removed':
			return removed(state, author, header.time, event);
	}
}

/** An empty one takes the welcome away. */
function welcomed(
	state: FirmState,
	{ userId: by }: Staff,
	{ header: { time: at } }: ParsedEntry,
	{ body }: EventOf<FirmEvent, 'welcome.written'>
): Outcome<FirmState> {
	if (!body) return 'unreadable';
	return { ...state, welcome: body.text === '' ? null : { text: body.text, by, at } };
}

/** An entry that starts an epoch of the default team is sealed under the new one. */
const epochAfter = (state: FirmState, event: FirmEvent): number | undefined =>
	startedIn(event).find(({ id }) => id === state.everyone)?.epoch ??
	state.teams.get(state.everyone)?.epoch;

function invited(
	state: FirmState,
	author: Staff,
	{ payload, body }: EventOf<FirmEvent, 'staff.invited'>
): Outcome<FirmState> {
	if (state.invitations.has(payload.invite)) return 'already-exists';
	// An admin who could make admins or owners could outlive their own removal.
	if (isAdmin(payload.role) && author.role !== 'owner') return 'not-allowed';
	const invitation = {
		...payload,
		by: author.userId,
		state: 'open' as const,
		name: body?.name ?? null
	};
	return { ...state, invitations: withEntry(state.invitations, payload.invite, invitation) };
}

function uninvited(
	state: FirmState,
	{ payload }: EventOf<FirmEvent, 'staff.uninvited'>
): Outcome<FirmState> {
	const invitation = state.invitations.get(payload.invite);
	if (!invitation) return 'no-such-object';
	if (!isOpen(invitation, state)) return 'invite-not-open';
	return {
		...state,
		invitations: withEntry(state.invitations, payload.invite, {
			...invitation,
			state: 'withdrawn'
		})
	};
}

async function joined(
	state: FirmState,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<FirmEvent, 'staff.joined'>
): Promise<Outcome<FirmState>> {
	const invitation = state.invitations.get(payload.invite);
	const refused = refuseJoin(invitation, state, parsed);
	if (!invitation || refused) return refused ?? 'unknown-author';
	const member = await verifiedJoiner(parsed, payload);
	if (!member) return 'bad-bundle';
	if (isKnown(state, member.userId)) return 'already-exists';
	const staff = {
		...member,
		role: invitation.role,
		joinedAt: parsed.header.time,
		name: body?.name ?? invitation.name
	};
	return {
		...state,
		staff: withEntry(state.staff, member.userId, staff),
		invitations: withEntry(state.invitations, payload.invite, { ...invitation, state: 'used' })
	};
}

/** Whoever left comes back with new keys only. */
const isKnown = ({ staff, former }: FirmState, user: UserId): boolean =>
	staff.has(user) || former.has(user);

function granted(
	state: FirmState,
	author: UserId,
	{ payload }: EventOf<FirmEvent, 'team.granted'>
): Outcome<FirmState> {
	const team = state.teams.get(payload.team);
	if (!team || !state.staff.has(payload.user)) return 'no-such-object';
	if (team.epoch !== payload.epoch) return 'wrong-epoch';
	if (!team.members.has(author)) return 'not-allowed';
	if (team.members.has(payload.user)) return 'already-exists';
	const grantedBy = { kind: 'user' as const, id: author };
	const members = withEntry(team.members, payload.user, { wrap: payload.wrap, grantedBy });
	const granted = withEarlierEpochs({ ...team, members }, payload.earlier, payload.user, grantedBy);
	return { ...state, teams: withEntry(state.teams, team.id, granted) };
}

/** New keys for the same people; `admit` joins them without what was before. */
function rotated(
	state: FirmState,
	author: UserId,
	{ payload: { admit, team } }: EventOf<FirmEvent, 'team.rotated'>
): Outcome<FirmState> {
	const current = state.teams.get(team.id);
	if (!current) return 'no-such-object';
	if (!current.members.has(author)) return 'not-allowed';
	if (admit && !state.staff.has(admit)) return 'no-such-object';
	if (admit && current.members.has(admit)) return 'already-exists';
	return startTeamEpochs(state, [team.id], [team], {
		startedBy: { kind: 'user', id: author },
		members: ({ members }) => (admit ? [...members.keys(), admit] : members.keys()),
		carriesHistory: admit === null
	});
}

/** The roster loses them and their teams' keys change, in one entry or not at all. */
function removed(
	state: FirmState,
	author: Staff,
	at: number,
	{ payload: { teams, user } }: EventOf<FirmEvent, 'staff.removed'>
): Outcome<FirmState> {
	const leaver = state.staff.get(user);
	if (!leaver) return 'no-such-object';
	// Whoever may remove people stays, so a firm never loses its last owner this way.
	if (user === author.userId) return 'not-allowed';
	if (isAdmin(leaver.role) && author.role !== 'owner') return 'not-allowed';
	const theirs = teamsWith(state, user);
	if (!theirs.every((id) => state.teams.get(id)?.members.has(author.userId))) return 'not-allowed';
	const next = startTeamEpochs(state, theirs, teams, {
		startedBy: { kind: 'user', id: author.userId },
		members: ({ members }) => [...members.keys()].filter((id) => id !== user),
		carriesHistory: true
	});
	return isRejection(next) ? next : without(next, leaver, at, null);
}

/** The same person under new keys, put there by the old ones. */
async function rekeyed(
	state: FirmState,
	author: Staff,
	parsed: ParsedEntry,
	{ payload }: EventOf<FirmEvent, 'staff.rekeyed'>
): Promise<Outcome<FirmState>> {
	const { userId: from } = author;
	const successor = await verifiedSuccessor(parsed, payload, from);
	if (!successor) return 'bad-bundle';
	if (isKnown(state, successor.userId)) return 'already-exists';
	const next = startTeamEpochs(state, teamsWith(state, from), payload.teams, {
		startedBy: parsed.header.author,
		members: ({ members }) =>
			[...members.keys()].map((id) => (id === from ? successor.userId : id)),
		carriesHistory: true
	});
	if (isRejection(next)) return next;
	const reading = withHistory(next, payload.earlier, successor.userId, parsed.header.author);
	const left = without(reading, author, parsed.header.time, successor.userId);
	const staff = withEntry(left.staff, successor.userId, { ...author, ...successor });
	return { ...left, staff };
}

/** The recovery kit names a new owner, for everybody to see. */
async function escrowUsed(
	state: FirmState,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<FirmEvent, 'escrow.used'>
): Promise<Outcome<FirmState>> {
	const { author, time } = parsed.header;
	if (author.kind !== 'root') return 'unknown-author';
	if (!isSignedBy(parsed, state.root)) return 'bad-signature';
	const owner = await verifiedSuccessor(parsed, payload, state.firm);
	if (!owner) return 'bad-bundle';
	if (isKnown(state, owner.userId)) return 'already-exists';
	const next = startTeamEpochs(state, inOrder(state.teams.keys()), payload.teams, {
		startedBy: author,
		members: ({ members }) => [...members.keys(), owner.userId],
		carriesHistory: true
	});
	if (isRejection(next)) return next;
	const joined = { ...owner, role: 'owner' as const, joinedAt: time, name: body?.name ?? null };
	const reading = withHistory(next, payload.earlier, owner.userId, author);
	return { ...reading, staff: withEntry(next.staff, owner.userId, joined) };
}

function without(
	state: FirmState,
	{ userId, name, role }: Staff,
	leftAt: number,
	successor: UserId | null
): FirmState {
	const staff = withoutKey(state.staff, userId);
	const former = withEntry(state.former, userId, { userId, name, role, leftAt, successor });
	return { ...state, staff, former };
}
