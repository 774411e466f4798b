/** Document requests in words: what is due when, how far a list is, what to do next. Pure; the day is passed in. */
import type { ChecklistView, ItemView } from '../../vault/view.ts';
import { inWords } from './counting.ts';
import { readersLocale, say, sayCount } from '../words/say.ts';

const DAY_MS = 86_400_000;

/** The reader's calendar day: `2026-03-15`. */
export function dayOf(time: Date): string {
	const two = (part: number) => String(part).padStart(2, '0');
	const year = String(time.getFullYear()).padStart(4, '0');
	return `${year}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** "15 March", with the year when it is not this one. */
export function dayInWords(day: string, today: string, locale = readersLocale()): string {
	const isThisYear = day.slice(0, 4) === today.slice(0, 4);
	return new Intl.DateTimeFormat(locale, {
		day: 'numeric',
		month: 'long',
		timeZone: 'UTC',
		...(isThisYear ? {} : { year: 'numeric' })
	}).format(timeOf(day));
}

/** Longer ago, the number of days says nothing but reproach. */
const DAYS_COUNTED = 30;

/** "by 15 March", "due today", "3 days late", "was due 15 March". */
export function dueInWords(due: string, today: string, locale?: string): string {
	const days = Math.round((timeOf(today) - timeOf(due)) / DAY_MS);
	if (days === 0) return say('due today');
	if (days === -1) return say('due tomorrow');
	if (days < 0) return say('by {day}', { day: dayInWords(due, today, locale) });
	if (days > DAYS_COUNTED) return say('was due {day}', { day: dayInWords(due, today, locale) });
	return sayCount(days, '{n} day late', '{n} days late');
}

export const waitsForClient = ({ status }: ItemView): boolean =>
	status === 'wanted' || status === 'returned';

export const isLate = (item: ItemView, today: string): boolean =>
	item.due !== null && item.due < today && waitsForClient(item);

/** What has to be sent, and how much of it was: what does not apply counts for nothing. */
export function progressOf(items: readonly ItemView[]): { sent: number; of: number } {
	const counted = items.filter(({ status }) => status !== 'waived');
	return { sent: counted.filter((item) => !waitsForClient(item)).length, of: counted.length };
}

/** Above everything else a client reads. */
export function nextInWords(
	lists: readonly ChecklistView[],
	today: string,
	locale?: string
): string {
	const open = lists.flatMap(({ items }) => items).filter(waitsForClient);
	if (open.length === 0) return say('Everything that was asked for is here. Thank you.');
	const count = inWords(open.length);
	const said =
		open.length === 1
			? say('One document is still needed')
			: say('{count} documents are still needed', {
					count: `${count.charAt(0).toUpperCase()}${count.slice(1)}`
				});
	const [next] = open.flatMap(({ due }) => due ?? []).sort();
	if (next === undefined) return `${said}.`;
	if (next < today) return say('{said}. Please send what is late first.', { said });
	return say('{said}, the next {due}.', { said, due: dueInWords(next, today, locale) });
}

const ranks: readonly ItemView['status'][] = [
	'returned',
	'wanted',
	'received',
	'accepted',
	'waived'
];

/** What came back first, then what is wanted, the soonest due first; what is done comes last. */
export const nextFirst = (items: readonly ItemView[]): ItemView[] =>
	[...items].sort(
		(a, b) => ranks.indexOf(a.status) - ranks.indexOf(b.status) || byDue(a) - byDue(b)
	);

const byDue = (item: ItemView): number =>
	item.due === null || !waitsForClient(item) ? Number.MAX_SAFE_INTEGER : timeOf(item.due);
