/** What was found across clients, and how far they were read, in words. Pure. */
import type { Finding, Findings, Reading } from '../../vault/view.ts';
import { formatCount } from '../ui/text/format.ts';
import { say, sayCount, type Plain } from '../words/say.ts';

export const groupNames: Record<Finding['kind'], Plain> = {
	client: 'Clients',
	file: 'Files',
	request: 'Requests',
	message: 'Messages',
	note: 'Internal notes'
};

/** "Reading 1,204 of 5,000 clients", or null when all are read. */
export function readingInWords(reading: Reading | null, locale?: string): string | null {
	if (!reading) return null;
	if (reading.of === 0) return say('Reading the list of clients');
	return say('Reading {read} of {of} clients', {
		read: formatCount(reading.read, locale),
		of: formatCount(reading.of, locale)
	});
}

/** How many were found besides those shown. */
export const moreInWords = (
	{ total, best }: Findings['groups'][number],
	locale?: string
): string | undefined =>
	total > best.length
		? say('{count} more: type another word', { count: formatCount(total - best.length, locale) })
		: undefined;

/** For a screen reader. */
export function toldInWords({ groups, reading }: Findings): string {
	const total = groups.reduce((sum, group) => sum + group.total, 0);
	const found = total === 0 ? say('Nothing found') : sayCount(total, '{n} result', '{n} results');
	const far = readingInWords(reading);
	return far ? say('{found} so far. {far}.', { found, far }) : `${found}.`;
}
