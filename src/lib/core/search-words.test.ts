import { expect, test } from 'vitest';
import { moreInWords, readingInWords, toldInWords } from './search-words.ts';

const group = (total: number) => ({ kind: 'file' as const, total, best: [] });

test('how far all clients were read is said in figures', () => {
	expect(readingInWords({ read: 1204, of: 5000 }, 'en')).toBe('Reading 1,204 of 5,000 clients');
	expect(readingInWords({ read: 0, of: 0 })).toBe('Reading the list of clients');
	expect(readingInWords(null)).toBeNull();
});

test('a screen reader hears how much was found, and whether more may come', () => {
	expect(toldInWords({ groups: [group(3)], reading: null })).toBe('3 results.');
	expect(toldInWords({ groups: [], reading: null })).toBe('Nothing found.');
	expect(toldInWords({ groups: [group(1)], reading: { read: 2, of: 3 } })).toBe(
		'1 result so far. Reading 2 of 3 clients.'
	);
});

test('what was found and is not shown is counted', () => {
	expect(moreInWords({ ...group(1200), best: [] }, 'en')).toBe('1,200 more: type another word');
	expect(moreInWords(group(0))).toBeUndefined();
});
