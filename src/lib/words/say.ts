/**
 * What the portal says, in the reader's language. A sentence is its own key: the English one stands where it is used, and
 * a sentence that the Spanish catalogue lacks, or a value it has no place for, is a type error. Pure but for the words
 * that `speak` sets: until then, in workers and in tests, English is spoken.
 */
import type { Told } from '../../vault/told.ts';
import type { Spanish } from './es/index.ts';
import { keptNumberFormat } from './formats.ts';

/** By the plural categories of the language, https://cldr.unicode.org/index/cldr-spec/plural-rules; `other` is any. */
export type Plural = { readonly other: string } & {
	readonly [category in Intl.LDMLPluralRule]?: string;
};
/** From the English sentence (of a plural, the one for many) to another language's. */
export type Catalogue = Readonly<Record<string, string | Plural>>;

/** How somebody is spoken to. `locale` is undefined where the browser's own is meant. */
export interface Speech {
	readonly language: string;
	readonly locale: string | undefined;
	readonly catalogue: Catalogue;
}

/** Sentences as they are; those with `{places}` for values are said with these. */
export type Sentence = {
	[Key in keyof Spanish]: Spanish[Key] extends string ? Key : never;
}[keyof Spanish];
/** The ones that say how many: by their English for many. */
export type Counted = Exclude<keyof Spanish, Sentence>;

type Places<S extends string> = S extends `${string}{${infer Place}}${infer Rest}`
	? Place | Places<Rest>
	: never;
/** Without places there is nothing to give. */
type Given<Place extends string> = [Place] extends [never]
	? []
	: [Readonly<Record<Place, string | number>>];

/** Sentences that can be said at once, such as those of a table. */
export type Plain = { [S in Sentence]: [Places<S>] extends [never] ? S : never }[Sentence];

const ENGLISH: Speech = { language: 'en', locale: undefined, catalogue: {} };
let speech = (): Speech => ENGLISH;

/** @param source asked each time something is said, so that a page follows a change */
export function speak(source: () => Speech): void {
	speech = source;
}

/** For dates, numbers and lists. */
export const readersLocale = (): string | undefined => speech().locale;

export const say = <S extends Sentence>(sentence: S, ...[values]: Given<Places<S>>): string =>
	fill(inWords(sentence), values ?? {});

/** "1 file", "1,284 files": the sentence for this many; `{n}` in it is the number as the reader writes it. */
export function sayCount<C extends Counted>(
	n: number,
	one: string,
	many: C,
	...[values]: Given<Exclude<Places<C>, 'n'>>
): string {
	return fill(countedIn(n, one, many), { ...values, n: numeral(n) });
}

/** A sentence whose English came from elsewhere, as a refusal's does from the worker: as it is when there is no other. */
export const sayKnown = (sentence: string): string => inWords(sentence);

/** A line of the history, from the worker: a sentence, and values of which some are such sentences again. */
export function sayTold({ sentence, values }: Told): string {
	const said: Record<string, string> = {};
	for (const [place, value] of Object.entries(values))
		said[place] = typeof value === 'string' ? value : sayTold(value);
	return fill(inWords(sentence), said);
}

/** With its places still open, for what puts more than text into them: Phrase.svelte. */
export const phrase = (sentence: Sentence): string => inWords(sentence);
export const phraseCount = (n: number, one: string, many: Counted): string =>
	countedIn(n, one, many).replaceAll('{n}', numeral(n));

/** "Maria", "Maria and Chidi", "Maria, Chidi and Ana". */
export function listed(items: readonly string[]): string {
	// English without a comma before "and", wherever it is read.
	const locale = speech().language === 'en' ? 'en-GB' : (speech().locale ?? 'en-GB');
	return new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);
}

export interface Piece {
	readonly text: string;
	/** What belongs here instead; then `text` is empty. */
	readonly place: string | null;
}

/** "Ask {who} for it" → "Ask ", the place `who`, " for it". */
export const piecesOf = (sentence: string): Piece[] =>
	sentence
		.split(/\{(\w+)\}/u)
		.map((text, index) => (index % 2 === 0 ? { text, place: null } : { text: '', place: text }))
		.filter(({ text, place }) => text !== '' || place !== null);

function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
	return sentence.replaceAll(/\{(\w+)\}/gu, (open, place: string) => {
		const value = values[place];
		if (value === undefined) return open;
		return typeof value === 'number' ? numeral(value) : value;
	});
}

const numeral = (n: number): string => keptNumberFormat(readersLocale()).format(n);

/** What follows "##" tells two sentences apart that are one in English, and is not said. */
const bare = (sentence: string): string => sentence.split('##')[0] ?? sentence;

function inWords(sentence: string): string {
	const { catalogue } = speech();
	const known = Object.hasOwn(catalogue, sentence) ? catalogue[sentence] : undefined;
	return typeof known === 'string' ? known : bare(sentence);
}

function countedIn(n: number, one: string, many: string): string {
	const { language, catalogue } = speech();
	const known = Object.hasOwn(catalogue, many) ? catalogue[many] : undefined;
	if (typeof known !== 'object') return n === 1 ? one : bare(many);
	return known[new Intl.PluralRules(language).select(n)] ?? known.other;
}
