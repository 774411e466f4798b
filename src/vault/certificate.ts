/**
 * The certificate of a complete approval: a page for people, made from nothing but the record that is attached to it. So
 * whoever checks the record makes the same page again, and a certificate that differs in one byte is not the record's.
 */
import type { Language } from '../contract/language.ts';
import type { Raw } from '../crypto/brands.ts';
import { toHex } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { spokenFingerprint } from '../crypto/spoken.ts';
import type { FoundApproval } from './approval-record.ts';
import { acceptedScan, type AcceptedScan, type Approval, type Given } from './approvals.ts';
import { certificateWords, type Answers, type CertificateWords } from './certificate-words.ts';
import { isNarrow, isPrintable, shown, type Alphabet } from './letters.ts';
import { pdfOf, wrapped, type PdfLine } from './pdf.ts';
import type { TrueType } from './true-type.ts';

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

/** Whether its page has letters for which a font is embedded. */
export const needsFont = (found: FoundApproval): boolean =>
	textsOf(found).some((text) => !isNarrow(shown(text, 'european')));

/**
 * @param record the text of the records file that `found` was found in
 * @param font that of certificate-font.ts; null as before there was one, when the same letters were code points
 */
export async function certificateOf(
	found: FoundApproval,
	record: string,
	language: Language,
	font: TrueType | null
): Promise<Raw> {
	const { approval } = found;
	const words = certificateWords[language];
	const answers = answersIn(approval);
	const title = `${words.title}: ${approval.name}`;
	const { asker, firmName } = approval;
	const lines = [
		{ ...heading(words.title), size: 20, before: 0 },
		body(words.about[answers](firmName)),
		heading(words.document),
		body(approval.name),
		body(words.size(counted(approval.size, words.thousands))),
		code(grouped(approval.document)),
		heading(words.approved[answers]),
		body(approval.statement, 12),
		body(words.asked(asker, firmName, time(approval.askedAt), approval.asked.seq)),
		heading(words.by[answers](approval.signers.length)),
		...(await signatures(found, words)),
		heading(words.shows),
		...words.worth[answers].map(small),
		...(isAllPrintable(found, font ? 'european' : 'windows-1252') ? [] : [small(words.unprinted)]),
		heading(words.check),
		...checking(found, words)
	];
	const attachment = { name: ATTACHED, description: words.record, text: record };
	const { lang, page: footer } = words;
	const fitted = lines.flatMap((line) => wrapped(line, font));
	return pdfOf({ title, lang, footer }, fitted, attachment, font);
}

async function signatures(
	{ approval }: FoundApproval,
	words: CertificateWords
): Promise<PdfLine[]> {
	const lines: PdfLine[] = [];
	for (const [place, { name }] of approval.signers.entries()) {
		const given = approval.given.get(place);
		const scan = acceptedScan(approval, place);
		if (given) lines.push(...(await signature(name, given, approval.origin, words)));
		else if (scan) lines.push(...(await onPaper(name, scan, approval.firmName, words)));
	}
	return lines;
}

/** Whose word it is comes from the log; a typed name alone never says that the person acted. */
async function onPaper(
	name: string,
	scan: AcceptedScan,
	firm: string,
	{ paper, thousands }: CertificateWords
): Promise<PdfLine[]> {
	const { decision } = scan;
	const adder = scan.isBySigner ? null : scan.byName;
	return [
		{ ...body(name), font: 'bold', before: 8 },
		body(paper.signed),
		body(paper.scan(scan.name, counted(scan.size, thousands))),
		code(grouped(scan.digest)),
		body(paper.kept),
		code(scan.manifest),
		body(paper.added(adder, firm, time(scan.at), scan.head.seq)),
		code(await spokenFingerprint(scan.by)),
		code(scan.head.hash),
		body(paper.accepted(decision.byName, firm, time(decision.at), decision.head.seq)),
		code(await spokenFingerprint(decision.by)),
		code(decision.head.hash)
	];
}

async function signature(
	name: string,
	given: Given,
	origin: string,
	words: CertificateWords
): Promise<PdfLine[]> {
	const key = await sha256(given.assertion.key);
	return [
		{ ...body(name), font: 'bold', before: 8 },
		body(words.signed(time(given.at), given.head.seq)),
		body(words.identity),
		code(await spokenFingerprint(given.by)),
		body(words.passkey(origin)),
		code(grouped(key)),
		body(words.entry),
		code(given.head.hash)
	];
}

function answersIn({ given, signers }: Approval): Answers {
	if (given.size === signers.length) return 'passkeys';
	return given.size === 0 ? 'paper' : 'both';
}

/** By which name the document with the certificate is kept. */
export const certificateName = (approval: Approval, document: string, language: Language): string =>
	certificateWords[language].fileName[answersIn(approval)](document);

/** Whatever on the page was written by people. */
const textsOf = ({ approval }: FoundApproval): string[] => [
	approval.name,
	approval.statement,
	approval.asker,
	approval.firmName,
	...approval.signers.map(({ name }) => name),
	...scansOf(approval).flatMap(({ name, byName, decision }) => [name, byName, decision.byName])
];

const isAllPrintable = (found: FoundApproval, alphabet: Alphabet): boolean =>
	textsOf(found).every((text) => isPrintable(text, alphabet));

const scansOf = (approval: Approval): AcceptedScan[] =>
	approval.signers.flatMap((_, place) => acceptedScan(approval, place) ?? []);

const checking = (
	{ approval, fingerprint, firm, vault }: FoundApproval,
	words: CertificateWords
): PdfLine[] => [
	small(words.checking),
	code(words.command),
	small(words.checked),
	code(fingerprint),
	...(scansOf(approval).length === 0 ? [] : [small(words.paper.compare)]),
	small(words.logs),
	code(firm),
	code(vault)
];

const counted = (n: number, between: string): string =>
	String(n).replaceAll(/\d(?=(?:\d{3})+$)/g, `$&${between}`);

const grouped = (hash: Raw): string => toHex(hash).replaceAll(/.{8}(?=.)/g, '$& ');

/** UTC. A device's clock may say anything. */
function time(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime())
		? `${ms} ms`
		: `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
