import { describe, expect, test } from 'vitest';
import {
	cutTurnedOn,
	drawnSize,
	edgeMoved,
	LEAST,
	matrixFor,
	turnedOn,
	WHOLE,
	type Cut,
	type Turn
} from './geometry.ts';

const photo = { width: 400, height: 300 };
const cut: Cut = { left: 0.1, top: 0.2, right: 0.6, bottom: 0.9 };
const turns: Turn[] = [0, 1, 2, 3];

/** Where a point of the photo is drawn. */
function drawn(x: number, y: number, turn: Turn, piece: Cut, scale: number): [number, number] {
	const [a, b, c, d, e, f] = matrixFor(photo, turn, piece, scale);
	return [a * x + c * y + e, b * x + d * y + f];
}

describe('turning', () => {
	test('comes back after four quarters, the cut with it', () => {
		let [turn, piece] = [0 as Turn, cut];
		for (let quarter = 0; quarter < 4; quarter++) {
			turn = turnedOn(turn);
			piece = cutTurnedOn(piece);
		}
		expect(turn).toBe(0);
		for (const edge of ['left', 'top', 'right', 'bottom'] as const)
			expect(piece[edge]).toBeCloseTo(cut[edge]);
	});

	test.each(turns)('by %d quarters fills the canvas with the whole photo', (turn) => {
		const { width, height, scale } = drawnSize(photo, turn, WHOLE, 200);
		const corners = [
			[0, 0],
			[photo.width, 0],
			[0, photo.height],
			[photo.width, photo.height]
		].map(([x = 0, y = 0]) => drawn(x, y, turn, WHOLE, scale).map(Math.round).join());
		const wanted = [[0, 0].join(), [width, 0].join(), [0, height].join(), [width, height].join()];
		expect(corners.sort()).toEqual(wanted.sort());
	});

	test('by a quarter puts the left lower corner on top', () => {
		expect(drawn(0, photo.height, 1, WHOLE, 1)).toEqual([0, 0]);
	});

	test('shows the same piece of the photo as before', () => {
		const before = drawn(40 + 100, 60 + 105, 0, cut, 1);
		const after = drawn(40 + 100, 60 + 105, 1, cutTurnedOn(cut), 1);
		const { height } = drawnSize(photo, 0, cut, 1000);
		expect(after[0]).toBeCloseTo(height - before[1]);
		expect(after[1]).toBeCloseTo(before[0]);
	});
});

describe('cutting', () => {
	test('makes the cut piece the canvas', () => {
		const { width, height, scale } = drawnSize(photo, 0, cut, 1000);
		expect([width, height, scale]).toEqual([200, 210, 1]);
		expect(drawn(40, 60, 0, cut, 1)).toEqual([0, 0]);
	});

	test('makes nothing larger than it was, and the longer side no longer than allowed', () => {
		expect(drawnSize(photo, 0, WHOLE, 5000)).toEqual({ ...photo, scale: 1 });
		expect(drawnSize(photo, 1, WHOLE, 100)).toEqual({ width: 75, height: 100, scale: 0.25 });
	});

	test('leaves at least one pixel of the thinnest photo', () => {
		expect(drawnSize({ width: 10_000, height: 1 }, 0, WHOLE, 100).height).toBe(1);
	});

	test('moves no edge past the opposite one, nor out of the photo', () => {
		expect(edgeMoved(cut, 'left', 0.9).left).toBeCloseTo(cut.right - LEAST);
		expect(edgeMoved(cut, 'bottom', 0).bottom).toBeCloseTo(cut.top + LEAST);
		expect(edgeMoved(cut, 'top', -1).top).toBe(0);
		expect(edgeMoved(cut, 'right', 2).right).toBe(1);
	});
});
