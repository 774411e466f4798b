import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { wordsEntropyFrom } from './keys.ts';
import { newWordsEntropy } from './random.ts';
import { refusalOf } from './testing.ts';
import { entropyFromWords, isRecoveryWord, wordsFromEntropy } from './words.ts';

const entropy = newWordsEntropy();
const words = wordsFromEntropy(entropy);

test('every entropy becomes 24 words and comes back', () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
			const made = wordsFromEntropy(wordsEntropyFrom(new Uint8Array(bytes)));
			expect(made.length).toBe(24);
			expect(toHex(entropyFromWords(made.join(' ')))).toBe(toHex(bytes));
		})
	);
});

test('zeros are the words of BIP-39’s own test vector', () => {
	const expected = [...Array.from({ length: 23 }, () => 'abandon'), 'art'];
	expect(wordsFromEntropy(wordsEntropyFrom(new Uint8Array(32)))).toEqual(expected);
});

test.each([
	['capitals', words.join(' ').toUpperCase()],
	['line breaks and tabs', `\n${words.join('\r\n\t')}  `],
	['non-breaking and wide spaces', words.join('\u00a0\u3000')],
	['numbers with a full stop', words.map((word, i) => `${i + 1}. ${word}`).join('\n')],
	['numbers without a space', words.map((word, i) => `${i + 1}.${word}`).join(' ')],
	['numbers in brackets', words.map((word, i) => `(${i + 1}) ${word}`).join(' ')],
	['commas', words.join(', ')],
	[
		'full-width letters',
		words.join(' ').replace(/[a-z]/g, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0))
	]
])('words are read with %s', (_, text) => {
	expect(toHex(entropyFromWords(text))).toBe(toHex(entropy));
});

const changed = (at: number, word: string) => words.with(at, word).join(' ');
test.each([
	['nothing', ''],
	['23 words', words.slice(1).join(' ')],
	['25 words', [...words, 'art'].join(' ')],
	['the right words of a shorter list', `${'abandon '.repeat(11)} about`],
	['an unknown word', changed(3, 'tallyport')],
	['a wrong checksum', 'abandon '.repeat(24)],
	['words in another language', changed(0, 'ábaco')],
	['other symbols between words', words.join('/')]
])('%s is refused', async (_, text) => {
	expect(await refusalOf(() => entropyFromWords(text))).toBe('bad-words');
});

test('the refusal does not repeat the words', () => {
	expect(() => entropyFromWords(changed(3, 'tallyport'))).toThrow(
		/^These are not the words of a recovery code\.$/
	);
});

test('a word of the list is recognised as it is typed', () => {
	expect(isRecoveryWord(' Abandon ')).toBe(true);
	expect(isRecoveryWord('abando')).toBe(false);
	expect(isRecoveryWord('')).toBe(false);
});
