import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Subject } from '../../vault/view.ts';
import { Reading } from './reading.ts';

const general: Subject = { kind: 'vault', id: null };
const other: Subject = { kind: 'file', id: 'AAAAAAAAAAAAAAAAAAAAAA' as never };
let noted: [string, number][] = [];
let reading: Reading;
beforeEach(() => {
	vi.useFakeTimers();
	noted = [];
	reading = new Reading((about, upTo) => noted.push([about.kind, upTo]), 1000);
});
afterEach(() => vi.useRealTimers());

test('what comes on the screen is noted at once, and only once', () => {
	reading.see(general, 5);
	reading.see(general, 5);
	vi.advanceTimersByTime(5000);
	reading.see(general, 5);
	expect(noted).toEqual([['vault', 5]]);
});

test('what arrives while one looks is noted together, every so often', () => {
	for (const upTo of [5, 6, 7]) reading.see(general, upTo);
	expect(noted).toEqual([['vault', 5]]);
	vi.advanceTimersByTime(1000);
	expect(noted).toEqual([
		['vault', 5],
		['vault', 7]
	]);
});

test('leaving notes what was not noted yet, and nothing after', () => {
	reading.see(general, 5);
	reading.see(general, 6);
	reading.leave();
	vi.advanceTimersByTime(5000);
	reading.leave();
	expect(noted.map(([, upTo]) => upTo)).toEqual([5, 6]);
});

test('another thread is noted at once, after the one that was left', () => {
	reading.see(general, 5);
	reading.see(general, 6);
	reading.see(other, 4);
	expect(noted).toEqual([
		['vault', 5],
		['vault', 6],
		['file', 4]
	]);
});

test('what an answer said already is not noted again', () => {
	reading.see(general, 5);
	reading.see(general, 7);
	reading.answered(general, 7);
	reading.leave();
	expect(noted).toEqual([['vault', 5]]);
});
