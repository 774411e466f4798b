import { expect, test } from 'vitest';
import { contrast, legible } from './contrast.ts';

test.each([
	['#000000', '#ffffff', 21],
	['#ffffff', '#ffffff', 1],
	['#767676', '#ffffff', 4.54],
	['#777777', '#ffffff', 4.48],
	['#ff0000', '#ffffff', 4],
	['#0000ff', '#ffffff', 8.59]
])('%s and %s are %d apart, whichever comes first', (one, other, ratio) => {
	expect(contrast(one, other)).toBeCloseTo(ratio, 2);
	expect(contrast(other, one)).toBe(contrast(one, other));
});

test('a colour that can be read stays as it is, and any other is changed no further than it must', () => {
	expect(legible('#767676', ['#ffffff'], 'darker')).toBe('#767676');
	const grey = legible('#7f7f7f', ['#ffffff'], 'darker');
	expect(contrast(grey, '#ffffff')).toBeGreaterThanOrEqual(4.5);
	expect(contrast(grey, '#ffffff')).toBeLessThan(4.8);
	expect(legible('#ffffff', ['#ffffff'], 'darker')).toMatch(/^#7[0-6]7[0-6]7[0-6]$/);
});

test('where no shade is far enough from all, it ends in black or white', () => {
	expect(legible('#336699', ['#000000', '#ffffff', '#777777'], 'darker')).toBe('#000000');
	expect(legible('#336699', ['#000000', '#ffffff', '#777777'], 'lighter')).toBe('#ffffff');
});
