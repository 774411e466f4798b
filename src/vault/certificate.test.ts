/** The page of a certificate, from one record in every language, to the last byte: old ones must be checkable for ever. */
import { describe, expect, test } from 'vitest';
import { installedFont } from '../cli/installed-font.ts';
import { LANGUAGES } from '../contract/language.ts';
import type { Hash32 } from '../crypto/brands.ts';
import { toHex } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import {
	approvalIdFrom,
	entryHashFrom,
	fileIdFrom,
	firmIdFrom,
	userIdFrom,
	vaultIdFrom
} from '../crypto/ids.ts';
import type { FoundApproval } from './approval-record.ts';
import type { Scan } from './approvals.ts';
import { certificateOf, needsFont } from './certificate.ts';
import { certificateWords } from './certificate-words.ts';
import { attachmentOf } from './pdf.ts';

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const head = (seq: number) => ({ seq, hash: entryHashFrom(filled(32, seq)) });
const signer = (byte: number, name: string) => ({ user: userIdFrom(filled(32, byte)), name });
const assertion = (byte: number) => ({
	authenticator: filled(37, byte),
	client: filled(80, byte),
	credential: filled(16, byte),
	key: filled(77, byte),
	signature: filled(70, byte)
});

/** Of the person at this place, added by themselves or by staff. */
const scan = (place: number, digest: Hash32): Scan => ({
	head: head(50 + place),
	at: 1_700_000_200_000,
	by: userIdFrom(filled(32, 60 + place)),
	byName: 'Ana (Staff)',
	isBySigner: place === 0,
	file: fileIdFrom(filled(16, 70)),
	manifest: entryHashFrom(filled(32, 71)),
	digest,
	name: 'Signed.pdf',
	size: 7_654_321,
	decision: {
		kind: 'accepted',
		by: userIdFrom(filled(32, 80)),
		byName: 'Olu (Staff)',
		at: 1_700_000_300_000,
		head: head(90)
	}
});

/** @param onPaper how many of them, from the first, answered on paper */
async function found(
	names: readonly string[] = ['Inés Robles', 'Łukasz'],
	onPaper = 0
): Promise<FoundApproval> {
	const digest = await sha256(filled(9, 72));
	const signers = names.map((name, at) => signer(20 + at, name));
	return {
		firm: firmIdFrom(filled(32, 1)),
		fingerprint: '11111 22222',
		vault: vaultIdFrom(filled(16, 2)),
		made: 1_700_000_000_000,
		status: onPaper > 0 ? 'on-paper' : 'approved',
		fault: null,
		approval: {
			approval: approvalIdFrom(filled(16, 3)),
			asked: head(4),
			askedAt: 1_700_000_000_000,
			askedBy: userIdFrom(filled(32, 5)),
			asker: 'Olu (Staff)',
			firmName: 'Harbor & Finch',
			file: fileIdFrom(filled(16, 6)),
			manifest: entryHashFrom(filled(32, 7)),
			document: await sha256(filled(9, 8)),
			name: 'Return\\2025.pdf',
			size: 1_234_567,
			statement: 'I have read it.\nIt is complete — I approve it. '.repeat(30),
			signers,
			ordered: false,
			due: null,
			origin: 'https://portal.example',
			given: new Map(
				signers
					.map(
						({ user }, at) =>
							[
								at,
								{
									by: user,
									at: 1_700_000_100_000,
									head: head(9 + at),
									assertion: assertion(30 + at)
								}
							] as const
					)
					.slice(onPaper)
			),
			scans: new Map(signers.slice(0, onPaper).map((_, at) => [at, scan(at, digest)])),
			ended: null
		}
	};
}
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
/** What stands on the pages. */
const shownIn = (bytes: Uint8Array) =>
	[...latin(bytes).matchAll(/\((.*)\) Tj/gu)].map(([, text = '']) => text).join(' ');

const font = await installedFont();
const EUROPEANS = ['Łukasz Żółć', 'Nguyễn Thị Ánh', 'Ελένη Παπαδοπούλου', 'Дмитрий Иванов'];

/** All words, with something in the place of what is told. */
function textsIn(words: unknown): string[] {
	if (typeof words === 'string') return [words];
	if (typeof words === 'function') return [String(Reflect.apply(words, null, ['A', 'A', 'A', 1]))];
	return words === null ? [] : Object.values(words as object).flatMap(textsIn);
}

