/**
 * Many short texts, found by any part of their words. Every different word is held once, in one string; every text is a row
 * of numbers of words in one typed array, read from end to end at each search: some milliseconds for 300,000 texts, without
 * lists to keep in order as texts come and go. It is in memory only, and knows nothing of what the texts are.
 */
import { comparable } from '../../core/finding.ts';

/** So many words of a search count. */
export const MOST_WORDS = 16;
/** Longer ones are found by their beginning: nobody types more, and each is held whole. */
const LONGEST_WORD = 64;
const NOT_A_WORD = /[^\p{L}\p{N}]+/u;

/** The words of a text as they are compared. */
export const wordsOf = (text: string): string[] =>
	comparable(text).split(NOT_A_WORD).filter(Boolean);

/** `owner`: whose text it is; `item`: which of theirs. Both are for whoever adds it, and so are the kind and the time. */
export interface TextPlace {
	readonly owner: number;
	readonly item: number;
	readonly kind: number;
	readonly at: number;
}

/**
 * Bit n of `has`: the text has the nth word sought; of `begins`: a word of it begins so. `text` is for `placeOf`, `ownerOf`
 * and the like: nearly all of 300,000 texts may be found, and an object for each takes longer than finding it.
 */
type Visit = (text: number, has: number, begins: number) => void;

export class WordIndex {
	readonly #numbers = new Map<string, number>();
	/** All words, each after a line's end. */
	#words = '\n';
	/** Where each word begins in it. */
	#starts = new Uint32Array(1024);
	/** The words of all texts by their numbers, and where those of each text begin. */
	#rows = new Uint32Array(4096);
	#firsts = new Uint32Array(1024);
	#owners = new Uint32Array(1024);
	#items = new Uint32Array(1024);
	#kinds = new Uint8Array(1024);
	#times = new Float64Array(1024);
	#texts = 0;
	/** Of removed owners the texts stay until there are too many of them. */
	readonly #gone = new Set<number>();
	#goneTexts = 0;

	get size(): number {
		return this.#texts - this.#goneTexts;
	}

	/** What the typed arrays take. */
	get bytes(): number {
		const texts = [this.#firsts, this.#owners, this.#items, this.#kinds, this.#times];
		const arrays = [this.#starts, this.#rows, ...texts];
		return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) + this.#words.length;
	}

	add({ owner, item, kind, at: time }: TextPlace, text: string): void {
		const at = this.#texts;
		if (at + 2 > this.#firsts.length) this.#grow(at * 2 + 2);
		let end = this.#firsts[at] ?? 0;
		const words = wordsOf(text);
		this.#rows = roomFor(this.#rows, end + words.length);
		for (const word of words) this.#rows[end++] = this.#numberOf(word.slice(0, LONGEST_WORD));
		this.#owners[at] = owner;
		this.#items[at] = item;
		this.#kinds[at] = kind;
		this.#times[at] = time;
		this.#firsts[at + 1] = end;
		this.#texts++;
	}

	/** An owner's number is not used again. */
	remove(owner: number): void {
		let texts = 0;
		for (let at = 0; at < this.#texts; at++) if (this.#owners[at] === owner) texts++;
		if (texts === 0) return;
		this.#gone.add(owner);
		this.#goneTexts += texts;
		if (this.#goneTexts > this.#texts / 2) this.#tidy();
	}

	/** Tells of every text that has any of the words sought. */
	search(sought: readonly string[], visit: Visit): void {
		const marks = this.#marksOf(sought);
		const [rows, firsts] = [this.#rows, this.#firsts];
		let from = 0;
		for (let at = 0; at < this.#texts; at++) {
			const to = firsts[at + 1] ?? from;
			let found = 0;
			for (let word = from; word < to; word++) found |= marks[rows[word] ?? 0] ?? 0;
			from = to;
			if (found !== 0 && !this.#isGone(at)) visit(at, found & 0xffff, found >>> 16);
		}
	}

	ownerOf(text: number): number {
		return this.#owners[text] ?? 0;
	}

	kindOf(text: number): number {
		return this.#kinds[text] ?? 0;
	}

	timeOf(text: number): number {
		return this.#times[text] ?? 0;
	}

	itemOf(text: number): number {
		return this.#items[text] ?? 0;
	}

	#isGone(text: number): boolean {
		return this.#gone.size > 0 && this.#gone.has(this.ownerOf(text));
	}

	/** For every word of any text: which of the words sought are in it, and which it begins with. */
	#marksOf(sought: readonly string[]): Uint32Array {
		const marks = new Uint32Array(this.#numbers.size);
		const words = sought.slice(0, MOST_WORDS);
		// One letter alone is in nearly every word: then those that begin with it.
		const [first = ''] = words;
		if (words.length === 1 && first.length === 1) this.#markBeginnings(first, marks);
		else for (const [bit, part] of words.entries()) this.#mark(part, bit, marks);
		return marks;
	}

	#markBeginnings(part: string, marks: Uint32Array): void {
		for (const [word, number] of this.#numbers)
			if (word.startsWith(part)) marks[number] = 1 | (1 << 16);
	}

	#mark(part: string, bit: number, marks: Uint32Array): void {
		const [starts, words] = [this.#starts, this.#words];
		let number = 0;
		let at = words.indexOf(part);
		while (at >= 0) {
			while (number + 1 < marks.length && (starts[number + 1] ?? 0) <= at) number++;
			const begins = starts[number] === at ? 1 << (bit + 16) : 0;
			marks[number] = (marks[number] ?? 0) | (1 << bit) | begins;
			const next = number + 1 < marks.length ? (starts[number + 1] ?? 0) : words.length;
			at = words.indexOf(part, next);
		}
	}

	#numberOf(word: string): number {
		const known = this.#numbers.get(word);
		if (known !== undefined) return known;
		const number = this.#numbers.size;
		this.#starts = roomFor(this.#starts, number + 1);
		this.#starts[number] = this.#words.length;
		this.#words += `${word}\n`;
		this.#numbers.set(word, number);
		return number;
	}

	#grow(texts: number): void {
		this.#firsts = grown(this.#firsts, new Uint32Array(texts));
		this.#owners = grown(this.#owners, new Uint32Array(texts));
		this.#items = grown(this.#items, new Uint32Array(texts));
		this.#kinds = grown(this.#kinds, new Uint8Array(texts));
		this.#times = grown(this.#times, new Float64Array(texts));
	}

	/** Moves what is still there together. Words stay: they come again. */
	#tidy(): void {
		let [texts, end, from] = [0, 0, 0];
		for (let at = 0; at < this.#texts; at++) {
			const to = this.#firsts[at + 1] ?? from;
			const owner = this.#owners[at] ?? 0;
			if (!this.#gone.has(owner)) {
				this.#rows.copyWithin(end, from, to);
				end += to - from;
				this.#owners[texts] = owner;
				this.#items[texts] = this.#items[at] ?? 0;
				this.#kinds[texts] = this.#kinds[at] ?? 0;
				this.#times[texts] = this.#times[at] ?? 0;
				this.#firsts[++texts] = end;
			}
			from = to;
		}
		this.#texts = texts;
		this.#goneTexts = 0;
		this.#gone.clear();
	}
}

/** Twice as large when it is full. */
const roomFor = (array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> =>
	length <= array.length
		? array
		: grown(array, new Uint32Array(Math.max(length, array.length * 2)));

function grown<T extends Uint8Array | Uint32Array | Float64Array>(array: T, larger: T): T {
	larger.set(array);
	return larger;
}
