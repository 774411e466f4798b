import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueAt, nextAtHour, retryAfter } from './due.ts';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const at = (text: string) => Date.parse(text);
const told = (after: string, hour: number, zone: string) =>
	new Date(nextAtHour(at(after), hour, zone)).toISOString();
const waitMs = 5 * MINUTE;
const preferences = { hour: 8, zone: 'Europe/Berlin' };

describe('told at once', () => {
	const due = (since: number, now: number) =>
		dueAt({ ...preferences, frequency: 'at-once' }, { since, now, waitMs });

	test('is when it has been quiet for a while', () => {
		expect(due(0, 0)).toBe(waitMs);
		expect(due(0, 4 * MINUTE)).toBe(9 * MINUTE);
	});

	test('is not put off for ever by a burst that goes on', () => {
		expect(due(0, 14 * MINUTE)).toBe(15 * MINUTE);
	});
});

test('told hourly is an hour after the first of what came, whatever comes after it', () => {
	const due = (now: number) =>
		dueAt({ ...preferences, frequency: 'hourly' }, { since: 0, now, waitMs });
	expect([due(0), due(50 * MINUTE)]).toEqual([HOUR, HOUR]);
});

describe('told daily', () => {
	test('is at the hour of the person’s own day', () => {
		expect(told('2025-11-22T05:00:00Z', 8, 'Europe/Berlin')).toBe('2025-11-22T07:00:00.000Z');
		expect(told('2025-11-22T08:00:00Z', 8, 'America/Los_Angeles')).toBe('2025-11-22T16:00:00.000Z');
		expect(told('2025-11-22T02:00:00Z', 8, 'Asia/Kathmandu')).toBe('2025-11-22T02:15:00.000Z');
	});

	test('is the next day when the hour has begun', () => {
		expect(told('2025-11-22T07:00:00Z', 8, 'Europe/Berlin')).toBe('2025-11-23T07:00:00.000Z');
		expect(told('2025-11-22T07:00:01Z', 8, 'Europe/Berlin')).toBe('2025-11-23T07:00:00.000Z');
	});

	test('works at midnight', () => {
		expect(told('2025-11-22T10:00:00Z', 0, 'UTC')).toBe('2025-11-23T00:00:00.000Z');
	});

	test('keeps to the clock on the wall when it is put forward, also where that skips the hour', () => {
		expect(told('2026-03-28T12:00:00Z', 8, 'Europe/Berlin')).toBe('2026-03-29T06:00:00.000Z');
		expect(told('2026-03-28T12:00:00Z', 2, 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
	});

	test('happens once on a night in which the hour comes twice', () => {
		const first = told('2025-10-25T12:00:00Z', 2, 'Europe/Berlin');
		expect(first).toBe('2025-10-26T00:00:00.000Z');
		expect(told(first, 2, 'Europe/Berlin')).toBe('2025-10-27T01:00:00.000Z');
	});

	test('is within 26 hours, whenever and wherever', () => {
		const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
		const times = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') });
		fc.assert(
			fc.property(times, fc.integer({ min: 0, max: 23 }), zones, (after, hour, zone) => {
				const due = nextAtHour(after, hour, zone);
				return due > after && due - after <= 26 * HOUR;
			})
		);
	});
});

test('a failing line is tried again after longer and longer, up to a limit', () => {
	const waits = [1, 2, 3, 4, 7, 100].map((tries) => retryAfter(tries, 15 * MINUTE) / MINUTE);
	expect(waits).toEqual([0.25, 0.5, 1, 2, 15, 15]);
});
