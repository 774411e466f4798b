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

	test('looks at the last four steps on a slow one', () => {
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
		expect(pace.secondsLeft(10 * 3_600_000, 8 * MB)).toBe(36_000);
		expect(new Pace().secondsLeft(0, 8 * MB)).toBeNull();
	});
});
