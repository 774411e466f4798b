/**
 * Many short texts, found by any part of their words. Every different word is held once, in one string that is looked through
 * from end to end; in typed arrays lie the words of each text, and, for all texts but the last that came, the texts of each
 * word. It is in memory only, and knows nothing of what the texts are.
 */
import { comparable } from '../../core/finding.ts';

/** So many words of a search count. */
export const MOST_WORDS = 16;
/** The words of so many texts are read sooner than they are listed. */
const UNLISTED = 100_000;
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
	/** For the texts before this one: where the list of each word begins in the lists, and all lists. */
	#listed = 0;
	#heads = new Uint32Array(1);
	#lists = new Uint32Array(0);
	/** How many texts each owner has. */
	readonly #counts = new Map<number, number>();
	/** Of removed owners the texts stay until there are too many of them. */
	readonly #gone = new Set<number>();
	#goneTexts = 0;

	get size(): number {
		return this.#texts - this.#goneTexts;
	}

	/** What the typed arrays take. */
	get bytes(): number {
		const texts = [this.#firsts, this.#owners, this.#items, this.#kinds, this.#times];
		const arrays = [this.#starts, this.#rows, this.#heads, this.#lists, ...texts];
		return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) + this.#words.length;
	}

	add({ owner, item, kind, at: time }: TextPlace, text: string): void {
		const at = this.#texts;
		if (at + 2 > this.#firsts.length) this.#grow(at * 2 + 2);
		let end = this.#firsts[at] ?? 0;
		const words = wordsOf(text);
		this.#rows = roomFor(this.#rows, end + words.length);
		for (const word of words) this.#rows[end++] = this.#numberOf(word.slice(0, LONGEST_WORD));
		this.#counts.set(owner, (this.#counts.get(owner) ?? 0) + 1);
		this.#owners[at] = owner;
		this.#items[at] = item;
		this.#kinds[at] = kind;
		this.#times[at] = time;
		this.#firsts[at + 1] = end;
		this.#texts++;
	}

	/** An owner's number is not used again. */
	remove(owner: number): void {
		const texts = this.#counts.get(owner);
		if (texts === undefined) return;
		this.#counts.delete(owner);
		this.#gone.add(owner);
		this.#goneTexts += texts;
		if (this.#goneTexts > this.#texts / 2) this.#tidy();
	}

	/** Tells of every text that has any of the words sought. */
	search(sought: readonly string[], visit: Visit): void {
		const marks = this.#marksOf(sought);
		this.listIfDue();
		const found = new Uint32Array(this.#texts);
		for (let word = 0; word + 1 < this.#heads.length; word++) {
			const mark = marks[word] ?? 0;
			if (mark === 0) continue;
			const to = this.#heads[word + 1] ?? 0;
			for (let at = this.#heads[word] ?? 0; at < to; at++) {
				const text = this.#lists[at] ?? 0;
				found[text] = (found[text] ?? 0) | mark;
			}
		}
		this.#readUnlisted(marks, found);
		for (let at = 0; at < found.length; at++) {
			const bits = found[at] ?? 0;
			if (bits !== 0 && !this.#isGone(at)) visit(at, bits & 0xffff, bits >>> 16);
		}
	}

	/** The last texts, which are in no list yet, from end to end. */
	#readUnlisted(marks: Uint32Array, found: Uint32Array): void {
		let from = this.#firsts[this.#listed] ?? 0;
		for (let at = this.#listed; at < this.#texts; at++) {
			const to = this.#firsts[at + 1] ?? from;
			let bits = 0;
			for (let word = from; word < to; word++) bits |= marks[this.#rows[word] ?? 0] ?? 0;
			found[at] = bits;
			from = to;
		}
	}

	/** Makes the lists anew when so much is in none of them that reading it takes longer. A search does, if nobody did before. */
	listIfDue(): void {
		const [listed, all] = [this.#firsts[this.#listed] ?? 0, this.#firsts[this.#texts] ?? 0];
		if (all - listed < Math.max(UNLISTED, listed / 4)) return;
		const heads = new Uint32Array(this.#numbers.size + 1);
		for (let at = 0; at < all; at++) {
			const next = (this.#rows[at] ?? 0) + 1;
			heads[next] = (heads[next] ?? 0) + 1;
		}
		for (let word = 1; word < heads.length; word++)
			heads[word] = (heads[word] ?? 0) + (heads[word - 1] ?? 0);
		const ends = heads.slice();
		const lists = new Uint32Array(all);
		for (let text = 0; text < this.#texts; text++) {
			const to = this.#firsts[text + 1] ?? 0;
			for (let at = this.#firsts[text] ?? 0; at < to; at++) {
				const word = this.#rows[at] ?? 0;
				const end = ends[word] ?? 0;
				lists[end] = text;
				ends[word] = end + 1;
			}
		}
		this.#heads = heads;
		this.#lists = lists;
		this.#listed = this.#texts;
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
		const isLetter = words.length === 1 && words[0]?.length === 1;
		for (const [bit, part] of words.entries())
			this.#mark(isLetter ? `\n${part}` : part, bit, marks);
		return marks;
	}

	/** `part`: with the line's end before it, only words that begin so. */
	#mark(part: string, bit: number, marks: Uint32Array): void {
		const [starts, words] = [this.#starts, this.#words];
		const before = part.startsWith('\n') ? 1 : 0;
		let number = 0;
		let at = words.indexOf(part) + before;
		while (at >= before) {
			while (number + 1 < marks.length && (starts[number + 1] ?? 0) <= at) number++;
			const begins = starts[number] === at ? 1 << (bit + 16) : 0;
			marks[number] = (marks[number] ?? 0) | (1 << bit) | begins;
			const next = number + 1 < marks.length ? (starts[number + 1] ?? 0) : words.length;
			at = words.indexOf(part, next - before) + before;
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
		this.#listed = 0;
		this.#heads = new Uint32Array(1);
		this.#lists = new Uint32Array(0);
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
