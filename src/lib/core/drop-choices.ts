/** What staff may choose for a drop link, and what they paste into the firm's web site. Pure. */
import type { ChecklistId } from '../../crypto/brands.ts';
import type { ChecklistView } from '../../vault/view.ts';
import { cleanName } from '../ui/index.ts';
import { say, sayCount, type Plain } from '../words/say.ts';
import { waitsForClient } from './request-words.ts';

const MB = 1_000_000;

export const lifetimes: readonly { value: string; label: Plain }[] = [
	{ value: '7', label: '1 week' },
	{ value: '30', label: '1 month' },
	{ value: '90', label: '3 months' },
	{ value: '365', label: '1 year' }
];

export const uses: readonly { value: string; label: Plain }[] = [
	{ value: '1', label: 'One person, or one device' },
	{ value: '5', label: 'Up to 5' },
	{ value: '50', label: 'Up to 50' },
	{ value: '1000', label: 'Up to 1,000, for a web site' }
];

export const limits = [
	{ value: String(100 * MB), label: '100 MB' },
	{ value: String(1000 * MB), label: '1 GB' },
	{ value: String(10_000 * MB), label: '10 GB' },
	{ value: String(100_000 * MB), label: '100 GB' }
];

const escapes: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

const escaped = (text: string): string =>
	text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');

/** As the portal's own button looks; where a page allows no styles of others, it is a link. */
const BUTTON =
	'display:inline-block;padding:12px 20px;border-radius:6px;background:#0f5f4e;color:#fff;' +
	'font:600 16px/1.25 system-ui,sans-serif;text-align:center;text-decoration:none';

/** A plain link that looks like a button, without script: it works in any page, and nothing of the portal runs in it. */
export const embeddable = (url: string, firmName: string): string =>
	`<a href="${escaped(url)}" target="_blank" rel="noopener noreferrer" style="${BUTTON}">` +
	`${say('Send files to {firm} (encrypted)', { firm: escaped(cleanName(firmName)) })}</a>`;

/** What a link may ask for: of which lists, and the lines that its holder then sees. */
export interface Asking {
	readonly value: string;
	readonly label: string;
	readonly lists: readonly ChecklistId[];
	readonly titles: readonly string[];
}

/** Nothing, what is still wanted on any one list, and of several lists all of it. Only nothing where nothing is wanted. */
export function askings(requests: readonly ChecklistView[]): [Asking, ...Asking[]] {
	const open = requests.flatMap(({ checklist, title, items }) => {
		const titles = items.filter(waitsForClient).map((item) => item.title);
		return titles.length === 0 ? [] : [{ value: checklist, title, lists: [checklist], titles }];
	});
	const all = {
		value: 'all',
		title: say('All lists'),
		lists: open.flatMap(({ lists }) => lists),
		titles: open.flatMap(({ titles }) => titles)
	};
	return [
		{ value: '', label: say('Nothing in particular'), lists: [], titles: [] },
		...[...open, ...(open.length > 1 ? [all] : [])].map(({ title, ...one }) => ({
			...one,
			label: sayCount(one.titles.length, '{list}: {n} wanted', '{list}: {n} wanted', {
				list: cleanName(title)
			})
		}))
	];
}
