/** What screens say about reminders that go out by themselves. Pure. */
import type { InviteReminders } from '../../contract/reminders.ts';
import { INVITE_REMINDERS, MOST_REMINDERS } from '../../contract/reminder-terms.ts';
import type { ListReminders } from '../../vault/reminder-plans.ts';
import { formatDate } from '../ui/index.ts';
import { say, sayCount } from '../words/say.ts';
import { dayInWords } from './request-words.ts';

const often = (days: number): string => {
	if (days === 7) return say('every week');
	if (days === 14) return say('every two weeks');
	return sayCount(days, 'every day', 'every {n} days');
};

/** What can be chosen, and what was chosen if that is something else. */
export const spacings = (chosen: number): { value: string; label: string }[] =>
	[...new Set([3, 7, 14, 30, chosen])]
		.sort((a, b) => a - b)
		.map((days) => ({ value: String(days), label: often(days) }));

export const manyTimes = (): { value: string; label: string }[] =>
	Array.from({ length: MOST_REMINDERS }, (_, index) => ({
		value: String(index + 1),
		label: sayCount(index + 1, 'one reminder', '{n} reminders')
	}));

export function remindersInWords(
	plan: ListReminders,
	isMissing: boolean,
	today: string,
	locale?: string
): string {
	if (!plan.active) return say('No reminders.');
	const { sent, most, next } = plan;
	if (sent >= most)
		return sayCount(most, 'The one reminder was sent.', 'All {n} reminders were sent.');
	if (!isMissing) return say('Nothing is missing, so nobody is reminded.');
	const coming = comingInWords(plan, dayInWords(next, today, locale));
	return sent === 0 ? coming : `${coming} ${say('{sent} of {most} sent.', { sent, most })}`;
}

function comingInWords({ sent, most, every }: ListReminders, day: string): string {
	const isLast = sent + 1 >= most;
	if (sent === 0)
		return isLast
			? say('First reminder {day}.', { day })
			: say('First reminder {day}, then {often}.', { day, often: often(every) });
	return isLast
		? say('Next reminder {day}.', { day })
		: say('Next reminder {day}, then {often}.', { day, often: often(every) });
}

type InviteReminder = InviteReminders['invites'][number];

/** Without the address, which stands beside it. */
export function inviteInWords({ active, stopped, sent, next }: InviteReminder): string {
	const { most } = INVITE_REMINDERS;
	if (stopped === 'declined')
		return say('Whoever reads that mailbox wanted no reminders of this invitation. Call them.');
	if (stopped === 'undeliverable')
		return say('The mail server does not take mail for this address. Check it, or call them.');
	if (sent >= most)
		return say('All {most} reminders were sent. Call them, or make a new link.', { most });
	const count = sent === 0 ? say('None sent yet.') : say('{sent} of {most} sent.', { sent, most });
	if (!active) return `${say('Reminders are off.')} ${count}`;
	return next === null ? count : `${say('Next on {date}.', { date: formatDate(next) })} ${count}`;
}
