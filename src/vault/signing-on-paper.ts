/**
 * Answering on paper: what a person's own client refuses before a scan is added, accepted or returned, with a sentence for
 * each. Readers judge the entries by the fold alone (fold-paper.ts); nothing here makes an entry count.
 */
import { MAX_REASON } from '../contract/approvals.ts';
import type { ApprovalId, EntryHash, Hash32, Raw, UserId } from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { idBytes } from '../crypto/ids.ts';
import { hasAnswered, isThere, isTurnOf, placeOf, type Approval, type Scan } from './approvals.ts';
import { MAX_BYTES, requireGoingOn, typedText } from './approving.ts';
import { teamsOf, type FirmState } from './firm-state.ts';
import { nameOf } from './people.ts';
import { Refusal } from './refusal.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultFile, VaultState } from './vault-state.ts';
import { opensAs } from './vault-view.ts';

interface Place {
	readonly state: VaultState;
	readonly firm: FirmState;
	readonly me: UserId;
}

/** Whose answer it is; null: my own. */
export interface PaperAnswer {
	readonly approval: ApprovalId;
	readonly signer: UserId | null;
}

/**
 * The signer, as the request names them.
 * @throws Refusal unless an answer on paper may be added now
 */
export function requirePaper(
	{ state, firm, me }: Place,
	{ approval: id, signer }: PaperAnswer
): UserId {
	const approval = requireGoingOn(state, id);
	const mine = placeOf(approval, me, state, firm);
	const place = signer === null ? mine : approval.signers.findIndex(({ user }) => user === signer);
	const named = place === null ? undefined : approval.signers[place];
	const isStaff = teamsOf(firm, me, state.teams).length > 0;
	if (place === null || !named || (place !== mine && !isStaff))
		throw new Refusal('approval-not-yours');
	if (hasAnswered(approval, place)) throw new Refusal('approval-answered-already');
	if (!isThere(state, approval)) throw new Refusal('approval-document-gone');
	if (!isTurnOf(approval, place)) throw new Refusal('approval-not-your-turn');
	return named.user;
}

/** @throws Refusal for what staff could not look at */
export function requireScannable({ type, size }: { type: string; size: number }): void {
	if (opensAs(type) === 'download') throw new Refusal('approval-scan-not-viewable');
	if (size > MAX_BYTES) throw new Refusal('approval-scan-too-large');
}

/** @throws Refusal `approval-scan-same` for a copy of the document itself, which has no signature on it */
export function requireSigned(state: VaultState, { approval }: PaperAnswer, digest: Hash32): void {
	if (equalConstantTime(digest, requireGoingOn(state, approval).document))
		throw new Refusal('approval-scan-same');
}

/** `digest`: what was read of this very version. @throws Refusal */
export function scanning(
	place: Place,
	answer: PaperAnswer,
	{ file, entry }: Pick<VaultFile, 'file' | 'entry'>,
	digest: Hash32
): VaultDraft {
	const { state, firm, me } = place;
	const signer = requirePaper(place, answer);
	requireSigned(state, answer, digest);
	if (file === requireGoingOn(state, answer.approval).file) throw new Refusal('approval-scan-same');
	if (!isThere(state, { file, manifest: entry })) throw new Refusal('approval-scan-gone');
	const by = nameOf(me, firm, state);
	const scan = { digest, file: idBytes(file), manifest: idBytes(entry) };
	const payload = { approval: idBytes(answer.approval) };
	return { kind: 'approval.scanned', payload, body: { by, ...scan, signer: idBytes(signer) } };
}

interface Undecided {
	readonly approval: Approval;
	readonly scan: Scan;
}

/** @throws Refusal when there is nothing to decide any more */
export function requireUndecided(state: VaultState, id: ApprovalId, entry: EntryHash): Undecided {
	const approval = requireGoingOn(state, id);
	const [place, scan] = [...approval.scans].find(([, { head }]) => head.hash === entry) ?? [];
	if (place === undefined || !scan || scan.decision || hasAnswered(approval, place))
		throw new Refusal('approval-scan-decided');
	return { approval, scan };
}

/** @throws Refusal `approval-other-scan` when these bytes are not what was added */
export async function requireScan({ digest }: Scan, bytes: Raw): Promise<void> {
	if (!equalConstantTime(await sha256(bytes), digest)) throw new Refusal('approval-other-scan');
}

/** @throws Refusal */
export function acceptingScan(
	{ state, firm, me }: Place,
	id: ApprovalId,
	entry: EntryHash
): VaultDraft {
	const { approval, scan } = requireUndecided(state, id, entry);
	if (!isThere(state, approval)) throw new Refusal('approval-document-gone');
	if (!isThere(state, scan)) throw new Refusal('approval-scan-gone');
	const body = { by: nameOf(me, firm, state), scan: idBytes(entry) };
	return { kind: 'approval.scan-accepted', payload: { approval: idBytes(id) }, body };
}

/** @throws Refusal, also without a reason */
export function returningScan(
	state: VaultState,
	id: ApprovalId,
	entry: EntryHash,
	reason: string
): VaultDraft {
	requireUndecided(state, id, entry);
	const text = typedText(reason, MAX_REASON);
	if (text === '') throw new Refusal('approval-scan-no-reason');
	const body = { reason: text, scan: idBytes(entry) };
	return { kind: 'approval.scan-returned', payload: { approval: idBytes(id) }, body };
}
