import { describe, expect, test } from 'vitest';
import { brightnessOf, warningsOf, type Brightness } from './legibility.ts';

const WIDTH = 480;
const HEIGHT = 600;
const PAPER = 235;

/** Lines of strokes two pixels wide, as print is: every word another pattern, always the same page. */
function written(ink: number, paper = PAPER): Float64Array {
	const page = new Float64Array(WIDTH * HEIGHT).fill(paper);
	let seed = 7;
	const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
	for (let line = 40; line < HEIGHT - 40; line += 20)
		for (let x = 40; x < WIDTH - 40; x += 2 + 2 * Math.floor(random() * 3))
			for (let y = line; y < line + 10; y++)
				if (random() < 0.9) for (const at of [x, x + 1]) page[y * WIDTH + at] = ink;
	return page;
}

/** A Gaussian blur, first along the rows and then along the columns. */
function blurred(page: Float64Array, pixels: number): Float64Array {
	if (pixels === 0) return page;
	const reach = Math.ceil(3 * pixels);
	const weights = Array.from({ length: 2 * reach + 1 }, (_, index) =>
		Math.exp(-((index - reach) ** 2) / (2 * pixels ** 2))
	);
	const total = weights.reduce((sum, weight) => sum + weight);
	const along = (source: Float64Array, step: number) =>
		source.map((_, at) =>
			weights.reduce((sum, weight, index) => {
				const value = source[at + (index - reach) * step] ?? source[at] ?? 0;
				return sum + (weight / total) * value;
			}, 0)
		);
	return along(along(page, 1), WIDTH);
}

function photographed(page: Float64Array, light = 1, grain = 1.5): Brightness {
	let seed = 11;
	const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
	const values = Uint8ClampedArray.from(page, (value) => value * light + 4 * grain * random());
	return { width: WIDTH, height: HEIGHT, values };
}

describe('a page', () => {
	test.each([
		['sharp, by a window', 0, 1],
		['hardly blurred', 1, 1],
		['sharp, by a lamp', 0, 0.5],
		['hardly blurred, by a lamp', 1, 0.5]
	])('that is %s gives no warning', (_, blur, light) => {
		expect(warningsOf(photographed(blurred(written(30), blur), light))).toEqual([]);
	});

	test.each([1, 0.7, 0.5])('that is blurred gives a warning, in a light of %d', (light) => {
		expect(warningsOf(photographed(blurred(written(30), 3), light))).toContain('blurred');
	});

	test('with grey print is not taken for a blurred one', () => {
		expect(warningsOf(photographed(written(150)))).toEqual([]);
	});

	test('in the dark gives a warning', () => {
		expect(warningsOf(photographed(written(30), 0.25))).toContain('dark');
	});

	test('in the light of an evening gives none', () => {
		expect(warningsOf(photographed(written(30), 0.45))).toEqual([]);
	});

	test('on which nothing can be made out gives a warning, empty or pale', () => {
		expect(warningsOf(photographed(written(PAPER), 1, 0))).toEqual(['faint']);
		expect(warningsOf(photographed(written(PAPER - 15), 1, 0))).toEqual(['faint']);
	});

	test('with a few words on it is judged by the words', () => {
		const page = new Float64Array(WIDTH * HEIGHT).fill(PAPER);
		page.set(written(30).subarray(0, WIDTH * 120));
		expect(warningsOf(photographed(page))).toEqual([]);
		expect(warningsOf(photographed(blurred(page, 3)))).toContain('blurred');
	});

	test('of no size gives no error', () => {
		expect(warningsOf({ width: 1, height: 1, values: new Uint8Array([200]) })).toEqual(['faint']);
	});
});

test('brightness weighs green most and blue least', () => {
	const data = new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]);
	const { values } = brightnessOf({ width: 3, height: 1, data });
	expect([...values]).toEqual([76, 149, 29]);
});
