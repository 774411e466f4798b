/**
 * Sizes, times and counts as people say them, in the reader's own language and locale. Pure: the clock, the locale and the
 * time zone are passed in (and default to the reader's).
 */
import { keptDateFormat, keptNumberFormat } from '../../words/formats.ts';
import { readersLocale, say, sayCount } from '../../words/say.ts';

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
	if (bytes < 1000) return sayCount(bytes, '{n} byte', '{n} bytes');
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
	return say('{part} of {whole}##size', {
		part: done === 0 ? '0' : part,
		whole: formatBytes(total, locale)
	});
}

export function formatCount(count: number, locale?: string): string {
	return numberFormat(locale).format(count);
}

/** "about 4 minutes left", "less than a minute left": rough on purpose, because the number is a guess. */
export function formatTimeLeft(seconds: number): string {
	if (seconds < 10) return say('a few seconds left');
	if (seconds < 50) return say('less than a minute left');
	const minutes = Math.ceil(seconds / 60);
	if (minutes < 58)
		return sayCount(
			minutes < 15 ? minutes : nearestFive(minutes),
			'about {n} minute left',
			'about {n} minutes left'
		);
	const hours = Math.ceil(seconds / 1800) / 2;
	if (hours === 1) return say('about an hour left');
	if (hours < 36) return sayCount(hours, 'about {n} hour left', 'about {n} hours left');
	return sayCount(Math.ceil(hours / 24), 'about {n} day left', 'about {n} days left');
}

const nearestFive = (count: number): number => Math.round(count / 5) * 5;

/** "24 MB/s" */
export const formatSpeed = (bytesPerSecond: number, locale?: string): string =>
	`${formatBytes(Math.round(bytesPerSecond), locale)}/s`;

/** "Just now", "Today 09:41", "Yesterday 17:32", "12 Nov", "12 Nov 2024". */
export const formatWhen = (time: number, reader: Reader = {}): string =>
	recently(time, reader, {
		now: 'Just now',
		today: 'Today {clock}',
		yesterday: 'Yesterday {clock}'
	});

/** The same within a sentence: "today 09:41". */
export const formatWhenInside = (time: number, reader: Reader = {}): string =>
	recently(time, reader, {
		now: 'just now',
		today: 'today {clock}',
		yesterday: 'yesterday {clock}'
	});

interface Recent {
	readonly now: 'Just now' | 'just now';
	readonly today: 'Today {clock}' | 'today {clock}';
	readonly yesterday: 'Yesterday {clock}' | 'yesterday {clock}';
}

function recently(time: number, reader: Reader, words: Recent): string {
	const now = reader.now ?? Date.now();
	const at = new Date(time);
	const clock = dateFormat(reader, { timeStyle: 'short' }).format(at);
	if (Math.abs(now - time) < MINUTE) return say(words.now);
	if (day(time, reader) === day(now, reader)) return say(words.today, { clock });
	if (day(time, reader) === day(now - DAY, reader)) return say(words.yesterday, { clock });
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
	return keptDateFormat(reader.locale ?? readersLocale(), whole);
}

const numberFormat = (
	locale: string | undefined = readersLocale(),
	options: Intl.NumberFormatOptions = {}
): Intl.NumberFormat => keptNumberFormat(locale, options);
