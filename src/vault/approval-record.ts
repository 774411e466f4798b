/**
 * An approval as a record shows it, to somebody without a portal: who approved which document and words, and whether these
 * entries prove it. Pure; the logs are judged by the folds (records-check.ts), passkeys included.
 */
import { vaultPayloads } from '../contract/log.ts';
import type { ApprovalId, FirmId, Hash32, VaultId } from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import { spokenFingerprint } from '../crypto/spoken.ts';
import { statusOf, type Approval, type ApprovalStatus } from './approvals.ts';
import {
	checkRecords,
	type CheckedEntry,
	type CheckedFirm,
	type CheckedVault
} from './records-check.ts';
import type { Records } from './records.ts';

export const approvalFaults = {
	'firm-not-sound': 'the firm’s log in this record cannot be followed, or holds what nobody signed',
	'vault-not-sound':
		'the client’s log in this record cannot be followed, or holds what nobody signed',
	'answers-sealed':
		'something that was said about this approval is sealed in this record, so it may not stand'
} as const;
export type ApprovalFault = keyof typeof approvalFaults;

export interface FoundApproval {
	readonly firm: FirmId;
	/** What the firm prints or reads out. */
	readonly fingerprint: string;
	readonly vault: VaultId;
	/** When the record was made, by the clock of whoever made it. */
	readonly made: number;
	readonly approval: Approval;
	readonly status: ApprovalStatus;
	/** Why the record proves nothing. */
	readonly fault: ApprovalFault | null;
}

/** Every approval that these records open. */
export async function approvalsIn(records: Records): Promise<FoundApproval[]> {
	const { firm, vaults } = await checkRecords(records);
	const fingerprint = await spokenFingerprint(records.firm);
	return vaults.flatMap((checked) => {
		const { state, vault } = checked;
		if (!state) return [];
		return [...state.approvals.values()].map((approval) => ({
			firm: records.firm,
			fingerprint,
			vault,
			made: records.made,
			approval,
			status: statusOf(state, approval),
			fault: faultOf(firm, checked, approval.approval)
		}));
	});
}

/** Those of this very document. */
export const ofDocument = (found: readonly FoundApproval[], document: Hash32): FoundApproval[] =>
	found.filter(({ approval }) => equalConstantTime(approval.document, document));

function faultOf(firm: CheckedFirm, vault: CheckedVault, id: ApprovalId): ApprovalFault | null {
	if (firm.fault || firm.entries.some(isNobodys)) return 'firm-not-sound';
	if (vault.fault || vault.entries.some(isNobodys)) return 'vault-not-sound';
	return vault.entries.some((entry) => isSealedAbout(entry, id)) ? 'answers-sealed' : null;
}

/** Put there by whoever kept the log. */
const isNobodys = ({ reason }: CheckedEntry): boolean =>
	reason === 'bad-signature' || reason === 'unknown-author';

function isSealedAbout({ standing, parsed: { header } }: CheckedEntry, id: ApprovalId): boolean {
	if (standing !== 'sealed' || !header.kind.startsWith('approval.')) return false;
	const about = vaultPayloads['approval.given'].safeParse(header.payload);
	return about.success && about.data.approval === id;
}
