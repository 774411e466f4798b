/**
 * Asking for approval, approving, declining: what a person's own client refuses before anything is signed, with a sentence
 * for each. Readers judge the entries by the fold alone (fold-approval.ts); nothing here makes an entry count.
 */
import { MAX_LINES, MAX_REASON, MAX_STATEMENT } from '../contract/approvals.ts';
import type { ApprovalAssertion } from '../contract/approvals.ts';
import { assertionFault } from '../crypto/assertion.ts';
import type { ApprovalId, BlobId, FileId, Hash32, Raw, UserId } from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import { idBytes } from '../crypto/ids.ts';
import { sha256 } from '../crypto/hash.ts';
import {
	acceptedScan,
	approvalsOn,
	challengeFor,
	hasAnswered,
	isThere,
	isTurnOf,
	placeOf,
	statusOf,
	type Approval
} from './approvals.ts';
import type { FirmState } from './firm-state.ts';
import { nameOf } from './people.ts';
import { Refusal } from './refusal.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultFile, VaultState } from './vault-state.ts';
import { opensAs } from './vault-view.ts';

/** The whole document is in memory while it is hashed and shown. */
export const MAX_BYTES = 64 * 1024 * 1024;

export interface Wish {
	readonly file: FileId;
	/** The version that was looked at; left out: the one in place. */
	readonly version?: BlobId | undefined;
	readonly statement: string;
	readonly signers: readonly UserId[];
	readonly ordered: boolean;
	readonly due: number | null;
}

/** @throws Refusal for what cannot be asked, before the document is read */
export function requireAskable(
	state: VaultState,
	{ file, version, statement, signers }: Wish
): VaultFile {
	const found = state.files.get(file);
	if (!found) throw new Refusal('file-gone');
	if (version !== undefined && version !== found.blob) throw new Refusal('approval-newer-version');
	if (opensAs(found.type) === 'download') throw new Refusal('approval-not-viewable');
	if (found.size > MAX_BYTES) throw new Refusal('approval-too-large');
	if (signers.length === 0) throw new Refusal('approval-nobody');
	const text = typedText(statement, MAX_STATEMENT);
	if (text === '') throw new Refusal('approval-no-statement');
	if (text.split('\n').length > MAX_LINES) throw new Refusal('approval-too-long');
	return found;
}

/** `document`: what its asker read. */
export function asking(
	approval: ApprovalId,
	{ state, firm, me, origin }: { state: VaultState; firm: FirmState; me: UserId; origin: string },
	wish: Wish,
	document: Hash32
): VaultDraft {
	const { entry, file } = requireAskable(state, wish);
	const signers = wish.signers.map((user) => ({
		name: nameOf(user, firm, state),
		user: idBytes(user)
	}));
	return {
		kind: 'approval.asked',
		payload: { approval: idBytes(approval) },
		body: {
			asker: nameOf(me, firm, state),
			document,
			due: wish.due,
			file: idBytes(file),
			firm: firm.name ?? '',
			manifest: idBytes(entry),
			ordered: wish.ordered,
			origin,
			signers,
			statement: typedText(wish.statement, MAX_STATEMENT)
		}
	};
}

/** Line breaks stay; whatever else cannot be seen does not. @throws Refusal `approval-too-long` */
export function typedText(text: string, limit: number): string {
	const seen = text
		.normalize('NFC')
		.replaceAll('\r\n', '\n')
		.replaceAll(/[^\P{C}\n\u200c\u200d]/gu, '')
		.trim();
	if (seen.length > limit) throw new Refusal('approval-too-long');
	return seen;
}

