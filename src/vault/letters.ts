/**
 * Which letters of a text a certificate's page shows, and which it gives as code points: never as something that looks alike.
 * The rules are written out rather than asked of the machine's own tables, because the page must be the same for everybody,
 * for ever: **they never change**. They know nothing of the font; letters.test.ts finds in it every letter allowed here.
 */

/** What the standard fonts of PDF show; or that, and what the embedded font shows besides (docs/decisions/0024). */
export type Alphabet = 'windows-1252' | 'european';

/** Windows-1252 from 0x80 to 0x9f; a space where it has no character. */
const UPPER = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** The byte that shows this letter, or null. */
export function codeOf(letter: string): number | null {
	const code = letter.codePointAt(0) ?? 0;
	if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code;
	const upper = letter === ' ' ? -1 : UPPER.indexOf(letter);
	return upper < 0 ? null : 0x80 + upper;
}

/** Whether the standard fonts show all of it. */
export const isNarrow = (text: string): boolean =>
	[...text].every((letter) => letter === '\n' || codeOf(letter) !== null);

/** Each letter that the alphabet does not show is there as its code point. Line breaks stay. */
export function shown(text: string, alphabet: Alphabet): string {
	const composed = text.normalize('NFC');
	if (alphabet === 'windows-1252') return spelled(composed, () => false);
	const pieces = composed.split(WORD);
	const legible = legibleAmong(pieces.filter((_, at) => at % 2 === 1));
	return pieces
		.map((piece, at) => {
			if (at % 2 === 0) return spelled(piece, (letter) => SYMBOLS.includes(letter));
			return spelled(piece, (letter) => legible[(at - 1) / 2] === true && isDrawn(letter));
		})
		.join('');
}

/** Whether it is shown as it is. */
export const isPrintable = (text: string, alphabet: Alphabet): boolean =>
	shown(text, alphabet) === text.normalize('NFC');

const spelled = (text: string, isMore: (letter: string) => boolean): string =>
	[...text]
		.map((letter) =>
			isNarrow(letter) || isMore(letter)
				? letter
				: `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`
		)
		.join('');

const SYMBOLS = '№₫₴₺₽';

const LATIN = 'A-Za-zªºÀ-ÖØ-öø-\u02af\u1e00-\u1eff';
const GREEK = '\u0370-\u03ff\u1f00-\u1fff';
const CYRILLIC = '\u0400-\u052f';
const MARKS = '\u0300-\u036f';
const scripts = {
	latin: new RegExp(`[${LATIN}]`, 'u'),
	greek: new RegExp(`[${GREEK}]`, 'u'),
	cyrillic: new RegExp(`[${CYRILLIC}]`, 'u')
};
type Script = keyof typeof scripts;
/** Letters of these scripts and marks on them. Whatever else there is ends a word: a digit, a hyphen, a letter of another script. */
const LETTER = `[${LATIN}${GREEK}${CYRILLIC}]`;
const WORD = new RegExp(`(${LETTER}(?:${LETTER}|[${MARKS}])*)`, 'u');
const ALL_MARKS = new RegExp(`[${MARKS}]`, 'gu');

/** Without its marks, which the font has only on the letters that Unicode has with them. */
const bare = (letter: string): string => letter.normalize('NFD').charAt(0);

/** Letters of languages of today, and of Vietnamese. Not ligatures, phonetic letters or historic ones, which look like others. */
const isDrawn = (letter: string): boolean =>
	/[A-Za-zÆæØøĐđĦħıŁłŊŋŦŧƏəẞ\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0400-\u045f\u048a-\u04ff]/u.test(
		bare(letter)
	);

/** Greek and Cyrillic letters, without marks, that can be taken for Latin ones, for digits or for signs of money. */
const MISTAKABLE =
	'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγικνορυχ' + 'АВЕЅІЈКМНОРСТУХаеѕіјкорсухЗзбЧчЬьгЄєһҺҮүҰұҪҫӀӏӔӕӘәӠӡђћ';

/**
 * Which of a text's words are shown in their own letters. Not one that mixes scripts; and of Greek and Cyrillic ones that
 * could be Latin altogether (СОСА) only those that stand among words of their script which could not.
 */
function legibleAmong(words: readonly string[]): boolean[] {
	const written = words.map(scriptOf);
	let run = 0;
	const runs = written.map((script, at) => (script === written[at - 1] ? run : ++run));
	const unmistakable = new Set(runs.filter((_, at) => isUnmistakable(words[at] ?? '')));
	return runs.map((one, at) => written[at] !== null && unmistakable.has(one));
}

/** Null for several. */
function scriptOf(word: string): Script | null {
	const [script, ...others] = (['latin', 'greek', 'cyrillic'] as const).filter((one) =>
		scripts[one].test(word)
	);
	return script && others.length === 0 ? script : null;
}

const isUnmistakable = (word: string): boolean =>
	scripts.latin.test(word) ||
	[...word.normalize('NFD').replaceAll(ALL_MARKS, '')].some(
		(letter) => !MISTAKABLE.includes(letter)
	);
