import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { refusalOf } from './testing.ts';

test('bytes round-trip, and agree with another implementation', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
			const text = encodeBase64url(bytes);
			expect(text).toBe(Buffer.from(bytes).toString('base64url'));
			expect([...decodeBase64url(text)]).toEqual([...bytes]);
		})
	);
});

test('every text that decodes is the one text of its bytes', () => {
	const characters = fc.constantFrom(...Array.from('ABYZabyz0189-_+/= \n.é'));
	fc.assert(
		fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
			let decoded;
			try {
				decoded = decodeBase64url(text);
			} catch {
				return;
			}
			expect(encodeBase64url(decoded)).toBe(text);
		})
	);
});

test.each([
	['padding', 'AA=='],
	['the standard alphabet', '+/+/'],
	['an impossible length', 'AAAAA'],
	['non-zero bits at the end', 'AB'],
	['non-zero bits at the end of three', 'AAB'],
	['whitespace', 'AA AA'],
	['a line feed at the end', 'AAAA\n'],
	['other characters', 'AAA\u0100']
])('%s is refused', async (_, text) => {
	expect(await refusalOf(() => decodeBase64url(text))).toBe('malformed');
});

test('two megabytes take a few seconds at most', () => {
	const bytes = new Uint8Array(2 * 1024 * 1024).fill(0xa5);
	const start = performance.now();
	expect(decodeBase64url(encodeBase64url(bytes)).length).toBe(bytes.length);
	expect(performance.now() - start).toBeLessThan(3000);
});
