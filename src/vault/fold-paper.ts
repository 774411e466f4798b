/**
 * The part of a vault's fold that concerns answers on paper (protocol.md section 10.6). Pure; the author has been verified by
 * the caller. A scan is somebody's answer only once staff accepted this very scan, of the very version that was asked about.
 */
import { equalConstantTime } from '../crypto/bytes.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import {
	hasAnswered,
	isComplete,
	isThere,
	isTurnOf,
	placeOf,
	withApproval,
	type Approval,
	type Scan
} from './approvals.ts';
import type { EventOf, VaultEvent } from './events.ts';
import type { FirmState } from './firm-state.ts';
import type { VaultAuthor, VaultState } from './vault-state.ts';
import type { Outcome } from './verdict.ts';

type Scanned = EventOf<VaultEvent, 'approval.scanned'>;
type Decided = EventOf<VaultEvent, 'approval.scan-accepted' | 'approval.scan-returned'>;
export type PaperEvent = Scanned | Decided;

export const isPaperEvent = (event: VaultEvent): event is PaperEvent =>
	event.kind.startsWith('approval.scan');

interface Place {
	readonly state: VaultState;
	readonly firm: FirmState;
}

export const foldPaper = (
	place: Place,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: PaperEvent
): Outcome<VaultState> =>
	event.kind === 'approval.scanned'
		? scanned(place, author, parsed, event)
		: decided(place, author, parsed, event);

function scanned(
	{ state, firm }: Place,
	{ side, userId }: VaultAuthor,
	{ header: { seq, time }, hash }: ParsedEntry,
	{ payload, body }: Scanned
): Outcome<VaultState> {
	if (!body) return 'unreadable';
	const approval = state.approvals.get(payload.approval);
	const place = approval?.signers.findIndex(({ user }) => user === body.signer) ?? -1;
	if (!approval || place < 0) return 'no-such-object';
	const isBySigner = placeOf(approval, userId, state, firm) === place;
	if (side !== 'staff' && !isBySigner) return 'not-allowed';
	if (isOver(approval)) return 'approval-over';
	if (hasAnswered(approval, place)) return 'already-exists';
	const { by: byName, digest, file, manifest } = body;
	// The document that was to be signed, in any version, and a copy of it to the last byte, have no signature on them.
	if (file === approval.file || equalConstantTime(digest, approval.document)) return 'not-allowed';
	const found = state.files.get(file);
	if (!found || !isThere(state, body) || !isThere(state, approval)) return 'no-such-object';
	if (!isTurnOf(approval, place)) return 'out-of-turn';
	const { name, size } = found;
	const origin = { head: { seq, hash }, at: time, by: userId, byName, isBySigner };
	const scan = { ...origin, file, manifest, digest, name, size, decision: null };
	return withScan(state, approval, place, scan);
}

function decided(
	{ state }: Place,
	{ side, userId }: VaultAuthor,
	{ header: { seq, time }, hash }: ParsedEntry,
	event: Decided
): Outcome<VaultState> {
	// What every reader can tell comes first; who cannot open the body says only that.
	if (side !== 'staff') return 'not-allowed';
	if (!event.body) return 'unreadable';
	const approval = state.approvals.get(event.payload.approval);
	if (!approval) return 'no-such-object';
	if (isOver(approval)) return 'approval-over';
	const { scan: named } = event.body;
	const [place, scan] = [...approval.scans].find(([, { head }]) => head.hash === named) ?? [];
	// Another scan came, somebody else decided first, or the signer used a passkey meanwhile.
	if (place === undefined || !scan || scan.decision || hasAnswered(approval, place))
		return 'not-as-it-was';
	const deed = { by: userId, at: time, head: { seq, hash } };
	if (event.kind === 'approval.scan-returned') {
		const { reason } = event.body;
		const decision = { ...deed, kind: 'returned', reason } as const;
		return withScan(state, approval, place, { ...scan, decision });
	}
	if (!isThere(state, approval) || !isThere(state, scan)) return 'no-such-object';
	const { by: byName } = event.body;
	const decision = { ...deed, kind: 'accepted', byName } as const;
	return withScan(state, approval, place, { ...scan, decision });
}

const isOver = (approval: Approval): boolean => approval.ended !== null || isComplete(approval);

const withScan = (state: VaultState, approval: Approval, place: number, scan: Scan): VaultState =>
	withApproval(state, { ...approval, scans: new Map(approval.scans).set(place, scan) });
