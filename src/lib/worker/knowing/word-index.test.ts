import { describe, expect, test } from 'vitest';
import { WordIndex, wordsOf } from './word-index.ts';

const plain = { kind: 1, at: 0 };

/** The items whose text has all the words, each with how many of them begin a word. */
function found(index: WordIndex, text: string): [number, number][] {
	const sought = wordsOf(text);
	const hits: [number, number][] = [];
	index.search(sought, (at, has, begins) => {
		if (has === 2 ** sought.length - 1) hits.push([index.itemOf(at), begins]);
	});
	return hits;
}

function indexOf(...texts: string[]): WordIndex {
	const index = new WordIndex();
	for (const [item, text] of texts.entries()) index.add({ owner: item, item, ...plain }, text);
	return index;
}

describe('an index of words', () => {
	test('finds a text by any part of its words, in any order, and knows which begin so', () => {
		const index = indexOf('Bank statement 2024.pdf', 'Statement of the bank', 'Embankment');
		expect(found(index, 'bank')).toEqual([
			[0, 1],
			[1, 1],
			[2, 0]
		]);
		expect(found(index, 'state bank')).toEqual([
			[0, 3],
			[1, 3]
		]);
		expect(found(index, '2024 ank')).toEqual([[0, 1]]);
		expect(found(index, 'bank holiday')).toEqual([]);
	});

	test('does not mind case, accents or what stands between words', () => {
		const index = indexOf('Ōkafor_W-2 (ÄNGSTRÖM).pdf', '確定申告書2025年');
		expect(found(index, 'okafor w2')).toEqual([]);
		expect(found(index, 'okafor w-2')).toEqual([[0, 7]]);
		expect(found(index, 'Angstrom')).toEqual([[0, 1]]);
		expect(found(index, '申告')).toEqual([[1, 0]]);
	});

	test('takes one letter alone for the beginning of a word', () => {
		const index = indexOf('Bank statement', 'Tax');
		expect(found(index, 's')).toEqual([[0, 1]]);
		expect(found(index, 'a')).toEqual([]);
		expect(found(index, 'a x')).toEqual([[1, 0]]);
	});

	test('never finds across the border of two words', () => {
		const index = indexOf('alpha beta', 'gamma');
		expect(found(index, 'ab')).toEqual([]);
		expect(found(index, 'betagamma')).toEqual([]);
	});

	test('forgets the texts of an owner, and keeps everybody else’s in their places', () => {
		const index = new WordIndex();
		for (let owner = 0; owner < 300; owner++)
			for (let item = 0; item < 10; item++)
				index.add(
					{ owner, item: owner * 10 + item, ...plain },
					`file ${String(item)} of ${String(owner)}x`
				);
		for (let owner = 0; owner < 299; owner++) index.remove(owner);
		expect(index.size).toBe(10);
		expect(found(index, 'file of 299x').map(([item]) => item)).toEqual(
			Array.from({ length: 10 }, (_, item) => 2990 + item)
		);
		expect(found(index, '298x')).toEqual([]);
		index.add({ owner: 300, item: 7, ...plain }, 'file of 298x');
		expect(found(index, '298x')).toEqual([[7, 1]]);
		index.remove(12345);
		expect(index.size).toBe(11);
	});

	test('finds the same in many texts, which it lists, as in the few that came since', () => {
		const index = new WordIndex();
		const add = (owner: number) => {
			const rest = `of ${String(owner % 97)}x for year ${String(owner % 13)}y`;
			index.add({ owner, item: owner, ...plain }, `file ${String(owner)} ${rest}`);
		};
		for (let owner = 0; owner < 30_000; owner++) add(owner);
		const ofOne = (text: string) => found(index, text).map(([item]) => item);
		const right = (most: number) =>
			Array.from({ length: most }, (_, one) => one).filter(
				(one) => one % 97 === 96 && one % 13 === 7
			);
		expect(ofOne('96x 7y')).toEqual(right(30_000));
		for (let owner = 30_000; owner < 31_000; owner++) add(owner);
		expect(ofOne('96x 7y')).toEqual(right(31_000));
		for (let owner = 0; owner < 20_000; owner++) index.remove(owner);
		expect(ofOne('96x 7y')).toEqual(right(31_000).filter((one) => one >= 20_000));
		expect(ofOne('30999 file')).toEqual([30_999]);
	}, 30_000);

	test('holds a very long word by its beginning, and takes a very long search', () => {
		const index = indexOf(`${'a'.repeat(100_000)} end`);
		expect(index.bytes).toBeLessThan(100_000);
		expect(found(index, `${'a'.repeat(64)} end`)).toHaveLength(1);
		expect(() => found(index, 'word '.repeat(1000))).not.toThrow();
	});
});
