/** What search was compared with: for every three letters the numbers of the texts that have them, in one typed array. */
export class Trigrams {
	readonly #texts: readonly string[];
	/** By three letters: where its texts begin and end. */
	readonly #places = new Map<string, { from: number; to: number }>();
	readonly #rows: Uint32Array;

	constructor(texts: readonly string[]) {
		this.#texts = texts;
		const counts = new Map<string, number>();
		for (const text of texts)
			for (const three of threesOf(text)) counts.set(three, (counts.get(three) ?? 0) + 1);
		let end = 0;
		for (const [three, count] of counts) {
			this.#places.set(three, { from: end, to: end });
			end += count;
		}
		this.#rows = new Uint32Array(end);
		for (const [number, text] of texts.entries())
			for (const three of threesOf(text)) {
				const place = this.#places.get(three);
				if (place) this.#rows[place.to++] = number;
			}
	}

	get bytes(): number {
		return this.#rows.byteLength;
	}

	/** How many texts have all the words: those with the rarest three letters are looked through. */
	search(words: readonly string[]): number {
		const threes = words.flatMap((word) => [...threesOf(word)]);
		const places = threes.map((three) => this.#places.get(three) ?? { from: 0, to: 0 });
		const [rarest] = places.sort((a, b) => a.to - a.from - (b.to - b.from));
		const has = (text: string) => words.every((word) => text.includes(word));
		if (!rarest) return this.#texts.filter(has).length;
		let found = 0;
		for (let at = rarest.from; at < rarest.to; at++)
			if (has(this.#texts[this.#rows[at] ?? 0] ?? '')) found++;
		return found;
	}
}

function threesOf(text: string): Set<string> {
	const threes = new Set<string>();
	for (let at = 0; at + 3 <= text.length; at++) threes.add(text.slice(at, at + 3));
	return threes;
}
