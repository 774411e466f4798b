import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pad, unpad } from './padding.ts';
import { fromHex, refusalOf } from './testing.ts';

test('padding round-trips, in multiples of 128 bytes', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
			const padded = pad(new Uint8Array(bytes));
			expect(padded.length % 128).toBe(0);
			expect(padded.length - bytes.length).toBeLessThanOrEqual(128);
			expect([...unpad(padded)]).toEqual([...bytes]);
		})
	);
});

test('names of 1 to 127 bytes have one length', () => {
	expect(new Set([0, 1, 64, 127].map((n) => pad(new Uint8Array(n)).length))).toEqual(
		new Set([128])
	);
	expect(pad(new Uint8Array(128)).length).toBe(256);
});

const block = (hex: string) => {
	const out = new Uint8Array(128);
	out.set(fromHex(hex));
	return out;
};
test.each([
	['nothing', new Uint8Array(0)],
	['zeros only', block('')],
	['a last byte that is not the mark', block('0181')],
	['a length that is no multiple of 128', pad(new Uint8Array(1)).slice(0, 127)],
	['a block of zeros after the block with the mark', new Uint8Array([...block('80'), ...block('')])]
])('%s is refused', async (_, bytes) => {
	expect(await refusalOf(() => unpad(bytes))).toBe('malformed');
});
