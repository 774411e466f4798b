/**
 * Sizes, times and counts as people say them, in the reader's own locale. Pure: the clock, the locale and the
 * time zone are passed in (and default to the reader's).
 */

export interface Reader {
	now?: number;
	locale?: string;
	timeZone?: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** "640 kB", "1.2 MB", "18 MB": decimal units, as phones and desktops show them. */
export function formatBytes(bytes: number, locale?: string): string {
	if (bytes < 1000) return bytes === 1 ? '1 byte' : `${formatCount(bytes, locale)} bytes`;
	let power = 0;
	let value = bytes / 1000;
	while (Math.round(value) >= 1000 && power < units.length - 1) {
		value /= 1000;
		power += 1;
	}
	const digits = value < 10 ? 1 : 0;
	return numberFormat(locale, {
		style: 'unit',
		unit: units[power] ?? 'terabyte',
		maximumFractionDigits: digits
	}).format(value);
}

/** "31 of 50 MB": both in the unit of the whole, so that the numbers can be compared. */
export function formatProgress(done: number, total: number, locale?: string): string {
	const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, total)) / 3)));
	const scaled = done / 1000 ** power;
	const digits = total / 1000 ** power < 10 && power > 0 ? 1 : 0;
	const part = numberFormat(locale, {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits
	}).format(Math.floor(scaled * 10 ** digits) / 10 ** digits);
	return `${done === 0 ? '0' : part} of ${formatBytes(total, locale)}`;
}

export function formatCount(count: number, locale?: string): string {
	return numberFormat(locale).format(count);
}

/** "1 file", "1,284 files". */
export function formatPlural(
	count: number,
	one: string,
	many = `${one}s`,
	locale?: string
): string {
	return `${formatCount(count, locale)} ${count === 1 ? one : many}`;
}

/** "about 4 minutes left", "less than a minute left": rough on purpose, because the number is a guess. */
export function formatTimeLeft(seconds: number): string {
	if (seconds < 10) return 'a few seconds left';
	if (seconds < 50) return 'less than a minute left';
	const minutes = Math.ceil(seconds / 60);
	if (minutes < 58)
		return `about ${formatPlural(minutes < 15 ? minutes : nearestFive(minutes), 'minute')} left`;
	const hours = Math.ceil(seconds / 1800) / 2;
	if (hours < 36) return `about ${hours === 1 ? 'an hour' : `${formatCount(hours)} hours`} left`;
	return `about ${formatPlural(Math.ceil(hours / 24), 'day')} left`;
}

const nearestFive = (count: number): number => Math.round(count / 5) * 5;

/** "24 MB/s" */
export const formatSpeed = (bytesPerSecond: number, locale?: string): string =>
	`${formatBytes(Math.round(bytesPerSecond), locale)}/s`;

/** "Just now", "Today 09:41", "Yesterday 17:32", "12 Nov", "12 Nov 2024". */
export function formatWhen(time: number, reader: Reader = {}): string {
	const now = reader.now ?? Date.now();
	const at = new Date(time);
	const clock = dateFormat(reader, { timeStyle: 'short' }).format(at);
	if (Math.abs(now - time) < MINUTE) return 'Just now';
	if (day(time, reader) === day(now, reader)) return `Today ${clock}`;
	if (day(time, reader) === day(now - DAY, reader)) return `Yesterday ${clock}`;
	const sameYear = day(time, reader).slice(0, 4) === day(now, reader).slice(0, 4);
	return dateFormat(reader, {
		day: 'numeric',
		month: 'short',
		...(sameYear ? {} : { year: 'numeric' })
	}).format(at);
}

/** The whole of it, for a tooltip or a record: "12 November 2024 at 09:41:07 GMT+1". */
export function formatExactly(time: number, reader: Reader = {}): string {
	return dateFormat(reader, { dateStyle: 'long', timeStyle: 'long' }).format(new Date(time));
}

export function formatDate(time: number, reader: Reader = {}): string {
	return dateFormat(reader, { dateStyle: 'long' }).format(new Date(time));
}

/** The calendar day in the reader's time zone, as YYYY-MM-DD. */
function day(time: number, reader: Reader): string {
	const options: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };
	return dateFormat({ ...reader, locale: 'en-CA' }, options).format(new Date(time));
}

function dateFormat(reader: Reader, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const zone = reader.timeZone === undefined ? {} : { timeZone: reader.timeZone };
	const whole = { ...options, ...zone };
	return kept(dates, reader.locale, whole, () => new Intl.DateTimeFormat(reader.locale, whole));
}

const numberFormat = (locale?: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
	kept(numbers, locale, options, () => new Intl.NumberFormat(locale, options));

/** Making a format takes the browser a hundred times as long as using one, and a list uses few. */
const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

function kept<F>(
	formats: Map<string, F>,
	locale: string | undefined,
	options: object,
	make: () => F
): F {
	const key = JSON.stringify([locale, options]);
	const format = formats.get(key) ?? make();
	formats.set(key, format);
	return format;
}
