/**
 * A vault log's meaning (protocol.md section 10). Pure, like fold-firm.ts, and judged against the firm log as it
 * stood at the head the entry quotes: who was staff then, in which team, with which keys.
 */
import type { FirmId, UserId, VaultId } from '../crypto/brands.ts';
import { isSignedBy } from '../crypto/entry.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import { grantsMatch } from '../contract/recipients.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { foldContents, isContentsEvent } from './fold-contents.ts';
import { teamsOf, type FirmState } from './firm-state.ts';
import { refuseJoin, verifiedJoiner } from './joining.ts';
import { requireNext, type LogEntry } from './log-entry.ts';
import { directoryFrom } from './directory.ts';
import { Refusal } from './problems.ts';
import { expectedRecipients } from './recipients.ts';
import type { ClientInvitation, Epoch, VaultAuthor, VaultState } from './vault-state.ts';
import { isRejection, type Outcome, type Rejection, type Step } from './verdict.ts';

/** The firm log as verified so far: its state at a head, or null when that head is not in it. */
export interface FirmHistory {
	at(head: Head): FirmState | null;
}

type Entry = LogEntry<VaultEvent>;

/**
 * @throws Refusal `log-broken` when the entry does not follow `state` or a genesis is not valid.
 */
export async function foldVault(
	log: { firm: FirmId; vault: VaultId },
	state: VaultState | null,
	entry: Entry,
	firms: FirmHistory
): Promise<Step<VaultState>> {
	requireNext(log, state?.head ?? null, entry.parsed);
	if (state === null) {
		const first = genesis(log, entry, firms);
		if (isRejection(first)) throw new Refusal('log-broken');
		return { state: first, verdict: { applied: true } };
	}
	const outcome = await judge(state, entry, firms);
	const heads = {
		head: { seq: entry.parsed.header.seq, hash: entry.parsed.hash },
		firmHead: newestQuoted(state, entry.parsed, firms)
	};
	return isRejection(outcome)
		? { state: { ...state, ...heads }, verdict: { applied: false, reason: outcome } }
		: { state: { ...outcome, ...heads }, verdict: { applied: true } };
}

/**
 * Rejected entries count here too: whether a file's entry applies depends on being able to read it, and who may be
 * staff must not.
 */
function newestQuoted(state: VaultState, { header }: ParsedEntry, firms: FirmHistory): Head {
	const quoted = header.firmHead;
	return quoted && quoted.seq > state.firmHead.seq && firms.at(quoted) ? quoted : state.firmHead;
}

const nobody = { members: new Map(), invitations: new Map() };

function genesis(
	log: { firm: FirmId; vault: VaultId },
	{ parsed, event }: Entry,
	firms: FirmHistory
): Outcome<VaultState> {
	const { header } = parsed;
	const firm = header.firmHead && firms.at(header.firmHead);
	if (!header.firmHead || !firm) return 'unknown-firm-head';
	if (event?.kind !== 'vault.genesis' || header.author.kind !== 'user') return 'malformed';
	if (header.blobs.length > 0) return 'malformed';
	const { teams, epoch, label } = event.payload;
	const author = header.author.id;
	const staff = firm.staff.get(author);
	if (!staff) return 'unknown-author';
	if (!isSignedBy(parsed, staff.bundle.signing)) return 'bad-signature';
	if (teamsOf(firm, author, teams).length === 0 || new Set(teams).size !== teams.length)
		return 'not-allowed';
	if (epoch.epoch !== 1 || header.epoch !== 1 || epoch.previous !== null) return 'wrong-epoch';
	const expected = expectedRecipients(firm, teams, nobody, header.time);
	if (!grantsMatch(epoch.grants, expected)) return 'wrong-recipients';
	if (!teams.includes(label.team) || !teams.every((id) => firm.teams.has(id)))
		return 'no-such-object';
	if (firm.teams.get(label.team)?.epoch !== label.teamEpoch) return 'wrong-epoch';
	return {
		...log,
		head: { seq: 0, hash: parsed.hash },
		firmHead: header.firmHead,
		teams,
		label,
		labelBy: author,
		name: event.body?.name ?? null,
		epochs: new Map([[1, { ...epoch, startedBy: header.author, startedAt: header.time }]]),
		epoch: 1,
		members: new Map(),
		invitations: new Map(),
		folders: new Map(),
		files: new Map(),
		removed: new Set(),
		directory: directoryFrom(event.body?.directory ?? [])
	};
}

async function judge(
	state: VaultState,
	{ parsed, event, fault }: Entry,
	firms: FirmHistory
): Promise<Outcome<VaultState>> {
	const { header } = parsed;
	if (!event) return fault ?? 'malformed';
	if (!header.firmHead) return 'malformed';
	if (header.firmHead.seq < state.firmHead.seq) return 'stale-firm-head';
	const firm = firms.at(header.firmHead);
	if (!firm) return 'unknown-firm-head';
	if (header.epoch !== state.epoch + (startsEpoch(event.kind) ? 1 : 0)) return 'wrong-epoch';
	const carriesBlob = event.kind === 'file.added' || event.kind === 'file.removed';
	if (header.blobs.length !== (carriesBlob ? 1 : 0)) return 'malformed';

	if (event.kind === 'member.joined') return joined(state, firm, parsed, event);
	const author = authorOf(state, firm, parsed);
	if (typeof author === 'string') return author;
	if (isContentsEvent(event)) return foldContents(state, author, parsed, event);
	if (event.kind === 'epoch.started') return rotated(state, firm, parsed, event);
	if (author.side !== 'staff') return 'not-allowed';
	if (event.kind === 'member.uninvited') return uninvited(state, firm, parsed, event);
	return byStaff(state, firm, author.userId, event);
}

