/** What all clients were asked for, by what is to be done about it. Pure; the day is passed in. */
import type { ClientRequests } from '../../vault/view.ts';
import { listed, say, sayCount } from '../words/say.ts';
import { dueInWords } from './request-words.ts';

/** 'waiting' on the client, 'check': documents to look at, 'overdue': what should have come before today. */
export type RequestFilter = 'waiting' | 'check' | 'overdue';

const counts: Record<RequestFilter, (row: ClientRequests) => number> = {
	waiting: ({ wanted, returned }) => wanted + returned,
	check: ({ received }) => received,
	overdue: ({ overdue }) => overdue
};

/** Those that it is about: what is due soonest, or was, comes first; of answers to check, where most wait. */
export function filtered(rows: readonly ClientRequests[], filter: RequestFilter): ClientRequests[] {
	const count = counts[filter];
	const found = rows.filter((row) => count(row) > 0);
	const byName = (a: ClientRequests, b: ClientRequests) => a.client.localeCompare(b.client);
	if (filter === 'check') return found.sort((a, b) => count(b) - count(a) || byName(a, b));
	return found.sort((a, b) => dueOf(a).localeCompare(dueOf(b)) || byName(a, b));
}

/** Without a day, after all that have one. */
const dueOf = ({ nextDue }: ClientRequests): string => nextDue ?? '9999';

/** "3 documents wanted, 1 sent back", "2 answers to check", "2 documents late". */
export function whatInWords(row: ClientRequests, filter: RequestFilter): string {
	if (filter === 'check')
		return sayCount(row.received, '{n} answer to check', '{n} answers to check');
	if (filter === 'overdue') return sayCount(row.overdue, '{n} document late', '{n} documents late');
	const wanted =
		row.wanted > 0 ? [sayCount(row.wanted, '{n} document wanted', '{n} documents wanted')] : [];
	const returned =
		row.returned > 0
			? [sayCount(row.returned, '{n} document sent back', '{n} documents sent back')]
			: [];
	return listed([...wanted, ...returned]);
}

/** When what waits for the client is due; nothing where there is no day. */
export const dueOfRow = ({ nextDue }: ClientRequests, today: string, locale?: string): string =>
	nextDue === null ? say('No due date') : dueInWords(nextDue, today, locale);
