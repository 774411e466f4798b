/**
 * The certificate of a complete approval: a page for people, made from nothing but the record that is attached to it. So
 * whoever checks the record makes the same page again, and a certificate that differs in one byte is not the record's.
 */
import type { Raw } from '../crypto/brands.ts';
import { toHex } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { spokenFingerprint } from '../crypto/spoken.ts';
import type { FoundApproval } from './approval-record.ts';
import { acceptedScan, type AcceptedScan, type Approval, type Given } from './approvals.ts';
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
	const answers = answersIn(approval);
	const title = `Certificate of approval: ${approval.name}`;
	const lines = [
		{ ...heading('Certificate of approval'), size: 20, before: 0 },
		body(`${approval.firmName} asked for approval of a document, and ${outcomes[answers]}`),
		heading('The document'),
		body(approval.name),
		body(`${approval.size.toLocaleString('en-US')} bytes, SHA-256:`),
		code(grouped(approval.document)),
		heading(answers === 'paper' ? 'What approval was asked for' : 'What was approved'),
		body(approval.statement, 12),
		body(
			`Asked by ${approval.asker} for ${approval.firmName}, ${time(approval.askedAt)}, entry ${approval.asked.seq} of the client’s log.`
		),
		heading(headings[answers](approval.signers.length === 1)),
		...(await signatures(found)),
		heading('What this shows'),
		...worth[answers].map(small),
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
		const scan = acceptedScan(approval, place);
		if (given) lines.push(...(await signature(name, given, approval.origin)));
		else if (scan) lines.push(...(await onPaper(name, scan, approval.firmName)));
	}
	return lines;
}

/** Whose word it is comes from the log; a typed name alone never says that the person acted. */
async function onPaper(name: string, scan: AcceptedScan, firm: string): Promise<PdfLine[]> {
	const { decision } = scan;
	const adder = scan.isBySigner ? 'this person, signed in' : `${scan.byName} for ${firm}`;
	return [
		{ ...body(name), font: 'bold', before: 8 },
		body('Signed on paper, as the firm says. This is not a digital signature of this person.'),
		body(`Scan: ${scan.name}, ${scan.size.toLocaleString('en-US')} bytes, SHA-256:`),
		code(grouped(scan.digest)),
		body('Kept in the client’s log by entry:'),
		code(scan.manifest),
		body(`Scan added by ${adder}, ${time(scan.at)}, entry ${scan.head.seq}. Identity key, entry:`),
		code(await spokenFingerprint(scan.by)),
		code(scan.head.hash),
		body(
			`Scan accepted by ${decision.byName} for ${firm}, ${time(decision.at)}, entry ${decision.head.seq}. Identity key, entry:`
		),
		code(await spokenFingerprint(decision.by)),
		code(decision.head.hash)
	];
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

type Answers = 'passkeys' | 'paper' | 'both';

function answersIn({ given, signers }: Approval): Answers {
	if (given.size === signers.length) return 'passkeys';
	return given.size === 0 ? 'paper' : 'both';
}

const outcomes: Record<Answers, string> = {
	passkeys: 'everybody who was asked approved it.',
	paper:
		'everybody who was asked signed on paper, as the firm says. Nobody signed it digitally: there is a scan, which the firm accepted.',
	both: 'everybody who was asked answered: some with a passkey, and others on paper, of which there is a scan that the firm accepted.'
};
const headings: Record<Answers, (isOne: boolean) => string> = {
	passkeys: (isOne) => (isOne ? 'Approved by' : 'Approved by all of'),
	paper: () => 'Signed on paper by',
	both: () => 'Approved, or signed on paper, by all of'
};

const TWICE =
	'was signed twice over this document, these words, this person and this time: by the person’s identity key, and by a passkey that checked its user (face, fingerprint or PIN) at that moment.';
const KNOWN =
	'The name is the one by which the firm knows the person. Who holds the keys is for the firm to know;';
const NO_ADVICE =
	'It is a record, and not legal advice: docs/approvals.md of Tallyport says what it is and is not in law.';
const ON_PAPER =
	'Of an answer on paper this page proves which file was added as the scan, by whose keys, and by whose keys it was accepted for the firm. It does not show who held the pen, nor what was on the paper, nor that anybody had sole control of a device: for that, look at the scan, and keep the paper.';

const worth: Record<Answers, readonly string[]> = {
	passkeys: [
		`Each approval ${TWICE}`,
		`${KNOWN} this page proves that the same holder signed. ${NO_ADVICE}`
	],
	paper: [ON_PAPER, `${KNOWN} this page proves that the same holder acted. ${NO_ADVICE}`],
	both: [
		`Each approval with a passkey ${TWICE}`,
		ON_PAPER,
		`${KNOWN} this page proves that the same holder acted. ${NO_ADVICE}`
	]
};
const SCAN_HASH =
	'Whoever has a scan compares its SHA-256 with the one above. The command says that an answer was on paper, and does not call it approved.';
const UNPRINTED =
	'Characters that this page cannot print are shown as numbers, such as \\u{141}. The attached record has all words as they were signed.';

const isAllPrintable = ({ approval }: FoundApproval): boolean =>
	[
		approval.name,
		approval.statement,
		approval.asker,
		approval.firmName,
		...approval.signers.map(({ name }) => name),
		...scansOf(approval).flatMap(({ name, byName, decision }) => [name, byName, decision.byName])
	].every(isPrintable);

const scansOf = (approval: Approval): AcceptedScan[] =>
	approval.signers.flatMap((_, place) => acceptedScan(approval, place) ?? []);

const checking = ({ approval, fingerprint, firm, vault }: FoundApproval): PdfLine[] => [
	small('With the document, this file and the free program Tallyport, without any portal:'),
	code('tallyport verify-approval <document> <this file>'),
	small(
		'It reads the record attached to this page, checks every signature from the firm’s first entry on, compares the document and every byte of this page, and names the firm. Compare the firm’s fingerprint with one that the firm printed or read out:'
	),
	code(fingerprint),
	...(scansOf(approval).length === 0 ? [] : [small(SCAN_HASH)]),
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
