/** The page of a certificate, from one record in every language, to the last byte: old ones must be checkable for ever. */
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../contract/language.ts';
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
import { certificateOf } from './certificate.ts';
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

async function found(names: readonly string[] = ['Inés Robles', 'Łukasz']): Promise<FoundApproval> {
	const signers = names.map((name, at) => signer(20 + at, name));
	return {
		firm: firmIdFrom(filled(32, 1)),
		fingerprint: '11111 22222',
		vault: vaultIdFrom(filled(16, 2)),
		made: 1_700_000_000_000,
		status: 'approved',
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
				signers.map(({ user }, at) => [
					at,
					{ by: user, at: 1_700_000_100_000, head: head(9 + at), assertion: assertion(30 + at) }
				])
			),
			ended: null
		}
	};
}
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
/** What stands on the pages. */
const shownIn = (bytes: Uint8Array) =>
	[...latin(bytes).matchAll(/\((.*)\) Tj/gu)].map(([, text = '']) => text).join(' ');

describe('the certificate of an approval', () => {
	test.each([
		['en', 'd49fe98c38e76a2e1b21b634c4d02f954b1b81f4eb36b4ce6997f3f105ddd05b'],
		['es', 'e064d27687b9b3558e58d7b23856cb55efcbd8757045d497c509a8d1daa90d9a']
	] as const)('in %s is the same to the last byte as it always was', async (language, hash) => {
		const page = await certificateOf(await found(), 'record\n', language);
		expect(toHex(await sha256(page))).toBe(hash);
	});

	test('says the same in each language, and carries the same record', async () => {
		for (const language of LANGUAGES) {
			const page = await certificateOf(await found(), 'the record\n', language);
			expect(attachmentOf(page)).toBe('the record\n');
			const said = shownIn(page);
			for (const fact of ['In\u00e9s Robles', '\\\\u{141}ukasz', 'Harbor & Finch', '2023-11-14'])
				expect(said).toContain(fact);
			expect(said).toContain(language === 'es' ? '1.234.567 bytes' : '1,234,567 bytes');
		}
	});

	test('in Spanish says nothing in English, and that it is Spanish', async () => {
		const page = await certificateOf(await found(['Inés']), '', 'es');
		expect(shownIn(page)).toContain('P\u00e1gina 1 de ');
		expect(shownIn(page).replaceAll('I have read it. It is complete', '')).not.toMatch(
			/\b(?:the|of|by|Entry|Page|Asked|client)\b/u
		);
		expect(latin(page)).toContain('/Lang (es)');
		expect(latin(await certificateOf(await found(), '', 'en'))).not.toContain('/Lang');
	});

	test('every word of it can be printed', () => {
		for (const { worth, ...words } of Object.values(certificateWords)) {
			const texts = Object.values(words).filter((word) => typeof word === 'string');
			for (const text of [...texts, ...worth])
				expect(text).toMatch(/^[\x20-\x7e\u00a0-\u00ff’“”—]*$/u);
		}
	});
});
