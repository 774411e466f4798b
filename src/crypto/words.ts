/**
 * Recovery codes and kits as 24 words (BIP-39, English, 256 bits of entropy and 8 of checksum). Reading is
 * tolerant of how people type and copy: case, spacing, line numbers, punctuation. Nothing else is guessed.
 */
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { WordsEntropy } from './brands.ts';
import { CryptoError } from './errors.ts';
import { wordsEntropyFrom } from './keys.ts';

const known: ReadonlySet<string> = new Set(wordlist);

export const wordsFromEntropy = (entropy: WordsEntropy): string[] =>
	entropyToMnemonic(entropy, wordlist).split(' ');

/** `bad-words` for a wrong number of words, an unknown word or a wrong checksum. */
export function entropyFromWords(text: string): WordsEntropy {
	const words = text
		.normalize('NFKD')
		.toLowerCase()
		.split(/[\s\d.,;:)(#-]/u)
		.filter((word) => word !== '');
	try {
		// BIP-39 also knows shorter lists; their entropy is not of 32 bytes.
		return wordsEntropyFrom(new Uint8Array(mnemonicToEntropy(words.join(' '), wordlist)));
	} catch {
		throw new CryptoError('bad-words');
	}
}

export const isRecoveryWord = (word: string): boolean =>
	known.has(word.normalize('NFKD').trim().toLowerCase());
