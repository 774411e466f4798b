/** What screens say about reminders that go out by themselves. Pure. */
import type { InviteReminders } from '../../contract/reminders.ts';
import { INVITE_REMINDERS, MOST_REMINDERS } from '../../contract/reminder-terms.ts';
import type { ListReminders } from '../../vault/reminder-plans.ts';
import { formatDate } from '../ui/index.ts';
import { dayInWords } from './request-words.ts';

const often = (days: number): string => {
	if (days === 7) return 'every week';
	if (days === 14) return 'every two weeks';
	return `every ${String(days)} days`;
};

/** What can be chosen, and what was chosen if that is something else. */
export const spacings = (chosen: number): { value: string; label: string }[] =>
	[...new Set([3, 7, 14, 30, chosen])]
		.sort((a, b) => a - b)
		.map((days) => ({ value: String(days), label: often(days) }));

export const manyTimes: { value: string; label: string }[] = Array.from(
	{ length: MOST_REMINDERS },
	(_, index) => ({
		value: String(index + 1),
		label: index === 0 ? 'one reminder' : `${String(index + 1)} reminders`
	})
);

export function remindersInWords(
	plan: ListReminders,
	isMissing: boolean,
	today: string,
	locale?: string
): string {
	if (!plan.active) return 'No reminders.';
	const { sent, most, next, every } = plan;
	if (sent >= most)
		return most === 1 ? 'The one reminder was sent.' : `All ${String(most)} reminders were sent.`;
	if (!isMissing) return 'Nothing is missing, so nobody is reminded.';
	const count = sent === 0 ? '' : ` ${String(sent)} of ${String(most)} sent.`;
	const then = sent + 1 < most ? `, then ${often(every)}` : '';
	return `${sent === 0 ? 'First' : 'Next'} reminder ${dayInWords(next, today, locale)}${then}.${count}`;
}

type InviteReminder = InviteReminders['invites'][number];

/** Without the address, which stands beside it. */
export function inviteInWords({ active, stopped, sent, next }: InviteReminder): string {
	const { most } = INVITE_REMINDERS;
	if (stopped === 'declined')
		return 'Whoever reads that mailbox wanted no reminders of this invitation. Call them.';
	if (stopped === 'undeliverable')
		return 'The mail server does not take mail for this address. Check it, or call them.';
	if (sent >= most)
		return `All ${String(most)} reminders were sent. Call them, or make a new link.`;
	const count = sent === 0 ? 'None sent yet.' : `${String(sent)} of ${String(most)} sent.`;
	if (!active) return `Reminders are off. ${count}`;
	return next === null ? count : `Next on ${formatDate(next)}. ${count}`;
}
