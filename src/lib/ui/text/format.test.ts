import { describe, expect, it } from 'vitest';
import {
	formatBytes,
	formatDate,
	formatPlural,
	formatProgress,
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
	it('one is singular, everything else plural', () => {
		expect(formatPlural(1, 'file')).toBe('1 file');
		expect(formatPlural(1284, 'file', 'files', 'en-US')).toBe('1,284 files');
	});

	it('time left is rounded up and never says zero', () => {
		expect(formatTimeLeft(0)).toBe('1 s left');
		expect(formatTimeLeft(61)).toBe('2 min left');
		expect(formatTimeLeft(3601)).toBe('2 h left');
	});
});
