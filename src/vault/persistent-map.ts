/**
 * Maps whose next version shares what did not change with the one before, so that a fold's step costs the same however much
 * there is, and every earlier state stays whole. The one file that uses `immutable`. Order is that of insertion: what
 * people see never depends on a hash.
 */
import { OrderedMap } from 'immutable';

class PersistentMap<K, V> implements ReadonlyMap<K, V> {
	readonly #items: OrderedMap<K, V>;

	constructor(items: OrderedMap<K, V>) {
		this.#items = items;
	}

	/** Those of a map of this kind without a copy. */
	static itemsOf<K, V>(map: ReadonlyMap<K, V>): OrderedMap<K, V> {
		return isPersistent(map) ? map.#items : OrderedMap(map);
	}

	get size(): number {
		return this.#items.size;
	}

	get(key: K): V | undefined {
		return this.#items.get(key);
	}

	has(key: K): boolean {
		return this.#items.has(key);
	}

	forEach(each: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
		for (const [key, value] of this) each(value, key, this);
	}

	*keys(): Generator<K, undefined> {
		yield* this.#items.keys();
	}

	*values(): Generator<V, undefined> {
		yield* this.#items.values();
	}

	*entries(): Generator<[K, V], undefined> {
		yield* this.#items.entries();
	}

	[Symbol.iterator](): Generator<[K, V], undefined> {
		return this.entries();
	}
}

const isPersistent = <K, V>(map: ReadonlyMap<K, V>): map is PersistentMap<K, V> =>
	map instanceof PersistentMap;

/** A map of this kind from any other's entries. */
export const persistent = <K, V>(entries: Iterable<[K, V]> = []): ReadonlyMap<K, V> =>
	new PersistentMap(OrderedMap(entries));

/** `map` with `value` under `key`: where the key was, or at the end. */
export const withEntry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
	new PersistentMap(PersistentMap.itemsOf(map).set(key, value));

/** `map` without `key`. */
export const withoutKey = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> =>
	new PersistentMap(PersistentMap.itemsOf(map).remove(key));
