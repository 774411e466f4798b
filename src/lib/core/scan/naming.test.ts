import { expect, test } from 'vitest';
import { fileNameOf, suggestedName } from './naming.ts';
import { paperOf } from './scan.svelte.ts';

const day = Date.UTC(2026, 10, 22, 12);
const reader = { locale: 'en-GB', timeZone: 'UTC' };

test('a scan is named by its day until somebody names it', () => {
	expect(suggestedName(day, reader)).toBe('Scan 22 November 2026');
	expect(fileNameOf('Bank letter', day, reader)).toBe('Bank letter.pdf');
	expect(fileNameOf('  ', day, reader)).toBe('Scan 22 November 2026.pdf');
});

test('a name ends in .pdf once, and holds no slash', () => {
	expect(fileNameOf('W-2.PDF ', day, reader)).toBe('W-2.pdf');
	expect(fileNameOf('1/2 year', day, reader)).toBe('1-2 year.pdf');
});

test.each([
	['en-US', 'letter'],
	['es-MX', 'letter'],
	['en', 'letter'],
	['en-GB', 'a4'],
	['de', 'a4']
])('a page for %s lies on %s', (locale, paper) => {
	expect(paperOf(locale)).toBe(paper);
});
