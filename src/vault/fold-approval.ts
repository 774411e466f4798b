/**
 * The part of a vault's fold that concerns approvals (protocol.md section 10.2). Pure; the author has been verified by the
 * caller. An approval counts only with a passkey's signature over this very document, statement, person and time.
 */
import type { ApprovalAssertion } from '../contract/approvals.ts';
import { assertionFault } from '../crypto/assertion.ts';
import type { UserId } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import {
	challengeFor,
	hasAnswered,
	isComplete,
	isThere,
	isTurnOf,
	placeOf,
	withApproval,
	type Approval
} from './approvals.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { teamsOf, type FirmState } from './firm-state.ts';
import { foldPaper, isPaperEvent } from './fold-paper.ts';
import type { VaultAuthor, VaultState } from './vault-state.ts';
import type { Outcome } from './verdict.ts';

export type ApprovalEvent = Extract<VaultEvent, { kind: `approval.${string}` }>;
type Answer = EventOf<VaultEvent, 'approval.given' | 'approval.declined' | 'approval.withdrawn'>;

export const isApprovalEvent = (event: VaultEvent): event is ApprovalEvent =>
	event.kind.startsWith('approval.');

interface Place {
	readonly state: VaultState;
	readonly firm: FirmState;
}

export function foldApproval(
	place: Place,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: ApprovalEvent
): Outcome<VaultState> | Promise<Outcome<VaultState>> {
	if (event.kind === 'approval.asked') return asked(place, author, parsed, event);
	return isPaperEvent(event)
		? foldPaper(place, author, parsed, event)
		: answered(place, author, parsed, event);
}

function asked(
	{ state, firm }: Place,
	{ side, userId }: VaultAuthor,
	{ header, hash }: ParsedEntry,
	{ payload: { approval }, body }: EventOf<VaultEvent, 'approval.asked'>
): Outcome<VaultState> {
	if (side !== 'staff') return 'not-allowed';
	if (state.approvals.has(approval)) return 'already-exists';
	if (!body) return 'unreadable';
	const { firm: firmName, ...terms } = body;
	const file = state.files.get(body.file);
	if (file?.entry !== body.manifest) return 'no-such-object';
	if (!body.signers.every(({ user }) => isHere(state, firm, user))) return 'no-such-object';
	const entry: Approval = {
		...terms,
		approval,
		firmName,
		name: file.name,
		size: file.size,
		asked: { seq: header.seq, hash },
		askedAt: header.time,
		askedBy: userId,
		given: new Map(),
		scans: new Map(),
		ended: null
	};
	return withApproval(state, entry);
}

const isHere = (state: VaultState, firm: FirmState, user: UserId): boolean =>
	state.members.has(user) || teamsOf(firm, user, state.teams).length > 0;

async function answered(
	place: Place,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: Answer
): Promise<Outcome<VaultState>> {
	const { state } = place;
	// What every reader can tell comes first; who cannot open the body says only that.
	if (event.kind === 'approval.withdrawn' && author.side !== 'staff') return 'not-allowed';
	if (!event.body) return 'unreadable';
	const approval = state.approvals.get(event.payload.approval);
	if (!approval) return 'no-such-object';
	if (approval.ended || isComplete(approval)) return 'approval-over';
	const isWithdrawn = event.kind === 'approval.withdrawn';
	const signer = placeOf(approval, author.userId, state, place.firm);
	if (event.kind === 'approval.given')
		return signer === null
			? 'not-allowed'
			: given(state, author, parsed, { approval, place: signer, ...event.body });
	if (!isWithdrawn && signer === null) return 'not-allowed';
	const { seq, time } = parsed.header;
	const kind = isWithdrawn ? 'withdrawn' : 'declined';
	const ended = { kind, by: author.userId, at: time, seq, reason: event.body.reason } as const;
	return withApproval(state, { ...approval, ended });
}

interface Signed {
	readonly approval: Approval;
	/** The signer's in the list. */
	readonly place: number;
	readonly assertion: ApprovalAssertion;
}

async function given(
	state: VaultState,
	{ userId }: VaultAuthor,
	{ header, hash }: ParsedEntry,
	{ approval, place, assertion }: Signed
): Promise<Outcome<VaultState>> {
	if (hasAnswered(approval, place)) return 'already-exists';
	if (!isThere(state, approval)) return 'no-such-object';
	if (!isTurnOf(approval, place)) return 'out-of-turn';
	const { origin } = approval;
	const challenge = await challengeFor(state, approval, userId, header.time);
	if (await assertionFault(assertion, { challenge, origin })) return 'bad-assertion';
	const head = { seq: header.seq, hash };
	const entry = { by: userId, at: header.time, head, assertion };
	return withApproval(state, { ...approval, given: new Map(approval.given).set(place, entry) });
}
