/** An approval as the command prints it. Names and words are whatever people typed: see plain.ts. */
import { toHex } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { spokenFingerprint } from '../crypto/spoken.ts';
import type { FoundApproval } from '../vault/approval-record.ts';
import { acceptedScan, type AcceptedScan, type ApprovalStatus } from '../vault/approvals.ts';
import { plain } from './plain.ts';

const standing: Record<ApprovalStatus, string> = {
	open: 'asked, and not yet approved by everybody',
	approved: 'approved by everybody who was asked',
	'on-paper': 'answered by everybody who was asked, not all of them with a digital signature',
	declined: 'declined',
	withdrawn: 'withdrawn by the firm',
	replaced: 'not approved by everybody before a new version of the document came',
	gone: 'not approved by everybody before the document was removed'
};

export async function approvalLines(found: FoundApproval): Promise<string[]> {
	const { approval, firm, fingerprint, vault, status } = found;
	const lines = [
		`Document   ${plain(approval.name)}, ${approval.size} bytes`,
		`SHA-256    ${toHex(approval.document)}`,
		`Statement  ${approval.statement.split('\n').map(plain).join('\n           ')}`,
		`Asked      by ${plain(approval.asker)} for ${plain(approval.firmName)}, ${time(approval.askedAt)}, entry ${approval.asked.seq}`,
		`State      ${standing[status]}`
	];
	for (const [place, { name, user }] of approval.signers.entries()) {
		const given = approval.given.get(place);
		const scan = acceptedScan(approval, place);
		if (scan) lines.push(...(await onPaper(name, scan, approval.firmName)));
		else if (given)
			lines.push(
				`Approved   by ${plain(name)}, ${time(given.at)} by their own clock, entry ${given.head.seq} ${given.head.hash}`,
				`           identity ${await spokenFingerprint(given.by)}`,
				`           passkey  ${toHex(await sha256(given.assertion.key))} at ${approval.origin}`
			);
		else
			lines.push(
				`Missing    ${plain(name)}`,
				`           identity ${await spokenFingerprint(user)}`
			);
	}
	return [
		...lines,
		`Firm       ${fingerprint}`,
		`           ${firm}; compare with what the firm printed or read out`,
		`Log        ${vault}`,
		''
	];
}

async function onPaper(name: string, scan: AcceptedScan, firm: string): Promise<string[]> {
	const { decision } = scan;
	const adder = scan.isBySigner ? 'this person, signed in' : staff(scan.byName, firm);
	return [
		`On paper   ${plain(name)}, as the firm says: no digital signature`,
		`           scan     ${plain(scan.name)}, ${scan.size} bytes, entry ${scan.manifest}`,
		`           SHA-256  ${toHex(scan.digest)}`,
		`           added    by ${adder}, ${time(scan.at)} by their own clock, entry ${scan.head.seq} ${scan.head.hash}`,
		`           identity ${await spokenFingerprint(scan.by)}`,
		`           accepted by ${staff(decision.byName, firm)}, ${time(decision.at)} by their own clock, entry ${decision.head.seq} ${decision.head.hash}`,
		`           identity ${await spokenFingerprint(decision.by)}`
	];
}

const staff = (name: string, firm: string): string => `${plain(name)} for ${plain(firm)}`;

/** UTC. An author's clock may say anything, also what is no date. */
function time(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime())
		? `${ms} ms`
		: `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
