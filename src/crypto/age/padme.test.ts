import fc from 'fast-check';
import { expect, test } from 'vitest';
import { padmeSize } from './padme.ts';

test.each([
	[1, 256],
	[255, 256],
	[256, 256],
	[257, 272],
	[1000, 1024],
	[1025, 1088],
	[65536, 65536],
	[65537, 67584],
	[2 ** 30 + 1, 2 ** 30 + 2 ** 25],
	[2 ** 46, 2 ** 46],
	[2 ** 46 - 1, 2 ** 46]
])('a file of %i bytes is padded to %i', (size, padded) => {
	expect(padmeSize(size)).toBe(padded);
});

test('padding never shortens, never goes back, adds at most 12 %, and is stable', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 2 ** 46 }), (size) => {
			const padded = padmeSize(size);
			expect(padded).toBeGreaterThanOrEqual(size);
			expect(padded).toBeLessThanOrEqual(Math.max(256, size * 1.12));
			expect(padmeSize(padded)).toBe(padded);
			expect(padmeSize(size + 1)).toBeGreaterThanOrEqual(padded);
		})
	);
});

test('at each size the numbers fit the formula of section 12', () => {
	fc.assert(
		fc.property(fc.integer({ min: 256, max: 2 ** 46 }), (size) => {
			const exponent = BigInt(size).toString(2).length - 1;
			const kept = BigInt(exponent).toString(2).length;
			const step = 1n << BigInt(exponent - kept);
			const expected = ((BigInt(size) + step - 1n) / step) * step;
			expect(BigInt(padmeSize(size))).toBe(expected);
		})
	);
});

test('sizes below 8 MiB leak few classes', () => {
	const classes = new Set<number>();
	for (let size = 1; size <= 8 * 1024 * 1024; size += 97) classes.add(padmeSize(size));
	expect(classes.size).toBeLessThan(350);
});
