/**
 * Names as people type them and as their files carry them. What is typed is refused with a sentence when it cannot be
 * kept exactly; a file's own name is cleaned instead, because nobody should have to rename a photo to send it.
 */
import { utf8 } from '../crypto/bytes.ts';
import { Refusal } from './problems.ts';

const MAX_BYTES = 255;
/** Control characters, and the invisible ones that reorder text (Unicode TR 36). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;
/** Emoji are joined and coloured by two of them, and Persian names need a third: these stay. */
const JOINERS = ['\u200c', '\u200d', '\ufe0f'];
const isUnseen = (character: string) => UNSEEN.test(character) && !JOINERS.includes(character);

/** Joiners alone show nothing. */
const isBlank = (name: string) => /^[\s\u200c\u200d\ufe0f]*$/u.test(name);

/** @throws Refusal `name-empty`, `name-too-long` or `name-not-allowed` */
export function typedName(text: string): string {
	const name = text.normalize('NFC').trim();
	if (isBlank(name)) throw new Refusal('name-empty');
	if ([...name].some(isUnseen)) throw new Refusal('name-not-allowed');
	if (utf8(name).length > MAX_BYTES) throw new Refusal('name-too-long');
	return name;
}

const MAX_WORDS_BYTES = 1000;

/**
 * Hints, reasons and notes: a line of text, cleaned of what nobody sees. Empty is for the caller to judge.
 * @throws Refusal `text-too-long`
 */
export function typedWords(text: string): string {
	const spaced = text.normalize('NFC').toWellFormed().replace(/\s+/gu, ' ');
	const words = [...spaced]
		.filter((character) => !isUnseen(character))
		.join('')
		.trim();
	if (isBlank(words)) return '';
	if (utf8(words).length > MAX_WORDS_BYTES) throw new Refusal('text-too-long');
	return words;
}

/** A name safe to keep, to show and to save under: one path segment, visible characters, at most 255 bytes. */
export function fileName(given: string): string {
	const lastSegment = given.normalize('NFC').split(/[/\\]/u).at(-1) ?? '';
	const visible = [...lastSegment].filter((character) => !isUnseen(character)).join('');
	const trimmed = visible.replace(/^[\s.]+/u, '').trim();
	return shortened(isBlank(trimmed) ? 'unnamed' : trimmed);
}

/** @throws Refusal as `typedName`, or `name-not-a-file` for what `fileName` would have to change. */
export function typedFileName(text: string): string {
	const name = typedName(text);
	if (fileName(name) !== name) throw new Refusal('name-not-a-file');
	return name;
}

/** Cuts from the middle of a too long name, so that its extension survives. */
function shortened(name: string): string {
	if (utf8(name).length <= MAX_BYTES) return name;
	const dot = name.lastIndexOf('.');
	const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
	const stem = [...(extension ? name.slice(0, dot) : name)];
	while (utf8(stem.join('')).length > MAX_BYTES - utf8(extension).length) stem.pop();
	return stem.join('') + extension;
}
