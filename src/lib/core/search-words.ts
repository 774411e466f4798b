/** What was found across clients, and how far they were read, in words. Pure. */
import type { Finding, Findings, Reading } from '../../vault/view.ts';
import { formatCount, formatPlural } from '../ui/text/format.ts';

export const groupNames: Record<Finding['kind'], string> = {
	client: 'Clients',
	file: 'Files',
	request: 'Requests',
	message: 'Messages'
};

/** "Reading 1,204 of 5,000 clients", or null when all are read. */
export function readingInWords(reading: Reading | null, locale?: string): string | null {
	if (!reading) return null;
	if (reading.of === 0) return 'Reading the list of clients';
	return `Reading ${formatCount(reading.read, locale)} of ${formatCount(reading.of, locale)} clients`;
}

/** How many were found besides those shown. */
export const moreInWords = (
	{ total, best }: Findings['groups'][number],
	locale?: string
): string | undefined =>
	total > best.length
		? `${formatCount(total - best.length, locale)} more: type another word`
		: undefined;

/** For a screen reader. */
export function toldInWords({ groups, reading }: Findings): string {
	const total = groups.reduce((sum, group) => sum + group.total, 0);
	const found = total === 0 ? 'Nothing found' : formatPlural(total, 'result');
	const far = readingInWords(reading);
	return far ? `${found} so far. ${far}.` : `${found}.`;
}
