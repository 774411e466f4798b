/**
 * A vault log's meaning (protocol.md section 10). Pure, like fold-firm.ts, and judged against the firm log as it
 * stood at the head the entry quotes: who was staff then, in which team, with which keys.
 */
import type { FirmId, UserId, VaultId } from '../crypto/brands.ts';
import { isSignedBy } from './signed-by.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import { blobsFit } from '../contract/filing.ts';
import { grantsMatch } from '../contract/recipients.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { foldApproval, isApprovalEvent } from './fold-approval.ts';
import { foldContents, isContentsEvent } from './fold-contents.ts';
import { foldDrops, isDropEvent } from './fold-drops.ts';
import { foldFiling, isFilingEvent } from './fold-filing.ts';
import { foldRequests, isRequestEvent } from './fold-requests.ts';
import { foldMessages, isMessageEvent } from './fold-messages.ts';
import { foldStages, isStageEvent } from './fold-stages.ts';
import {
	joined,
	rekeyed,
	removed,
	rotated,
	uninvited,
	withEarlier,
	withInvitation,
	withLabel
} from './fold-readers.ts';
import { teamsOf, type FirmState } from './firm-state.ts';
import { requireNext, type LogEntry } from './log-entry.ts';
import { directoryFrom } from './directory.ts';
import { persistent } from './persistent-map.ts';
import { Refusal } from './problems.ts';
import { expectedRecipients, keysBehind } from './recipients.ts';
import type { VaultAuthor, VaultState } from './vault-state.ts';
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
		epochs: persistent([
			[1, { ...epoch, startedBy: header.author, startedAt: header.time, late: [] }]
		]),
		epoch: 1,
		members: persistent(),
		former: persistent(),
		invitations: persistent(),
		folders: persistent(),
		within: persistent(),
		files: persistent(),
		versions: persistent(),
		removed: persistent(),
		drops: persistent(),
		dropped: persistent(),
		checklists: persistent(),
		items: persistent(),
		messages: persistent(),
		notes: persistent(),
		marks: persistent(),
		approvals: persistent(),
		stages: persistent(),
		details: null,
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
	const isNewEpoch = startsEpoch(event.kind);
	if (header.epoch !== state.epoch + (isNewEpoch ? 1 : 0)) return 'wrong-epoch';
	if (!isNewEpoch && keysBehind(state, firm)) return 'keys-behind';
	if (!blobsFit(event.kind, header.blobs)) return 'malformed';

	if (event.kind === 'member.joined') return joined(state, firm, parsed, event);
	const author = authorOf(state, firm, parsed);
	if (typeof author === 'string') return author;
	if (isContentsEvent(event)) return foldContents(state, author, parsed, event);
	if (isFilingEvent(event)) return foldFiling(state, author, parsed, event);
	if (isDropEvent(event)) return foldDrops(state, firm, author, parsed, event);
	if (isRequestEvent(event)) return foldRequests(state, author, parsed, event);
	if (isMessageEvent(event)) return foldMessages(state, firm, author, parsed, event);
	if (isApprovalEvent(event)) return foldApproval({ state, firm }, author, parsed, event);
	if (isStageEvent(event)) return foldStages(state, firm, author, parsed, event);
	if (event.kind === 'epoch.started') return rotated(state, firm, author, parsed, event);
	if (event.kind === 'member.rekeyed') return rekeyed(state, firm, author, parsed, event);
	if (author.side !== 'staff') return 'not-allowed';
	if (event.kind === 'member.uninvited') return uninvited(state, firm, parsed, event);
	if (event.kind === 'member.removed') return removed(state, firm, parsed, event);
	return byStaff(state, firm, author.userId, event);
}

/** Kinds that bring a new generation of the vault's key. */
export const startsEpoch = (kind: string): boolean =>
	[
		'vault.genesis',
		'epoch.started',
		'member.joined',
		'member.uninvited',
		'member.removed',
		'member.rekeyed'
	].includes(kind);

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
	event: Exclude<VaultEvent, { kind: 'epoch.started' | 'member.joined' | 'member.uninvited' }>
): Outcome<VaultState> {
	switch (event.kind) {
		case 'vault.renamed':
			return renamed(state, firm, author, event);
		case 'member.invited': {
			if (state.invitations.has(event.payload.invite)) return 'already-exists';
			const { earlier, ...payload } = event.payload;
			const invitation = {
				...payload,
				epoch: state.epoch,
				by: author,
				state: 'open' as const,
				name: event.body?.name ?? null
			};
			const sender = { kind: 'user' as const, id: author };
			return withEarlier(withInvitation(state, invitation), earlier, payload.invite, sender);
		}
		default:
			return 'already-exists';
	}
}

function renamed(
	state: VaultState,
	firm: FirmState,
	author: UserId,
	{ payload, body }: EventOf<VaultEvent, 'vault.renamed'>
): Outcome<VaultState> {
	if (!body) return 'unreadable';
	const labelled = withLabel(state, firm, author, payload.label);
	return isRejection(labelled) ? labelled : { ...labelled, name: body.name };
}
