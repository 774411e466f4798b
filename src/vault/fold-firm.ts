/**
 * The firm log's meaning (protocol.md section 9). Pure: no clock, no randomness, no network. An entry whose author
 * had no right to it is rejected and changes nothing but the head. The browser, the command line and the tests all
 * run this function.
 */
import type { FirmId, UserId } from '../crypto/brands.ts';
import { isSignedBy } from '../crypto/entry.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { firmIdOf } from '../crypto/recovery.ts';
import type { EventOf, FirmEvent } from './events.ts';
import { isAdmin, type FirmState, type Staff } from './firm-state.ts';
import { refuseJoin, verifiedBundle, verifiedJoiner } from './joining.ts';
import { requireNext, type LogEntry } from './log-entry.ts';
import { Refusal } from './problems.ts';
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
		staff: new Map([
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
		invitations: new Map(),
		teams: new Map([
			[
				team.id,
				{
					id: team.id,
					name: event.body?.teamName ?? null,
					epoch: 1,
					kem: team.kem,
					previous: null,
					members: new Map([[joined.userId, { wrap: first.wrap, grantedBy: header.author }]])
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
	if (header.epoch !== state.teams.get(state.everyone)?.epoch) return 'wrong-epoch';
	if (event.kind === 'staff.joined') return joined(state, parsed, event);

	const author = header.author.kind === 'user' ? state.staff.get(header.author.id) : undefined;
	if (!author) return 'unknown-author';
	if (!isSignedBy(parsed, author.bundle.signing)) return 'bad-signature';
	if (!isAdmin(author.role)) return 'not-allowed';
	switch (event.kind) {
		case 'firm.genesis':
			return 'already-exists';
		case 'firm.changed':
			return event.body ? { ...state, name: event.body.name, mark: event.body.mark } : 'unreadable';
		case 'staff.invited':
			return invited(state, author, event);
		case 'staff.uninvited':
			return uninvited(state, event);
		case 'team.granted':
			return granted(state, author.userId, event);
	}
}

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
	return { ...state, invitations: new Map(state.invitations).set(payload.invite, invitation) };
}

function uninvited(
	state: FirmState,
	{ payload }: EventOf<FirmEvent, 'staff.uninvited'>
): Outcome<FirmState> {
	const invitation = state.invitations.get(payload.invite);
	if (!invitation) return 'no-such-object';
	if (invitation.state !== 'open') return 'invite-not-open';
	return {
		...state,
		invitations: new Map(state.invitations).set(payload.invite, {
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
	const refused = refuseJoin(invitation, parsed);
	if (!invitation || refused) return refused ?? 'unknown-author';
	const member = await verifiedJoiner(parsed, payload);
	if (!member) return 'bad-bundle';
	if (state.staff.has(member.userId)) return 'already-exists';
	const staff = {
		...member,
		role: invitation.role,
		joinedAt: parsed.header.time,
		name: body?.name ?? invitation.name
	};
	return {
		...state,
		staff: new Map(state.staff).set(member.userId, staff),
		invitations: new Map(state.invitations).set(payload.invite, { ...invitation, state: 'used' })
	};
}

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
	const member = { wrap: payload.wrap, grantedBy: { kind: 'user' as const, id: author } };
	const members = new Map(team.members).set(payload.user, member);
	return { ...state, teams: new Map(state.teams).set(team.id, { ...team, members }) };
}
