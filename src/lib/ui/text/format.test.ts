import { describe, expect, it } from 'vitest';
import {
	formatBytes,
	formatCount,
	formatDate,
	formatProgress,
	formatSpeed,
	formatTimeLeft,
	formatWhen
} from './format.ts';

describe('sizes', () => {
	it.each([
		[0, '0 bytes'],
		[1, '1 byte'],
		[999, '999 bytes'],
		[1000, '1 kB'],
		[640_000, '640 kB'],
		[999_999, '1 MB'],
		[1_240_000, '1.2 MB'],
		[18_400_000, '18 MB'],
		[1_073_741_824, '1.1 GB'],
		[5e15, '5,000 TB']
	])('%d bytes reads %s', (bytes, words) => expect(formatBytes(bytes, 'en-US')).toBe(words));

	it('progress is told in the unit of the whole and never rounds up to it', () => {
		expect(formatProgress(31_400_000, 50_000_000, 'en-US')).toBe('31 of 50 MB');
		expect(formatProgress(1_190_000, 1_200_000, 'en-US')).toBe('1.1 of 1.2 MB');
		expect(formatProgress(0, 0, 'en-US')).toBe('0 of 0 bytes');
	});
});

describe('times', () => {
	const now = Date.UTC(2025, 10, 22, 12, 0);
	const reader = { now, locale: 'en-GB', timeZone: 'UTC' };

	it.each([
		[now - 5_000, 'Just now'],
		[Date.UTC(2025, 10, 22, 9, 41), 'Today 09:41'],
		[Date.UTC(2025, 10, 21, 17, 32), 'Yesterday 17:32'],
		[Date.UTC(2025, 10, 12, 8, 0), '12 Nov'],
		[Date.UTC(2024, 10, 12, 8, 0), '12 Nov 2024']
	])('%d reads %s', (time, words) => expect(formatWhen(time, reader)).toBe(words));

	it('the day turns at midnight where the reader is', () => {
		const late = Date.UTC(2025, 10, 21, 23, 30);
		expect(formatWhen(late, { ...reader, timeZone: 'Europe/Stockholm' })).toBe('Today 00:30');
	});

	it('a date stands alone in a record', () => {
		expect(formatDate(now, reader)).toBe('22 November 2025');
	});
});

describe('counts and guesses', () => {
	it('counts are grouped as the reader does', () => {
		expect(formatCount(1284, 'en-US')).toBe('1,284');
	});

	it.each([
		[0, 'a few seconds left'],
		[30, 'less than a minute left'],
		[60, 'about 1 minute left'],
		[61, 'about 2 minutes left'],
		[17 * 60, 'about 15 minutes left'],
		[3550, 'about an hour left'],
		[3601, 'about 1.5 hours left'],
		[3 * 86_400, 'about 3 days left']
	])('%d seconds are %s', (seconds, words) => expect(formatTimeLeft(seconds)).toBe(words));

	it('speed is told in bytes, like sizes', () => {
		expect(formatSpeed(24_300_000.4, 'en-US')).toBe('24 MB/s');
	});
});
