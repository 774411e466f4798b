/**
 * A firm's mark: up to three initials on one of eight colours. The colour comes out of a log entry somebody else
 * wrote, so it is only ever looked up in this closed list and never reaches a style or a class as text.
 */
import { cleanName } from '../text/displayName.ts';

export const markColours = [
	{ id: 'pine', name: 'Pine' },
	{ id: 'ink-blue', name: 'Ink blue' },
	{ id: 'indigo', name: 'Indigo' },
	{ id: 'plum', name: 'Plum' },
	{ id: 'brick', name: 'Brick' },
	{ id: 'umber', name: 'Umber' },
	{ id: 'moss', name: 'Moss' },
	{ id: 'slate', name: 'Slate' }
] as const;

export type MarkColour = (typeof markColours)[number]['id'];

export interface MarkValue {
	initials: string;
	colour: string;
}

/** The colour of that name, or the first one for anything else. */
export function parseMarkColour(text: string): MarkColour {
	return markColours.find(({ id }) => id === text)?.id ?? markColours[0].id;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const firstLetter = (word: string): string =>
	Array.from(graphemes.segment(word), (part) => part.segment)[0] ?? '';

/** "Harbor & Finch" → "HF". Words that begin with a letter or digit count, the first `most` of them. */
export function initialsOf(name: string, most = 2): string {
	const words = cleanName(name, '')
		.split(/[\s\-–—/,.&+]+/u)
		.filter((word) => /^[\p{L}\p{N}]/u.test(word));
	return words.slice(0, most).map(firstLetter).join('').toLocaleUpperCase();
}

/** Initials as somebody else stated them, cut to what fits in a mark. */
export function shownInitials(initials: string): string {
	return Array.from(graphemes.segment(cleanName(initials, '?')), (part) => part.segment)
		.slice(0, 3)
		.join('');
}
