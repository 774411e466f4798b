/**
 * What a vault's log says of an approval, and what follows from it: who is still to sign, whether it stands, what the
 * passkey is to sign. Pure.
 */
import type { ApprovalAssertion } from '../contract/approvals.ts';
import { approvalChallenge } from '../crypto/approval.ts';
import type { ApprovalId, EntryHash, FileId, Hash32, UserId } from '../crypto/brands.ts';
import type { Head } from '../crypto/entry-header.ts';
import type { FirmState } from './firm-state.ts';
import { withEntry } from './persistent-map.ts';
import type { VaultFile, VaultState } from './vault-state.ts';
import { asOf, versionsOf } from './versions.ts';

export interface Approval {
	readonly approval: ApprovalId;
	/** The entry that asked for it. */
	readonly asked: Head;
	readonly askedAt: number;
	readonly askedBy: UserId;
	readonly asker: string;
	readonly firmName: string;
	readonly file: FileId;
	readonly manifest: EntryHash;
	readonly document: Hash32;
	/** What the file was called, and how large it was, when approval was asked. */
	readonly name: string;
	readonly size: number;
	readonly statement: string;
	readonly signers: readonly Signer[];
	readonly ordered: boolean;
	readonly due: number | null;
	readonly origin: string;
	/** By the signer's place in the list. */
	readonly given: ReadonlyMap<number, Given>;
	/** What came on paper instead, by the same place: the newest scan of each. */
	readonly scans: ReadonlyMap<number, Scan>;
	readonly ended: Ending | null;
}

export interface Signer {
	readonly user: UserId;
	readonly name: string;
}

export interface Given {
	/** The signer, or who they became by changing their keys. */
	readonly by: UserId;
	readonly at: number;
	readonly head: Head;
	readonly assertion: ApprovalAssertion;
}

/** A scan of what somebody signed by hand. It is their answer once staff accepted it, and never a digital signature. */
export interface Scan {
	/** The entry that added it. */
	readonly head: Head;
	readonly at: number;
	/** Who added it: the signer, or staff who had the paper before them. `byName` as they knew their own. */
	readonly by: UserId;
	readonly byName: string;
	readonly isBySigner: boolean;
	readonly file: FileId;
	/** The entry that brought this version of the file. */
	readonly manifest: EntryHash;
	readonly digest: Hash32;
	/** What the file was called, and how large it was, when it was added as the scan. */
	readonly name: string;
	readonly size: number;
	readonly decision: ScanDecision | null;
}

export type ScanDecision =
	| (Decided & { readonly kind: 'accepted'; readonly byName: string })
	| (Decided & { readonly kind: 'returned'; readonly reason: string });

interface Decided {
	readonly by: UserId;
	readonly at: number;
	readonly head: Head;
}

export type AcceptedScan = Scan & { readonly decision: ScanDecision & { kind: 'accepted' } };

export interface Ending {
	readonly kind: 'declined' | 'withdrawn';
	readonly by: UserId;
	readonly at: number;
	readonly seq: number;
	readonly reason: string;
}

/**
 * 'on-paper': complete, and somebody answered on paper. 'gone': the document was removed before everybody had answered;
 * 'replaced': another version is in place.
 */
export type ApprovalStatus =
	'open' | 'approved' | 'on-paper' | Ending['kind'] | 'replaced' | 'gone';

export function statusOf(state: VaultState, approval: Approval): ApprovalStatus {
	if (approval.ended) return approval.ended.kind;
	if (isComplete(approval))
		return approval.given.size === approval.signers.length ? 'approved' : 'on-paper';
	if (isThere(state, approval)) return 'open';
	return documentOf(state, approval) ? 'replaced' : 'gone';
}

/** What was asked about, also when another version of the file is in place; undefined when it was removed. */
export const documentOf = (
	{ files }: Pick<VaultState, 'files'>,
	{ file, manifest }: Pick<Approval, 'file' | 'manifest'>
): VaultFile | undefined => {
	const found = files.get(file);
	const version = found && versionsOf(found).find(({ entry }) => entry === manifest);
	return found && version && asOf(found, version.blob);
};

/** The very version that was named is in place: an id is never used twice, and no entry changes what was added. */
export const isThere = (
	{ files }: Pick<VaultState, 'files'>,
	{ file, manifest }: Pick<Approval, 'file' | 'manifest'>
): boolean => files.get(file)?.entry === manifest;

/** The person's place in the list, also after they changed their keys; null for everybody else. */
export function placeOf(
	{ signers }: Approval,
	person: UserId,
	state: VaultState,
	firm: FirmState
): number | null {
	const place = signers.findIndex(({ user }) => isNow(user, person, state, firm));
	return place < 0 ? null : place;
}

/** Whether `former` is this person, or who they were under earlier keys. */
export function isNow(
	former: UserId,
	person: UserId,
	state: Pick<VaultState, 'former'>,
	firm: Pick<FirmState, 'former'>
): boolean {
	const seen = new Set<UserId>();
	for (let id: UserId | null = former; id !== null && !seen.has(id);) {
		if (id === person) return true;
		seen.add(id);
		id = state.former.get(id)?.successor ?? firm.former.get(id)?.successor ?? null;
	}
	return false;
}

/** Nothing that comes later about it counts. */
export const isComplete = (approval: Approval): boolean =>
	approval.signers.every((_, place) => hasAnswered(approval, place));

/** With a passkey, or on paper that staff accepted. */
export const hasAnswered = (approval: Approval, place: number): boolean =>
	approval.given.has(place) || acceptedScan(approval, place) !== null;

/** Never beside a passkey's signature: whoever answered one way answers no more. */
export function acceptedScan({ scans }: Approval, place: number): AcceptedScan | null {
	const scan = scans.get(place);
	return scan?.decision?.kind === 'accepted' ? { ...scan, decision: scan.decision } : null;
}

/** A scan that staff may decide on: of an answer that is missing, and still in place as it was added. */
export function scanToCheck(state: VaultState, approval: Approval, place: number): Scan | null {
	const scan = approval.scans.get(place);
	if (!scan || scan.decision || hasAnswered(approval, place)) return null;
	return isThere(state, scan) ? scan : null;
}

/** Where order counts, only the first who has not answered yet may. */
export const isTurnOf = (approval: Approval, place: number): boolean =>
	!hasAnswered(approval, place) &&
	(!approval.ordered ||
		approval.signers.findIndex((_, index) => !hasAnswered(approval, index)) === place);

export const withApproval = (state: VaultState, approval: Approval): VaultState => ({
	...state,
	approvals: withEntry(state.approvals, approval.approval, approval)
});

export const approvalsOn = (state: VaultState, file: FileId): Approval[] =>
	[...state.approvals.values()].filter((approval) => approval.file === file);

/** What this signer's passkey signs at this time. */
export const challengeFor = (
	{ firm, vault }: Pick<VaultState, 'firm' | 'vault'>,
	{ approval, asked, manifest, document, statement }: Approval,
	signer: UserId,
	time: number
): Promise<Hash32> =>
	approvalChallenge({
		firm,
		vault,
		approval,
		asked: asked.hash,
		manifest,
		document,
		statement,
		signer,
		time
	});