/** Kinds that bring a new generation of the vault's key. */
export const startsEpoch = (kind: string): boolean =>
	['vault.genesis', 'epoch.started', 'member.joined', 'member.uninvited'].includes(kind);

/** Who signed, or why that cannot be believed. Staff rights come from the firm log, a member's from this one. */
function authorOf(
	state: VaultState,
	firm: FirmState,
	parsed: ParsedEntry
): VaultAuthor | Rejection {
	const { author } = parsed.header;
	if (author.kind !== 'user') return 'unknown-author';
	const staff = firm.staff.get(author.id);
	const member = state.members.get(author.id);
	const bundle = staff?.bundle ?? member?.bundle;
	if (!bundle) return 'unknown-author';
	if (!isSignedBy(parsed, bundle.signing)) return 'bad-signature';
	if (teamsOf(firm, author.id, state.teams).length > 0) return { userId: author.id, side: 'staff' };
	return member ? { userId: author.id, side: 'client' } : 'not-allowed';
}

function byStaff(
	state: VaultState,
	firm: FirmState,
	author: UserId,
	event: Exclude<VaultEvent, { kind: 'member.joined' | 'member.uninvited' | 'epoch.started' }>
): Outcome<VaultState> {
	switch (event.kind) {
		case 'vault.renamed':
			return renamed(state, firm, author, event);
		case 'member.invited': {
			if (state.invitations.has(event.payload.invite)) return 'already-exists';
			const invitation = {
				...event.payload,
				epoch: state.epoch,
				by: author,
				state: 'open' as const,
				name: event.body?.name ?? null
			};
			return withInvitation(state, invitation);
		}
		default:
			return 'already-exists';
	}
}

const withInvitation = (state: VaultState, invitation: ClientInvitation): VaultState => ({
	...state,
	invitations: new Map(state.invitations).set(invitation.invite, invitation)
});

function renamed(
	state: VaultState,
	firm: FirmState,
	author: UserId,
	{ payload, body }: EventOf<VaultEvent, 'vault.renamed'>
): Outcome<VaultState> {
	const { label } = payload;
	if (!body) return 'unreadable';
	if (!state.teams.includes(label.team)) return 'no-such-object';
	if (firm.teams.get(label.team)?.epoch !== label.teamEpoch) return 'wrong-epoch';
	return { ...state, label, labelBy: author, name: body.name };
}

async function joined(
	state: VaultState,
	firm: FirmState,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<VaultEvent, 'member.joined'>
): Promise<Outcome<VaultState>> {
	const invitation = state.invitations.get(payload.invite);
	const refused = refuseJoin(invitation, parsed);
	if (!invitation || refused) return refused ?? 'unknown-author';
	const verified = await verifiedJoiner(parsed, payload);
	if (!verified) return 'bad-bundle';
	if (state.members.has(verified.userId)) return 'already-exists';
	const member = {
		...verified,
		joinedAt: parsed.header.time,
		name: body?.name ?? invitation.name
	};
	const members = new Map(state.members).set(verified.userId, member);
	const next = withInvitation({ ...state, members }, { ...invitation, state: 'used' });
	return withEpoch(next, firm, parsed, payload.epoch, body?.directory ?? []);
}

/** Withdrawing a link takes the key away from it too. */
function uninvited(
	state: VaultState,
	firm: FirmState,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<VaultEvent, 'member.uninvited'>
): Outcome<VaultState> {
	const invitation = state.invitations.get(payload.invite);
	if (!invitation) return 'no-such-object';
	if (invitation.state !== 'open') return 'invite-not-open';
	const next = withInvitation(state, { ...invitation, state: 'withdrawn' });
	return withEpoch(next, firm, parsed, payload.epoch, body?.directory ?? []);
}

const rotated = (
	state: VaultState,
	firm: FirmState,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<VaultEvent, 'epoch.started'>
): Outcome<VaultState> => withEpoch(state, firm, parsed, payload.epoch, body?.directory ?? []);

/** Adds a key generation, if it goes to exactly the people it must. `state` already has the new readers. */
function withEpoch(
	state: VaultState,
	firm: FirmState,
	{ header }: ParsedEntry,
	epoch: EventOf<VaultEvent, 'epoch.started'>['payload']['epoch'],
	directory: Parameters<typeof directoryFrom>[0]
): Outcome<VaultState> {
	if (epoch.epoch !== state.epoch + 1 || epoch.previous === null) return 'wrong-epoch';
	const expected = expectedRecipients(firm, state.teams, state, header.time);
	if (!grantsMatch(epoch.grants, expected)) return 'wrong-recipients';
	const started: Epoch = { ...epoch, startedBy: header.author, startedAt: header.time };
	return {
		...state,
		epoch: epoch.epoch,
		epochs: new Map(state.epochs).set(epoch.epoch, started),
		directory: new Map([...directoryFrom(directory), ...state.directory])
	};
}
