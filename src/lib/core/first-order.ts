/**
 * Things stay where they were first shown, whatever becomes of them: what has been dealt with would else leave its place
 * to the next, under the pointer of who is about to press there. What comes later stands last.
 */
export class FirstOrder<K> {
	readonly #places = new Map<K, number>();

	/** `inOrder`: as they would stand if they were shown for the first time. */
	arrange<T>(inOrder: readonly T[], keyOf: (thing: T) => K): T[] {
		for (const thing of inOrder) this.#placeOf(keyOf(thing));
		return [...inOrder].sort((a, b) => this.#placeOf(keyOf(a)) - this.#placeOf(keyOf(b)));
	}

	#placeOf(key: K): number {
		const place = this.#places.get(key) ?? this.#places.size;
		this.#places.set(key, place);
		return place;
	}
}
