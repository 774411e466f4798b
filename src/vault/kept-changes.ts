/**
 * What one version of a value changed of the one before, and the newer from both. Versions that share what they have in
 * common cost what is new in each, and share it again afterwards. Pure.
 */
import { isMap, isObject } from './kept-text.ts';
import { withEntry, withoutKey } from './persistent-map.ts';

type Change =
	| 0
	| { readonly all: unknown }
	| { readonly fields: Readonly<Record<string, Change>> }
	| { readonly set: readonly (readonly [unknown, Change])[]; readonly gone: readonly unknown[] }
	| { readonly more: readonly unknown[] };

/** How `next` comes from `before`: nothing is compared but by identity, so that it costs little where much is the same. */
export function changeOf(before: unknown, next: unknown): Change {
	if (Object.is(before, next)) return 0;
	return (
		(isMap(before) && isMap(next) && ofMap(before, next)) ||
		(Array.isArray(before) && Array.isArray(next) && ofArray(before, next)) ||
		(isRecord(before) && isRecord(next) && ofRecord(before, next)) || { all: next }
	);
}

type Entries = ReadonlyMap<unknown, unknown>;

/** Null where the keys would come in another order. */
function ofMap(before: Entries, next: Entries): Change | null {
	const gone = [...before.keys()].filter((key) => !next.has(key));
	const set = [...next]
		.filter(([key, value]) => !before.has(key) || !Object.is(before.get(key), value))
		.map(([key, value]) => [key, changeOf(before.get(key), value)] as const);
	const keys = [
		...[...before.keys()].filter((key) => next.has(key)),
		...[...next.keys()].filter((key) => !before.has(key))
	];
	const isInOrder = [...next.keys()].every((key, index) => key === keys[index]);
	return isInOrder && before instanceof Map === next instanceof Map ? { set, gone } : null;
}

/** Null unless something was added at the end. */
function ofArray(before: readonly unknown[], next: readonly unknown[]): Change | null {
	const isLonger = before.every((value, index) => Object.is(value, next[index]));
	return isLonger && next.length > before.length ? { more: next.slice(before.length) } : null;
}

/** Null where it is of another kind. */
function ofRecord(before: Record<string, unknown>, next: Record<string, unknown>): Change | null {
	const names = Object.keys(next);
	if (names.length !== Object.keys(before).length || !names.every((name) => name in before))
		return null;
	const fields = names.map((name) => [name, changeOf(before[name], next[name])] as const);
	return { fields: Object.fromEntries(fields.filter(([, change]) => change !== 0)) };
}

/** @throws for what is no change, or none of `before`. */
export function changed(before: unknown, change: unknown): unknown {
	if (change === 0) return before;
	if (!isObject(change)) throw new TypeError();
	if ('all' in change) return change.all;
	if ('more' in change) return listed(before).concat(listed(change.more));
	if ('fields' in change && isRecord(change.fields) && isRecord(before))
		return { ...before, ...mapValues(change.fields, (one, name) => changed(before[name], one)) };
	if ('set' in change && 'gone' in change && isMap(before)) return changedMap(before, change);
	throw new TypeError();
}

function changedMap(before: Entries, { set, gone }: { set: unknown; gone: unknown }): Entries {
	let map = before;
	for (const key of listed(gone)) map = withoutKey(map, key);
	for (const pair of listed(set)) {
		const [key, change] = listed(pair);
		map = withEntry(map, key, changed(before.get(key), change));
	}
	return before instanceof Map ? new Map(map) : map;
}

function listed(value: unknown): readonly unknown[] {
	if (!Array.isArray(value)) throw new TypeError();
	return value;
}

const mapValues = (
	record: Record<string, unknown>,
	to: (value: unknown, name: string) => unknown
): Record<string, unknown> =>
	Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value, name)]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
	isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
