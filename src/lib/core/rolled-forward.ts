/** Next year's checklist from this year's: years in titles and hints, and days, move by one. Pure. */
import type { ChecklistDraft, ChecklistView, ItemView } from '../../vault/view.ts';

/** `withWaived`: also what did not apply this year. */
export const rolledForward = (
	{ title, year, items }: ChecklistView,
	withWaived: boolean
): ChecklistDraft => ({
	title: yearLater(title),
	year: year === null ? null : year + 1,
	items: items
		.filter(({ status }) => withWaived || status !== 'waived')
		.map(({ title: name, hint, several, due }: ItemView) => ({
			item: null,
			title: yearLater(name),
			hint: yearLater(hint),
			several,
			due: due && dayLater(due)
		}))
});

/** Years that stand alone, and British tax years: 2024/25 becomes 2025/26. */
const YEARS = /(?<![\d-])((?:19|20)\d\d)(?:([/–-])(\d\d))?(?![\d-])/gu;

export const yearLater = (text: string): string => yearsOn(text, 1);

export const yearsOn = (text: string, by: number): string =>
	text.replace(YEARS, (_, year: string, mark?: string, short?: string) => {
		const next = String(Number(year) + by);
		if (mark === undefined || short === undefined) return next;
		const end = (((Number(short) + by) % 100) + 100) % 100;
		return `${next}${mark}${String(end).padStart(2, '0')}`;
	});

/** The same day a year later; 29 February becomes the 28th. */
function dayLater(day: string): string {
	const next = `${String(Number(day.slice(0, 4)) + 1).padStart(4, '0')}${day.slice(4)}`;
	return next.endsWith('-02-29') ? `${next.slice(0, 8)}28` : next;
}
