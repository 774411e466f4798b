import { describe, expect, test } from 'vitest';
import { RANGE_BYTES } from '../worker/port.ts';
import { DocumentPieces } from './document-pieces.ts';

const SIZE = 3 * RANGE_BYTES + 10;

function opened() {
	const read: { start: number; end: number }[] = [];
	const pieces = new DocumentPieces({
		size: SIZE,
		read: (range) => {
			read.push(range);
			return Promise.resolve(new Uint8Array(range.end - range.start));
		}
	});
	return { pieces, read };
}

test('a frame gets the pieces it asks for, one after another', async () => {
	const { pieces, read } = opened();
	expect((await pieces.give({ start: SIZE - 10, end: SIZE }))?.bytes.byteLength).toBe(10);
	expect((await pieces.give({ start: 0, end: RANGE_BYTES }))?.start).toBe(0);
	expect(read.length).toBe(2);
});

describe('a frame that asks for anything else', () => {
	test.each([
		['a range before the document', { start: -1, end: 10 }],
		['a range past its end', { start: SIZE - 5, end: SIZE + 1 }],
		['an empty range', { start: 5, end: 5 }],
		['a range backwards', { start: 10, end: 5 }],
		['more than a piece', { start: 0, end: RANGE_BYTES + 1 }],
		['half bytes', { start: 0.5, end: 10 }],
		['no number', { start: NaN, end: 10 }],
		['an endless range', { start: 0, end: Infinity }],
		['a number as text', { start: '0', end: '10' }],
		['an object that pretends', { start: { valueOf: (): number => 0 }, end: 10 }],
		['nothing', {}]
	])('gets no answer to %s, nor to anything after it', async (_, asked) => {
		const { pieces, read } = opened();
		expect(await pieces.give(asked)).toBeNull();
		expect(await pieces.give({ start: 0, end: 10 })).toBeNull();
		expect(read).toEqual([]);
	});

	test('gets no second piece while one is on its way', async () => {
		const { pieces, read } = opened();
		const [first, second] = await Promise.all([
			pieces.give({ start: 0, end: 10 }),
			pieces.give({ start: 10, end: 20 })
		]);
		expect([first, second]).toEqual([null, null]);
		expect(read.length).toBe(1);
	});

	test('gets at most twice the document, however long it asks', async () => {
		const { pieces, read } = opened();
		for (let n = 0; n < 100; n++) await pieces.give({ start: 0, end: RANGE_BYTES });
		const total = read.reduce((sum, { start, end }) => sum + end - start, 0);
		expect(total).toBeLessThanOrEqual(2 * SIZE);
	});
});