/** @throws Refusal unless this person may approve it as the vault stands now */
export function requireMyTurn(
	state: VaultState,
	firm: FirmState,
	me: UserId,
	id: ApprovalId
): Approval {
	const approval = requireMine(state, firm, me, id);
	const place = placeOf(approval, me, state, firm) ?? -1;
	if (approval.given.has(place)) throw new Refusal('approval-given-already');
	if (hasAnswered(approval, place)) throw new Refusal('approval-answered-already');
	if (!isThere(state, approval)) throw new Refusal('approval-document-gone');
	if (!isTurnOf(approval, place)) throw new Refusal('approval-not-your-turn');
	return approval;
}

function requireMine(state: VaultState, firm: FirmState, me: UserId, id: ApprovalId): Approval {
	const approval = requireGoingOn(state, id);
	if (placeOf(approval, me, state, firm) === null) throw new Refusal('approval-not-yours');
	return approval;
}

/** @throws Refusal when it is over */
export function requireGoingOn(state: VaultState, id: ApprovalId): Approval {
	const approval = state.approvals.get(id);
	if (!approval) throw new Refusal('not-found');
	const status = statusOf(state, approval);
	if (status === 'approved' || status === 'on-paper') throw new Refusal('approval-done');
	if (status === 'declined' || status === 'withdrawn') throw new Refusal(`approval-${status}`);
	return approval;
}

/** @throws Refusal `approval-other-document` when these bytes are not what was asked about */
export async function requireDocument({ document }: Approval, bytes: Raw): Promise<void> {
	if (!equalConstantTime(await sha256(bytes), document))
		throw new Refusal('approval-other-document');
}

export interface Signing {
	readonly approval: Approval;
	readonly time: number;
	readonly challenge: Hash32;
}

/** What the passkey is to sign, at the time that the signer states. @throws Refusal */
export async function signingTerms(
	state: VaultState,
	approval: Approval,
	{ me, origin, time }: { me: UserId; origin: string; time: number }
): Promise<Signing> {
	if (approval.origin !== origin) throw new Refusal('approval-other-address');
	return { approval, time, challenge: await challengeFor(state, approval, me, time) };
}

/** @throws Refusal `approval-not-verified`: a signature that readers would not count is never written */
export async function requireVerified(
	{ approval: { origin }, challenge }: Signing,
	assertion: ApprovalAssertion
): Promise<void> {
	if (await assertionFault(assertion, { challenge, origin }))
		throw new Refusal('approval-not-verified');
}

export const approving = (id: ApprovalId, assertion: ApprovalAssertion): VaultDraft => ({
	kind: 'approval.given',
	payload: { approval: idBytes(id) },
	body: { assertion: { ...assertion } }
});

/** @throws Refusal when there is nothing to decline, or no reason */
export function declining(
	state: VaultState,
	firm: FirmState,
	me: UserId,
	{ id, reason }: { id: ApprovalId; reason: string }
): VaultDraft {
	requireMine(state, firm, me, id);
	const text = typedText(reason, MAX_REASON);
	if (text === '') throw new Refusal('approval-no-reason');
	return { kind: 'approval.declined', payload: { approval: idBytes(id) }, body: { reason: text } };
}

/** @throws Refusal when it is over */
export function withdrawing(state: VaultState, id: ApprovalId, reason: string): VaultDraft {
	requireGoingOn(state, id);
	const body = { reason: typedText(reason, MAX_REASON) };
	return { kind: 'approval.withdrawn', payload: { approval: idBytes(id) }, body };
}

/** @throws Refusal `approval-stands` while an answer stands on this file, `approval-scan-stands` while one stands by it */
export function requireRemovable(state: VaultState, file: FileId): void {
	const answered = (approval: Approval) =>
		approval.ended === null && approval.signers.some((_, place) => hasAnswered(approval, place));
	if (approvalsOn(state, file).some(answered)) throw new Refusal('approval-stands');
	const isScan = [...state.approvals.values()].some(
		(approval) =>
			approval.ended === null &&
			approval.signers.some((_, place) => acceptedScan(approval, place)?.file === file)
	);
	if (isScan) throw new Refusal('approval-scan-stands');
}
