/** Inputs of the differential suites. */
import fc from 'fast-check';
import type { Raw } from '../../src/crypto/brands.ts';

/** Edge values come up often: zeros, ones, and what fast-check thinks of. */
export const bytes = (least: number, most: number = least): fc.Arbitrary<Raw> =>
	fc
		.oneof(
			{ weight: 8, arbitrary: fc.uint8Array({ minLength: least, maxLength: most, size: 'max' }) },
			{ weight: 1, arbitrary: fc.integer({ min: least, max: most }).map((n) => new Uint8Array(n)) },
			{
				weight: 1,
				arbitrary: fc.integer({ min: least, max: most }).map((n) => new Uint8Array(n).fill(0xff))
			}
		)
		.map((value) => new Uint8Array(value));

/** A change to some bytes: one bit flipped, cut short, or one byte more. */
export const damage: fc.Arbitrary<(whole: Raw) => Raw> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => (whole: Raw) => {
			const out = whole.slice();
			const index = at % out.length;
			out[index] = (out[index] ?? 0) ^ (1 << bit);
			return out;
		})
	},
	{ weight: 1, arbitrary: fc.nat().map((n) => (whole: Raw) => whole.slice(0, n % whole.length)) },
	{
		weight: 1,
		arbitrary: fc.nat(255).map((byte) => (whole: Raw) => Uint8Array.from([...whole, byte]))
	}
);
