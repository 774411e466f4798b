import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusalOf } from '../testing.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

test('bytes round-trip in the standard alphabet, without padding', () => {
	fc.assert(
		fc.property(fc.uint8Array(), (bytes) => {
			const text = encodeBase64(bytes);
			expect(text).toBe(Buffer.from(bytes).toString('base64').replaceAll('=', ''));
			expect([...decodeBase64(text)]).toEqual([...bytes]);
		})
	);
});

test.each(['_-', '-_-_', 'AA==', 'AB', 'A'])('%s is refused', async (text) => {
	expect(await refusalOf(() => decodeBase64(text))).toBe('malformed');
});
