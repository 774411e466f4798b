/**
 * What a vault's log says of an approval, and what follows from it: who is still to sign, whether it stands, what the
 * passkey is to sign. Pure.
 */
import type { ApprovalAssertion } from '../contract/approvals.ts';
import { approvalChallenge } from '../crypto/approval.ts';
import type { ApprovalId, EntryHash, FileId, Hash32, UserId } from '../crypto/brands.ts';
import type { Head } from '../crypto/entry-header.ts';
import type { FirmState } from './firm-state.ts';
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

export interface Ending {
	readonly kind: 'declined' | 'withdrawn';
	readonly by: UserId;
	readonly at: number;
	readonly seq: number;
	readonly reason: string;
}

/** 'gone': the document was removed before everybody had approved it; 'replaced': another version is in place. */
export type ApprovalStatus = 'open' | 'approved' | 'declined' | 'withdrawn' | 'replaced' | 'gone';

export function statusOf(state: VaultState, approval: Approval): ApprovalStatus {
	if (approval.ended) return approval.ended.kind;
	if (approval.given.size === approval.signers.length) return 'approved';
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

/** The very version that was asked about is in place: an id is never used twice, and no entry changes what was added. */
export const isThere = ({ files }: VaultState, { file, manifest }: Approval): boolean =>
	files.get(file)?.entry === manifest;

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

function isNow(signer: UserId, person: UserId, state: VaultState, firm: FirmState): boolean {
	const seen = new Set<UserId>();
	for (let id: UserId | null = signer; id !== null && !seen.has(id);) {
		if (id === person) return true;
		seen.add(id);
		id = state.former.get(id)?.successor ?? firm.former.get(id)?.successor ?? null;
	}
	return false;
}

/** Where order counts, only the first who has not signed yet may. */
export const isTurnOf = ({ ordered, given, signers }: Approval, place: number): boolean =>
	!given.has(place) && (!ordered || signers.findIndex((_, index) => !given.has(index)) === place);

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
