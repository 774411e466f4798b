/**
 * The certificate of a complete approval: a page for people, made from nothing but the record that is attached to it. So
 * whoever checks the record makes the same page again, and a certificate that differs in one byte is not the record's.
 */
import type { Raw } from '../crypto/brands.ts';
import { toHex } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { spokenFingerprint } from '../crypto/spoken.ts';
import type { FoundApproval } from './approval-record.ts';
import type { Given } from './approvals.ts';
import { isPrintable, pdfOf, wrapped, type PdfLine } from './pdf.ts';

const ATTACHED = 'approval-record.txt';

const heading = (text: string): PdfLine => ({
	text,
	font: 'bold',
	size: 12,
	before: 14,
	indent: 0
});
const body = (text: string, indent = 0): PdfLine => ({
	text,
	font: 'plain',
	size: 10,
	before: 3,
	indent
});
const code = (text: string): PdfLine => ({ text, font: 'mono', size: 8.5, before: 2, indent: 12 });
const small = (text: string): PdfLine => ({ text, font: 'plain', size: 9, before: 3, indent: 0 });

/** `record`: the text of the records file that `found` was found in. */
export async function certificateOf(found: FoundApproval, record: string): Promise<Raw> {
	const { approval } = found;
	const title = `Certificate of approval: ${approval.name}`;
	const lines = [
		{ ...heading('Certificate of approval'), size: 20, before: 0 },
		body(
			`${approval.firmName} asked for approval of a document, and everybody who was asked approved it.`
		),
		heading('The document'),
		body(approval.name),
		body(`${approval.size.toLocaleString('en-US')} bytes, SHA-256:`),
		code(grouped(approval.document)),
		heading('What was approved'),
		body(approval.statement, 12),
		body(
			`Asked by ${approval.asker} for ${approval.firmName}, ${time(approval.askedAt)}, entry ${approval.asked.seq} of the client’s log.`
		),
		heading(approval.signers.length === 1 ? 'Approved by' : 'Approved by all of'),
		...(await signatures(found)),
		heading('What this shows'),
		...WORTH.map(small),
		...(isAllPrintable(found) ? [] : [small(UNPRINTED)]),
		heading('How to check it'),
		...checking(found)
	];
	return pdfOf(title, lines.flatMap(wrapped), {
		name: ATTACHED,
		description: 'The signed entries that prove this approval',
		text: record
	});
}

async function signatures({ approval }: FoundApproval): Promise<PdfLine[]> {
	const lines: PdfLine[] = [];
	for (const [place, { name }] of approval.signers.entries()) {
		const given = approval.given.get(place);
		if (given) lines.push(...(await signature(name, given, approval.origin)));
	}
	return lines;
}

async function signature(name: string, given: Given, origin: string): Promise<PdfLine[]> {
	const key = await sha256(given.assertion.key);
	return [
		{ ...body(name), font: 'bold', before: 8 },
		body(
			`${time(given.at)}, as the person’s own device stated it; entry ${given.head.seq} of the client’s log.`
		),
		body('Identity key, as its owner can read it out under Your account:'),
		code(await spokenFingerprint(given.by)),
		body(`Passkey used at ${origin}, SHA-256 of its public key:`),
		code(grouped(key)),
		body('Entry:'),
		code(given.head.hash)
	];
}

const WORTH = [
	'Each approval was signed twice over this document, these words, this person and this time: by the person’s identity key, and by a passkey that checked its user (face, fingerprint or PIN) at that moment.',
	'The name is the one by which the firm knows the person. Who holds the keys is for the firm to know; this page proves that the same holder signed. It is a record, and not legal advice: docs/approvals.md of Tallyport says what it is and is not in law.'
];
const UNPRINTED =
	'Characters that this page cannot print are shown as numbers, such as \\u{141}. The attached record has all words as they were signed.';

const isAllPrintable = ({ approval }: FoundApproval): boolean =>
	[
		approval.name,
		approval.statement,
		approval.asker,
		approval.firmName,
		...approval.signers.map(({ name }) => name)
	].every(isPrintable);

const checking = ({ fingerprint, firm, vault }: FoundApproval): PdfLine[] => [
	small('With the document, this file and the free program Tallyport, without any portal:'),
	code('tallyport verify-approval <document> <this file>'),
	small(
		'It reads the record attached to this page, checks every signature from the firm’s first entry on, compares the document and every byte of this page, and names the firm. Compare the firm’s fingerprint with one that the firm printed or read out:'
	),
	code(fingerprint),
	small('Firm, and client’s log:'),
	code(firm),
	code(vault)
];

const grouped = (hash: Raw): string => toHex(hash).replaceAll(/.{8}(?=.)/g, '$& ');

/** UTC. A device's clock may say anything. */
function time(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime())
		? `${ms} ms`
		: `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
