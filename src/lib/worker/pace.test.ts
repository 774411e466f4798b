import { describe, expect, test } from 'vitest';
import { Pace } from './pace.ts';

const MB = 1_000_000;

/** Parts of 8 MB arriving at once, each `every` ms, until `total`; answers what was said every half second. */
function watched(total: number, every: number): { at: number; left: number | null }[] {
	const pace = new Pace();
	const said: { at: number; left: number | null }[] = [];
	for (let at = 0; ; at += 500) {
		const done = Math.min(total, Math.floor(at / every) * 8 * MB);
		pace.note(at, done);
		said.push({ at, left: pace.secondsLeft(at, total - done) });
		if (done === total) return said;
	}
}

describe('the speed', () => {
	test('is not said before anybody can tell', () => {
		const pace = new Pace();
		pace.note(0, 0);
		expect(pace.bytesPerSecond(5000)).toBeNull();
		pace.note(1000, 8 * MB);
		expect(pace.bytesPerSecond(1000)).toBeNull();
		expect(pace.bytesPerSecond(2000)).toBe(4 * MB);
	});

	test('falls while nothing arrives', () => {
		const pace = new Pace();
		pace.note(0, 0);
		pace.note(4000, 8 * MB);
		expect(pace.bytesPerSecond(8000)).toBe(1 * MB);
		expect(pace.bytesPerSecond(80_000)).toBe(0.1 * MB);
	});

	test('looks at the last quarter of a minute on a quick line', () => {
		const pace = new Pace();
		for (let at = 0; at <= 60_000; at += 100) pace.note(at, at < 30_000 ? 0 : (at - 30_000) * 1000);
		expect(pace.bytesPerSecond(60_000)).toBe(1 * MB);
	});

	test('looks at the last steps on a slow one', () => {
		const pace = new Pace();
		for (let step = 0; step <= 10; step++) pace.note(step * 60_000, step * 8 * MB);
		expect(pace.bytesPerSecond(600_000)).toBeCloseTo((8 * MB) / 60);
	});

	test('says nothing of what was before a pause, nor of what began anew', () => {
		const pace = new Pace();
		pace.note(0, 0);
		pace.note(4000, 8 * MB);
		pace.forget();
		expect(pace.bytesPerSecond(4000)).toBeNull();
		pace.note(5000, 8 * MB);
		pace.note(9000, 16 * MB);
		pace.note(9500, 0);
		expect(pace.bytesPerSecond(12_000)).toBeNull();
	});
});

describe('the time left', () => {
	test.each([
		['a quick line', 400 * MB, 400],
		['a slow line', 160 * MB, 7300]
	])('counts down on %s without jumping, though whole parts arrive at once', (_, total, every) => {
		const said = watched(total, every).filter(({ at }) => at > 10 * every && at > 4000);
		expect(said.length).toBeGreaterThan(10);
		for (const [i, { left }] of said.entries()) {
			const before = said[i - 1]?.left;
			if (before === undefined || before === null || left === null) continue;
			expect(left).toBeLessThanOrEqual(before + 1);
			expect(before - left).toBeLessThan(3);
		}
		expect(said.at(-1)?.left).toBeLessThan(6);
	});

	test('follows a line that became slower within some ten seconds, and not at once', () => {
		const pace = new Pace();
		let done = 0;
		const left = (at: number) => pace.secondsLeft(at, 1000 * MB - done);
		for (let at = 0; at <= 20_000; at += 500) pace.note(at, (done = at * 10_000));
		expect(left(20_000)).toBe(80);
		for (let at = 20_500; at <= 60_000; at += 500) {
			pace.note(at, (done += 500_000));
			if (at === 21_000) expect(left(at)).toBeLessThan(110);
			else left(at);
		}
		expect(left(60_000)).toBeGreaterThan(500);
	});

	test('is unknown while the line stands still', () => {
		const pace = new Pace();
		pace.note(0, 0);
		pace.note(1000, 8 * MB);
		expect(pace.secondsLeft(6000, 8 * MB)).toBe(5);
		expect(pace.secondsLeft(6001, 8 * MB)).toBeNull();
		expect(pace.secondsLeft(10 * 3_600_000, 8 * MB)).toBeNull();
		expect(new Pace().secondsLeft(0, 8 * MB)).toBeNull();
	});

	test('is not guessed from a small file before large ones', () => {
		const said = told([[0, 0], [300, 0.1 * MB], ...bunches(300, 0.1 * MB)]);
		// The first of the large parts come after 24 seconds, and only the next tell how long they take.
		expect(said.filter(({ at, left }) => at < 48_000 && left !== null)).toEqual([]);
		for (const { at, left } of said.filter(({ at }) => at >= 50_500)) {
			expect(left, String(at)).toBeGreaterThan(0.55 * secondsAt(1 * MB, at));
			expect(left, String(at)).toBeLessThan(1.1 * secondsAt(1 * MB, at));
		}
	});

	test('is known on a slow line whose parts come three at a time', () => {
		const said = told([[0, 0], ...bunches(0, 0)]).filter(({ at }) => at >= 26_500);
		for (const { at, left } of said)
			expect(Math.abs((left ?? Infinity) - secondsAt(1 * MB, at)), String(at)).toBeLessThan(60);
	});

	test('does not become hours when a quick line stops at once, nor when it goes on', () => {
		const moves: [number, number][] = [];
		for (let at = 0; at <= 20_000; at += 250) moves.push([at, at * 10_000]);
		for (let at = 80_000; at <= 110_000; at += 250) moves.push([at, (at - 60_000) * 10_000]);
		const said = told(moves);
		const between = (from: number, to: number) =>
			said.filter(({ at }) => at >= from && at < to).map(({ left }) => left);
		expect(between(20_000, 20_250)).toEqual([80]);
		for (const left of between(20_250, 25_250)) expect(left).toBeLessThan(90);
		expect(new Set(between(25_250, 82_250))).toEqual(new Set([null]));
		// What was left when it stopped, from then on.
		for (const { at, left } of said.filter(({ at }) => at >= 82_500))
			expect(Math.abs((left ?? Infinity) - (160_000 - at) / 1000), String(at)).toBeLessThan(2);
	});
});

/** What is said every quarter of a second of a thousand megabytes that move in such steps, as the queue notes and asks. */
function told(moves: readonly (readonly [number, number])[]) {
	const pace = new Pace();
	const said: { at: number; left: number | null }[] = [];
	let [done, next] = [0, 0];
	for (let at = 0; at <= (moves.at(-1)?.[0] ?? 0); at += 50) {
		for (; (moves[next]?.[0] ?? Infinity) <= at; next++) done = moves[next]?.[1] ?? 0;
		pace.note(at, done);
		if (at % 250 === 0) said.push({ at, left: pace.secondsLeft(at, 1000 * MB - done) });
	}
	return said;
}

/** Three parts of 8 MB at nearly the same time, every 24 seconds. */
const bunches = (from: number, before: number): [number, number][] =>
	Array.from({ length: 30 }, (_, one) => {
		const at = from + (Math.floor(one / 3) + 1) * 24_000 + (one % 3) * 200;
		return [at, before + (one + 1) * 8 * MB];
	});

/** Of a thousand megabytes, at this speed from the beginning on. */
const secondsAt = (speed: number, at: number): number => (1000 * MB) / speed - at / 1000;