describe('the certificate of people of Europe', () => {
	test.each([
		['en', 0, 'b5036abbfc17ce69140b9ca7a068afa452495c879e0fed9ed470621508496878'],
		['es', 0, '8cbfbcade19f60188d1407609a09e33f20261c34ec3fa6f4a9ab4911b5484873'],
		['en', 4, 'e081c834eac0ffaaff76a9009587746a7f036762fb99e28cbaf48cb18e76cb90'],
		['es', 4, '946034f0beff56ecbc72690331164f4dadc3637b91a9e4ca3b4310617888732d']
	] as const)(
		'in %s, %i on paper, is the same to the last byte for ever',
		async (language, onPaper, hash) => {
			const page = await certificateOf(await found(EUROPEANS, onPaper), 'record\n', language, font);
			expect(toHex(await sha256(page))).toBe(hash);
		}
	);

	test('shows them in their own letters, and has no word of letters that cannot be printed', async () => {
		const page = latin(await certificateOf(await found(EUROPEANS), 'record\n', 'en', font));
		expect(page).toMatch(/\/BaseFont \/[A-Z]{6}\+NotoSans-Regular \/Encoding \/Identity-H/u);
		expect(page).not.toContain('\\\\u{');
		expect(page).not.toContain('Characters that this page cannot print');
		expect(attachmentOf(Buffer.from(page, 'latin1'))).toBe('record\n');
	});

	test('names its font by the letters it has, so that two certificates can be put into one file', async () => {
		const nameOf = async (...names: string[]) =>
			/\/BaseFont \/([A-Z]{6}\+NotoSans-Regular)/u.exec(
				latin(await certificateOf(await found(names), '', 'en', font))
			)?.[1];
		const names = [await nameOf('Łukasz'), await nameOf('Дмитрий'), await nameOf('Łukasz', 'Ewa')];
		for (const name of names) expect(name).toMatch(/^[A-Z]{6}\+/u);
		expect(new Set(names).size).toBe(2);
	});

	test('says so where a name still has characters that it cannot print', async () => {
		for (const name of ['Łukasz 王', 'Łuk\u0430sz', 'Łu\u202ekasz']) {
			const page = await certificateOf(await found([name]), '', 'en', font);
			expect(shownIn(page)).toContain('Characters that this page cannot print');
		}
	});

	test('whose letters the standard fonts have, or no font has, embeds none and is as before', async () => {
		for (const name of ['Inés Robles', '王小明', 'P\u0430ypal', 'Вера']) {
			const one = await found([name]);
			expect(needsFont(one)).toBe(false);
			const page = await certificateOf(one, 'record\n', 'en', font);
			expect(latin(page)).toBe(latin(await certificateOf(one, 'record\n', 'en', null)));
		}
	});

	test('sets a document’s name in its title as well', async () => {
		const one = await found(['Inés']);
		const named = { ...one, approval: { ...one.approval, name: 'Zeznanie Łucji.pdf' } };
		expect(needsFont(named)).toBe(true);
		const page = latin(await certificateOf(named, '', 'en', font));
		const title = Buffer.from('Certificate of approval: Zeznanie Łucji.pdf', 'utf16le').swap16();
		expect(page).toContain(`/Title <FEFF${title.toString('hex').toUpperCase()}>`);
	});
});

describe('the certificate of an approval', () => {
	test.each([
		['en', 0, 'd49fe98c38e76a2e1b21b634c4d02f954b1b81f4eb36b4ce6997f3f105ddd05b'],
		['es', 0, 'e064d27687b9b3558e58d7b23856cb55efcbd8757045d497c509a8d1daa90d9a'],
		['en', 1, '2bebef45e273185c925f707865cc4ce0c6c94d6f6303d767a2d27ad243019bf1'],
		['es', 1, '0451d2454ac3db52cb5c815e2f7cea9f79eb1e8878f0771325abc7e0db109bac'],
		['en', 2, 'ef00af1b4e3c28c72c58d41ea9094d79b53b6d12a2f73d964f2dd816f1d67f6e'],
		['es', 2, '5457149e92b3efe174564c813da670edef90b5d1ca3c1b36f9ea9f0e8c6eeede']
	] as const)(
		'in %s, %i on paper, is the same to the last byte as it always was',
		async (language, onPaper, hash) => {
			const page = await certificateOf(await found(undefined, onPaper), 'record\n', language, null);
			expect(toHex(await sha256(page))).toBe(hash);
		}
	);

	test('says the same in each language, and carries the same record', async () => {
		for (const language of LANGUAGES) {
			const page = await certificateOf(await found(), 'the record\n', language, null);
			expect(attachmentOf(page)).toBe('the record\n');
			const said = shownIn(page);
			for (const fact of ['In\u00e9s Robles', '\\\\u{141}ukasz', 'Harbor & Finch', '2023-11-14'])
				expect(said).toContain(fact);
			expect(said).toContain(language === 'es' ? '1.234.567 bytes' : '1,234,567 bytes');
		}
	});

	test('in Spanish says nothing in English, and that it is Spanish', async () => {
		const page = await certificateOf(await found(['Inés']), '', 'es', null);
		expect(shownIn(page)).toContain('P\u00e1gina 1 de ');
		expect(shownIn(page).replaceAll('I have read it. It is complete', '')).not.toMatch(
			/\b(?:the|of|by|Entry|Page|Asked|client)\b/u
		);
		expect(latin(page)).toContain('/Lang (es)');
		expect(latin(await certificateOf(await found(), '', 'en', null))).not.toContain('/Lang');
	});

	test('of answers on paper never calls them approved or signed digitally', async () => {
		const page = shownIn(await certificateOf(await found(['Inés', 'Eva'], 2), '', 'en', null));
		expect(page).not.toMatch(/Approved by|signed twice|passkey that/u);
		expect(page).toContain('This is not a digital signature of this person.');
		expect(page).toContain('Scan added by this person, signed in');
		expect(page).toContain('Scan added by Ana \\(Staff\\) for Harbor & Finch');
		const spanish = shownIn(await certificateOf(await found(['Inés', 'Eva'], 2), '', 'es', null));
		expect(spanish).toContain('No es una firma digital de esta persona.');
		expect(spanish.replaceAll('I have read it. It is complete', '')).not.toMatch(
			/\b(?:the|of|by|Entry|Page|Asked|client|scan)\b/u
		);
	});

	test('every word of it can be printed', () => {
		for (const text of textsIn(Object.values(certificateWords)))
			expect(text).toMatch(/^[\x20-\x7e\u00a0-\u00ff’“”—]*$/u);
	});
});
