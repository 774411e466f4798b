/** The public list that recovery words come from, for checking spelling as somebody types. Holds no one's words. */
import { wordlist } from '@scure/bip39/wordlists/english.js';

const known = new Set(wordlist);

export const isWord = (word: string): boolean => known.has(word);

/** The one word that begins so, or null when there are several or none. */
export function completeWord(beginning: string): string | null {
	if (beginning.length < 3) return null;
	const matches = wordlist.filter((word) => word.startsWith(beginning));
	return matches.length === 1 ? (matches[0] ?? null) : null;
}

/** Which words to ask for again: `count` different positions (from 0), in order, unpredictable. */
export function pickPositions(total: number, count: number): number[] {
	const picked = new Set<number>();
	while (picked.size < count) {
		const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
		picked.add(random % total);
	}
	return [...picked].sort((a, b) => a - b);
}
