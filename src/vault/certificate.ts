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
import type { Given } from './approvals.ts';
import { certificateWords, type CertificateWords } from './certificate-words.ts';
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
export async function certificateOf(
	found: FoundApproval,
	record: string,
	language: Language
): Promise<Raw> {
	const { approval } = found;
	const words = certificateWords[language];
	const title = `${words.title}: ${approval.name}`;
	const { asker, firmName } = approval;
	const lines = [
		{ ...heading(words.title), size: 20, before: 0 },
		body(words.about(firmName)),
		heading(words.document),
		body(approval.name),
		body(words.size(counted(approval.size, words.thousands))),
		code(grouped(approval.document)),
		heading(words.approved),
		body(approval.statement, 12),
		body(words.asked(asker, firmName, time(approval.askedAt), approval.asked.seq)),
		heading(words.by(approval.signers.length)),
		...(await signatures(found, words)),
		heading(words.shows),
		...words.worth.map(small),
		...(isAllPrintable(found) ? [] : [small(words.unprinted)]),
		heading(words.check),
		...checking(found, words)
	];
	const attachment = { name: ATTACHED, description: words.record, text: record };
	const { lang, page: footer } = words;
	return pdfOf({ title, lang, footer }, lines.flatMap(wrapped), attachment);
}

async function signatures(
	{ approval }: FoundApproval,
	words: CertificateWords
): Promise<PdfLine[]> {
	const lines: PdfLine[] = [];
	for (const [place, { name }] of approval.signers.entries()) {
		const given = approval.given.get(place);
		if (given) lines.push(...(await signature(name, given, approval.origin, words)));
	}
	return lines;
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

const isAllPrintable = ({ approval }: FoundApproval): boolean =>
	[
		approval.name,
		approval.statement,
		approval.asker,
		approval.firmName,
		...approval.signers.map(({ name }) => name)
	].every(isPrintable);

const checking = (
	{ fingerprint, firm, vault }: FoundApproval,
	words: CertificateWords
): PdfLine[] => [
	small(words.checking),
	code(words.command),
	small(words.checked),
	code(fingerprint),
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
