/**
 * Names typed by people (or by an attacker) made safe to look at. The stored name is never changed: this is
 * for display only. What comes out holds no control, no bidirectional and no invisible character, is never
 * empty, and cannot hide its extension. Markup is not this module's concern: Svelte escapes every text.
 */

const LONGEST = 300;
const SHOWN = 48;
const UNNAMED = 'Unnamed';

/** White space of every kind, including the line separators that would break a row in two. */
const spaces = /[\s\u2028\u2029]+/gu;
/** C0, DEL and C1 controls (white space apart), private use and unassigned code points. */
const controls = /(?!\s)[\p{Cc}\p{Co}\p{Cn}]/gu;
/** Overrides, embeddings, isolates and marks: "gpj.exe" shown as "exe.jpg". */
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Characters with no ink, which make two different names look alike. ZWJ and ZWNJ stay: scripts and emoji need them. */
const invisible =
	/[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;
/** More than three marks stacked on one letter climb out of the row. */
const piledMarks = /(\p{M}{3})\p{M}+/gu;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Of these each is a letter of its own, which needs no looking up. */
const plain = /^[ -~]*$/u;
const split = (text: string): string[] =>
	plain.test(text) ? [...text] : Array.from(graphemes.segment(text), (part) => part.segment);

/** Of a text in several lines: what must not be shown, without a change to its words, lines and paragraphs. */
export const cleanText = (text: string): string =>
	withoutHidden(text)
		.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
		.replace(/[^\S\n]/gu, ' ')
		.replace(/\n{4,}/gu, '\n\n\n')
		.trim();

const withoutHidden = (text: string): string =>
	text
		.toWellFormed()
		.replace(invisible, '')
		.replace(bidi, '')
		.replace(controls, '')
		.replace(piledMarks, '$1');

/** The whole name, cleaned. `fallback` stands in for a name in which nothing visible is left. */
export function cleanName(name: string, fallback = UNNAMED): string {
	const cleaned = withoutHidden(name.slice(0, LONGEST * 4))
		.replace(spaces, ' ')
		.replace(/^[\u200c\u200d ]+|[\u200c\u200d ]+$/gu, '');
	return cleaned === '' ? fallback : split(cleaned).slice(0, LONGEST).join('').trimEnd();
}

/** Cleaned and, past `limit` visible characters, shortened in the middle so that the ending stays readable. */
export function shortName(name: string, limit = SHOWN): string {
	const letters = split(cleanName(name));
	if (letters.length <= limit) return letters.join('');
	const tail = Math.min(tailLength(letters), Math.floor(limit / 2));
	const head = limit - tail - 1;
	return `${letters.slice(0, head).join('').trimEnd()}…${letters.slice(-tail).join('').trimStart()}`;
}

/** Of a sentence, cleaned, as much as fits: what it begins with tells it from others. */
export function beginningOf(text: string, limit: number): string {
	const letters = split(cleanName(text));
	if (letters.length <= limit) return letters.join('');
	return `${letters
		.slice(0, limit - 1)
		.join('')
		.trimEnd()}…`;
}

/** In two parts, of which the second, the extension with its dot, must stay on one line. Empty where there is none. */
export function splitExtension(name: string): [stem: string, extension: string] {
	const ending = /[^.\s]\.[^.\s]{1,8}$/u.exec(name);
	const dot = ending ? ending.index + ending[0].indexOf('.') : name.length;
	return [name.slice(0, dot), name.slice(dot)];
}

/** The extension and the few letters before it, which tell "Draft 1.pdf" from "Draft 2.pdf". */
function tailLength(letters: readonly string[]): number {
	const dot = letters.lastIndexOf('.');
	const extension = dot > 0 ? letters.length - dot : 0;
	return extension > 0 && extension <= 12 ? extension + 6 : 8;
}
