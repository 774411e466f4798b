/** Small numbers as words, the way a letter writes them. */
import { say, type Plain } from '../words/say.ts';

const words: readonly Plain[] = [
	'no##number',
	'one##number',
	'two',
	'three',
	'four',
	'five',
	'six',
	'seven',
	'eight',
	'nine',
	'ten'
];

export function inWords(count: number): string {
	const word = words[count];
	return word === undefined ? String(count) : say(word);
}
