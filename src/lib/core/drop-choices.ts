/** What staff may choose for a drop link, and what they paste into the firm's web site. Pure. */
import { cleanName } from '../ui/index.ts';
import { say, type Plain } from '../words/say.ts';

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

/** A plain link, without script: it works in any page, and nothing of the portal runs in it. */
export const embeddable = (url: string, firmName: string): string =>
	`<a href="${escaped(url)}" target="_blank" rel="noopener noreferrer">` +
	`${say('Send files to {firm} (encrypted)', { firm: escaped(cleanName(firmName)) })}</a>`;
