/**
 * State as text and back, for what a browser keeps under its own seal: maps of either kind in their order, and bytes, beside
 * what JSON has. Says nothing about whether the text may be believed.
 */
import { toWire } from '../contract/wire.ts';
import { decodeBase64url } from '../crypto/base64url.ts';
import { persistent } from './persistent-map.ts';

export const isObject = (value: unknown): value is object =>
	typeof value === 'object' && value !== null;

/** For `JSON.stringify`. */
export function tagged(_: string, value: unknown): unknown {
	if (value instanceof Uint8Array) return { $: { bytes: toWire(value) } };
	if (!isMap(value)) return value;
	return { $: { map: [...value], plain: value instanceof Map } };
}

export const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
	value instanceof Map || (isObject(value) && 'get' in value && Symbol.iterator in value);

/** What was read from such text, as it was. */
export function untagged(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(untagged);
	if (!isObject(value)) return value;
	if ('$' in value) return fromTag(value.$);
	const plain: Record<string, unknown> = {};
	for (const [key, item] of Object.entries(value)) plain[key] = untagged(item);
	return plain;
}

function fromTag(tag: unknown): unknown {
	if (!isObject(tag)) throw new TypeError();
	if ('bytes' in tag && typeof tag.bytes === 'string') return decodeBase64url(tag.bytes);
	if (!('map' in tag) || !Array.isArray(tag.map)) throw new TypeError();
	const entries = tag.map.map((pair: unknown): [unknown, unknown] => {
		if (!Array.isArray(pair)) throw new TypeError();
		const both: unknown[] = pair;
		return [both[0], untagged(both[1])];
	});
	return 'plain' in tag && tag.plain === true ? new Map(entries) : persistent(entries);
}
