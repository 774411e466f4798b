/**
 * What a portal is told so that it can remind a client of a checklist: days and a number under an id that only readers of the
 * vault can tie to the list, and whether anything of it is still missing. No title, no due date of an item, no count of items.
 */
import type { PlanRequest, ReminderPlan } from '../contract/reminders.ts';
import { encodeBase64url } from '../crypto/base64url.ts';
import type { ChecklistId, VaultId } from '../crypto/brands.ts';
import { utf8 } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import type { VaultState } from './vault-state.ts';

const DAY_MS = 86_400_000;
const ID_BYTES = 16;
/** Without due dates: time to send things unasked. */
const FIRST_AFTER = 7;
const BEFORE_DUE = 7;
const NOT_BEFORE = 3;

/** What staff decide about a list's reminders. Days are calendar days: `2026-03-15`. */
export interface ReminderWish {
	readonly active: boolean;
	readonly first: string;
	readonly every: number;
	readonly most: number;
}

export interface ListReminders {
	readonly checklist: ChecklistId;
	readonly active: boolean;
	/** The day of the next one, if something is missing then. */
	readonly next: string;
	readonly every: number;
	readonly most: number;
	readonly sent: number;
}

/** What staff are offered for a list without. */
export const withoutReminders = (
	checklist: ChecklistId,
	items: readonly { readonly due: string | null }[],
	today: string
): ListReminders => {
	const { first: next, ...usual } = usualReminders(items, today);
	return { ...usual, checklist, active: false, next, sent: 0 };
};

export interface RemindersView {
	/** Whether this portal can remind anybody. */
	readonly sends: boolean;
	readonly lists: readonly ListReminders[];
}

/** SHA-256 of text, vault and list, cut to 128 bits: the list's id is in sealed bodies only, and stays there. */
export async function planOf(vault: VaultId, checklist: ChecklistId): Promise<string> {
	const hash = await sha256(utf8(`tallyport reminders ${vault} ${checklist}`));
	return encodeBase64url(hash.slice(0, ID_BYTES));
}

const numberOf = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
const dayFrom = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** A week before the first document is due, in a week where none is, and never sooner than in three days. */
export function firstReminder(
	items: readonly { readonly due: string | null }[],
	today: string
): string {
	const days = items.flatMap(({ due }) => (due === null ? [] : numberOf(due)));
	const now = numberOf(today);
	const first = days.length === 0 ? now + FIRST_AFTER : Math.min(...days) - BEFORE_DUE;
	return dayFrom(Math.max(first, now + NOT_BEFORE));
}

/** Until staff say otherwise: once a week, four times. */
export const usualReminders = (
	items: readonly { readonly due: string | null }[],
	today: string
): ReminderWish => ({ active: true, first: firstReminder(items, today), every: 7, most: 4 });

export const asPlan = ({ first, ...wish }: ReminderWish): PlanRequest => ({
	...wish,
	first: numberOf(first)
});

export const asListReminders = (
	checklist: ChecklistId,
	{ active, next, every, most, sent }: ReminderPlan
): ListReminders => ({ checklist, active, next: dayFrom(next), every, most, sent });

/** Whether the client is still to send something of it. */
export function isMissing({ checklists, items }: VaultState, checklist: ChecklistId): boolean {
	const listed = checklists.get(checklist)?.items ?? [];
	return listed.some((id) => {
		const status = items.get(id)?.status;
		return status === 'wanted' || status === 'returned';
	});
}
