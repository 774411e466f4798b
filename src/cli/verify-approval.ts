/**
 * `tallyport verify-approval`: from a document and its certificate to a verdict, with no server and no network. The checking
 * itself is src/vault/approval-record.ts; a certificate must also be, byte for byte, the page that its record makes.
 */
import { LANGUAGES } from '../contract/language.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import type { Raw } from '../crypto/brands.ts';
import {
	approvalFaults,
	approvalsIn,
	ofDocument,
	type FoundApproval
} from '../vault/approval-record.ts';
import type { ApprovalStatus } from '../vault/approvals.ts';
import { certificateOf, needsFont } from '../vault/certificate.ts';
import { attachmentOf } from '../vault/pdf.ts';
import { parseRecords } from '../vault/records.ts';
import type { TrueType } from '../vault/true-type.ts';
import { approvalLines } from './approval-text.ts';
import { installedFont } from './installed-font.ts';
import { isFirm, readable, Unreadable } from './reading.ts';
import type { Outlet } from './verify-log.ts';

export interface VerifyApprovalOptions {
	readonly firm?: string;
}

interface Page {
	readonly bytes: Raw;
	readonly record: string;
}

interface Certificate {
	readonly found: readonly FoundApproval[];
	/** Where it is a certificate and not a records file. */
	readonly page: Page | null;
}

const APPROVED = 'APPROVED: this very document, in these words, by everybody who was asked.';
const ON_PAPER =
	'ON PAPER: the record is whole, but not everybody signed digitally. Look at the scan, and compare its SHA-256.';

const PDF = new TextEncoder().encode('%PDF-');

export async function verifyApproval(
	documentFile: string,
	certificateFile: string,
	options: VerifyApprovalOptions,
	{ stdout, stderr }: Outlet
): Promise<0 | 1 | 2 | 3> {
	const say = (line: string) => stdout.write(`${line}\n`);
	try {
		const document = await readable(documentFile, (bytes) => sha256(bytes));
		const certificate = await readable(certificateFile, (bytes) => read(bytes));
		const problems = await judged(document, certificate, options);
		const about = ofDocument(certificate.found, document);
		for (const found of about) for (const line of await approvalLines(found)) say(line);
		for (const problem of problems) say(`NOT SHOWN: ${problem}`);
		if (problems.length > 0) return 1;
		const isApproved = about.some(({ status }) => status === 'approved');
		say(isApproved ? APPROVED : ON_PAPER);
		return isApproved ? 0 : 3;
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		stderr.write(`${error.message}\n`);
		return 2;
	}
}

async function read(bytes: Raw): Promise<Certificate> {
	const isPdf = equalConstantTime(bytes.subarray(0, PDF.length), PDF);
	if (!isPdf) return { found: await approvalsIn(parseRecords(bytes)), page: null };
	const record = attachmentOf(bytes);
	if (record === null) throw new Unreadable('This PDF holds no record of an approval.');
	const found = await approvalsIn(parseRecords(new TextEncoder().encode(record)));
	return { found, page: { bytes, record } };
}

/** Why it is not shown that this document was approved; empty when it is. */
async function judged(
	document: Raw,
	{ found, page }: Certificate,
	{ firm }: VerifyApprovalOptions
): Promise<string[]> {
	const about = found.filter(({ approval }) => equalConstantTime(approval.document, document));
	const [first] = found;
	if (!first) return ['the record opens no approval.'];
	const problems: string[] = [];
	if (firm !== undefined && !isFirm(firm, first.firm, first.fingerprint))
		problems.push('this is not the firm given with --firm.');
	if (page && !(await isItsPage(first, page)))
		problems.push('the certificate is not the page that its record makes: it was changed.');
	if (about.length === 0)
		problems.push('this document is not the one that the record is about, to the last byte.');
	for (const { fault } of about) if (fault) problems.push(`${approvalFaults[fault]}.`);
	if (about.length > 0 && !about.some(({ status }) => isComplete(status)))
		problems.push('not everybody who was asked has approved it.');
	return problems;
}

const isComplete = (status: ApprovalStatus): boolean =>
	status === 'approved' || status === 'on-paper';

/** In whichever language it was saved, and whether or not it was before letters were embedded. */
async function isItsPage(found: FoundApproval, page: Page): Promise<boolean> {
	if (!isComplete(found.status)) return false;
	if (await isPageWith(null, found, page)) return true;
	return needsFont(found) && isPageWith(await installedFont(), found, page);
}

async function isPageWith(
	font: TrueType | null,
	found: FoundApproval,
	{ bytes, record }: Page
): Promise<boolean> {
	for (const language of LANGUAGES)
		if (equalConstantTime(await certificateOf(found, record, language, font), bytes)) return true;
	return false;
}
