/**
 * A firm's mark as an administrator chose it. Only the colours of the design system, on which initials can be read in light and in
 * dark: a page never draws another, whatever an entry says.
 */
import { typedName } from './names.ts';
import { Refusal } from './problems.ts';
import type { Mark } from './view.ts';

export const readableColours: readonly string[] = [
	'pine',
	'ink-blue',
	'indigo',
	'plum',
	'brick',
	'umber',
	'moss',
	'slate'
];

const MAX_INITIALS = 3;
const MAX_UNITS = 8;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** @throws Refusal `name-empty`, `name-not-allowed`, `initials-too-long` or `colour-unreadable` */
export function typedMark({ colour, initials: typed }: Mark): Mark {
	const initials = typedName(typed);
	if ([...graphemes.segment(initials)].length > MAX_INITIALS || initials.length > MAX_UNITS)
		throw new Refusal('initials-too-long');
	if (!readableColours.includes(colour)) throw new Refusal('colour-unreadable');
	return { colour, initials };
}
