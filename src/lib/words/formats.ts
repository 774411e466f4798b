/**
 * Formats of numbers and times, made once: making one takes the browser a hundred times as long as using it, and a list uses
 * few. `locale` is undefined where the browser's own is meant.
 */

export const keptNumberFormat = (
	locale: string | undefined,
	options: Intl.NumberFormatOptions = {}
): Intl.NumberFormat =>
	kept(numbers, locale, options, () => new Intl.NumberFormat(locale, options));

export const keptDateFormat = (
	locale: string | undefined,
	options: Intl.DateTimeFormatOptions
): Intl.DateTimeFormat =>
	kept(dates, locale, options, () => new Intl.DateTimeFormat(locale, options));

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

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
