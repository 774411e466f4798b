import { describe, expect, it } from 'vitest';
import { IdleClock } from './idle.ts';

const MINUTE = 60_000;

function clock(isWorking = () => false) {
	const time = { now: 0, locked: 0 };
	const idle = new IdleClock(
		() => (time.locked += 1),
		isWorking,
		() => time.now
	);
	return { time, idle };
}

describe('the idle lock', () => {
	it('locks after fifteen minutes without activity', () => {
		const { time, idle } = clock();
		time.now = 15 * MINUTE - 1;
		idle.check();
		expect(time.locked).toBe(0);
		time.now = 15 * MINUTE;
		idle.check();
		expect(time.locked).toBe(1);
	});

	it('starts counting again at every touch', () => {
		const { time, idle } = clock();
		time.now = 10 * MINUTE;
		idle.touch();
		time.now = 24 * MINUTE;
		idle.check();
		expect(time.locked).toBe(0);
	});

	it('is not prolonged by the touch that ends a long sleep', () => {
		const { time, idle } = clock();
		time.now = 8 * 60 * MINUTE;
		idle.touch();
		expect(time.locked).toBe(1);
	});

	it('waits for a transfer under way, then counts from its end', () => {
		let working = true;
		const { time, idle } = clock(() => working);
		for (const minute of [10, 20]) {
			time.now = minute * MINUTE;
			idle.check();
		}
		working = false;
		time.now = 34 * MINUTE;
		idle.check();
		expect(time.locked).toBe(0);
		time.now = 35 * MINUTE;
		idle.check();
		expect(time.locked).toBe(1);
	});

	it('is not put off by a transfer when the device slept in the middle of it', () => {
		const { time, idle } = clock(() => true);
		time.now = 10 * MINUTE;
		idle.check();
		time.now = 70 * MINUTE;
		idle.check();
		expect(time.locked).toBe(1);
	});
});
