import { describe, expect, it } from 'vitest';
import { nextTryWords, secondsToNextTry } from './next-try.ts';
import { row } from './queue-testing.ts';

const waiting = (...at: (number | null)[]) =>
	at.map((nextTryAt, index) => row(String(index), { state: 'retrying', nextTryAt }));

describe('the next try', () => {
	it('is that of the file that is tried first', () => {
		expect(secondsToNextTry(waiting(9000, 4200, null), 0)).toBe(5);
	});

	it('is known only of what waits for one', () => {
		expect(secondsToNextTry(waiting(null), 0)).toBeNull();
		expect(secondsToNextTry([row('a', { state: 'working', nextTryAt: 5 })], 0)).toBeNull();
	});

	it('counts down by seconds at the end and by fives before', () => {
		const at = (now: number) => secondsToNextTry(waiting(60_000), now);
		expect([0, 1000, 4999, 5000, 49_000, 50_000, 58_500, 60_000, 70_000].map(at)).toEqual([
			60, 60, 60, 55, 15, 10, 2, 0, 0
		]);
	});

	it('is said in words', () => {
		expect([15, 1, 0].map(nextTryWords)).toEqual([
			'next try in 15 seconds',
			'next try in 1 second',
			'trying now'
		]);
	});
});
