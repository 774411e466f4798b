/** What a scan is called: suggested by its day, then as somebody likes it. Pure. */
import { formatDate, type Reader } from '../../ui/text/format.ts';
import { say } from '../../words/say.ts';

/** "Scan November 22, 2026". Without a slash, which some languages write dates with. */
export const suggestedName = (time: number, reader?: Reader): string =>
	say('Scan {day}', { day: formatDate(time, reader) }).replaceAll(/[/\\]/g, '-');

/** Ends in .pdf once; an emptied name is the suggested one again. */
export function fileNameOf(typed: string, time: number, reader?: Reader): string {
	const name = typed
		.trim()
		.replace(/\.pdf$/iu, '')
		.trim()
		.replaceAll(/[/\\]/g, '-');
	return `${name === '' ? suggestedName(time, reader) : name}.pdf`;
}
