import { describe, expect, it } from 'vitest';
import { initialsOf, parseMarkColour, shownInitials } from './marks.ts';

describe("a firm's mark", () => {
	it.each([
		['Harbor & Finch', 'HF'],
		['lindqvist', 'L'],
		['Müller-Östberg und Partner', 'MÖ'],
		['  3rd Street, Tax ', '3S'],
		['確定 申告', '確申'],
		['&&&', ''],
		['', '']
	])('the initials of %j are %j', (name, initials) => expect(initialsOf(name)).toBe(initials));

	it('an unknown colour becomes the first of the list', () => {
		expect(parseMarkColour('plum')).toBe('plum');
		expect(parseMarkColour('red;background:url(//evil)')).toBe('pine');
		expect(parseMarkColour('constructor')).toBe('pine');
	});

	it('stated initials are cleaned and cut to three', () => {
		expect(shownInitials('\u202eABCDEF')).toBe('ABC');
		expect(shownInitials('\u0000')).toBe('?');
	});
});
