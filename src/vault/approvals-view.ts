/** Approvals as a screen shows them, from a vault's folded state. Pure. */
import type { UserId } from '../crypto/brands.ts';
import {
	acceptedScan,
	documentOf,
	isThere,
	isTurnOf,
	placeOf,
	scanToCheck,
	statusOf,
	type Approval,
	type Scan
} from './approvals.ts';
import { teamsOf, type FirmState } from './firm-state.ts';
import { nameOf } from './people.ts';
import type { VaultState } from './vault-state.ts';
import type { ApprovalView, ScanView, SignerView } from './view.ts';

export const approvalViews = (state: VaultState, firm: FirmState, me: UserId): ApprovalView[] =>
	[...state.approvals.values()]
		.reverse()
		.map((approval) => approvalView(approval, state, firm, me));

function approvalView(
	approval: Approval,
	state: VaultState,
	firm: FirmState,
	me: UserId
): ApprovalView {
	const { ended } = approval;
	const status = statusOf(state, approval);
	const myPlace = placeOf(approval, me, state, firm);
	return {
		approval: approval.approval,
		file: approval.file,
		name: approval.name,
		nameNow: state.files.get(approval.file)?.name ?? null,
		version: documentOf(state, approval)?.blob ?? null,
		isReplaced: documentOf(state, approval) !== undefined && !isThere(state, approval),
		statement: approval.statement,
		askedAt: approval.askedAt,
		askedBy: nameOf(approval.askedBy, firm, state),
		due: approval.due,
		ordered: approval.ordered,
		state: status,
		signers: approval.signers.map((_, place) => signerView(approval, place, { state, firm, me })),
		ended: ended && {
			by: nameOf(ended.by, firm, state),
			at: ended.at,
			reason: ended.reason
		},
		waitsForMe:
			status === 'open' &&
			myPlace !== null &&
			isTurnOf(approval, myPlace) &&
			!scanToCheck(state, approval, myPlace),
		mayWithdraw:
			['open', 'replaced', 'gone'].includes(status) && teamsOf(firm, me, state.teams).length > 0
	};
}

function signerView(
	approval: Approval,
	place: number,
	{ state, firm, me }: { state: VaultState; firm: FirmState; me: UserId }
): SignerView {
	const signer = approval.signers[place];
	if (!signer) throw new RangeError();
	const given = approval.given.get(place);
	const { ended } = approval;
	const declined = ended?.kind === 'declined' && placeOf(approval, ended.by, state, firm) === place;
	return {
		user: signer.user,
		name: signer.name,
		isMe: placeOf(approval, me, state, firm) === place,
		state: given ? 'approved' : declined ? 'declined' : waiting(state, approval, place),
		at: given?.at ?? acceptedScan(approval, place)?.decision.at ?? (declined ? ended.at : null),
		scan: given ? null : scanView(approval.scans.get(place), state, firm)
	};
}

function waiting(state: VaultState, approval: Approval, place: number): SignerView['state'] {
	if (acceptedScan(approval, place)) return 'on-paper';
	if (statusOf(state, approval) !== 'open') return 'not-needed';
	if (scanToCheck(state, approval, place)) return 'scanned';
	if (approval.scans.get(place)?.decision) return 'returned';
	return isTurnOf(approval, place) ? 'waiting' : 'later';
}

function scanView(scan: Scan | undefined, state: VaultState, firm: FirmState): ScanView | null {
	if (!scan) return null;
	const { head, file, name, isBySigner, at, decision } = scan;
	return {
		entry: head.hash,
		file,
		name,
		by: nameOf(scan.by, firm, state),
		isBySigner,
		at,
		decision: decision && {
			kind: decision.kind,
			by: nameOf(decision.by, firm, state),
			at: decision.at,
			reason: decision.kind === 'returned' ? decision.reason : ''
		}
	};
}
