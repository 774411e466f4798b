/**
 * A verified log as this browser remembers it: what folding it led to, as bytes and back. Only ever read from under this
 * device's own seal (crypto/kept-logs.ts), which names FORMAT; whether it may be used is for the log that recalls it.
 */
import { toWire } from '../contract/wire.ts';
import { decodeBase64url } from '../crypto/base64url.ts';
import type { EntryHash, Raw } from '../crypto/brands.ts';
import type { Journal } from './history.ts';
import { persistent } from './persistent-map.ts';
import type { VaultState } from './vault-state.ts';

/** Raised whenever a fold judges any entry differently, or the state has another shape: older records are then not read. */
export const KEPT_FORMAT = 1;

export interface KeptLog {
	readonly state: VaultState;
	/** Of every entry, from the first. */
	readonly hashes: readonly EntryHash[];
	readonly journal: readonly Journal[];
}

/** More is not kept: reading it would cost more than it saves. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** Null when it is too large to keep. */
export function encodeKeptLog({ state, hashes, journal }: KeptLog): Raw | null {
	const text = JSON.stringify({ state, hashes: hashes.join(' '), journal }, tagged);
	const bytes = new TextEncoder().encode(text);
	return bytes.length > MAX_KEPT_BYTES ? null : bytes;
}

/** @throws SyntaxError or TypeError for what `encodeKeptLog` did not write. */
export function parseKeptLog(bytes: Raw): KeptLog {
	const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	const { state, hashes, journal } = JSON.parse(text) as {
		state: unknown;
		hashes: string;
		journal: Journal[];
	};
	return {
		// Sealed by this device itself, in this very format: there is nobody else whose word this could be.
		state: untagged(state) as VaultState,
		hashes: hashes.split(' ') as EntryHash[],
		journal
	};
}

type Tagged = { bytes: string } | { map: [unknown, unknown][]; plain: boolean };

function tagged(_: string, value: unknown): unknown {
	if (value instanceof Uint8Array) return { $: { bytes: toWire(value) } };
	if (!isMap(value)) return value;
	return { $: { map: [...value], plain: value instanceof Map } };
}

const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
	value instanceof Map ||
	(typeof value === 'object' && value !== null && 'get' in value && Symbol.iterator in value);

function untagged(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(untagged);
	if (typeof value !== 'object' || value === null) return value;
	if ('$' in value) return fromTag(value.$ as Tagged);
	const plain: Record<string, unknown> = {};
	for (const [key, item] of Object.entries(value)) plain[key] = untagged(item);
	return plain;
}

function fromTag(tag: Tagged): unknown {
	if ('bytes' in tag) return decodeBase64url(tag.bytes);
	const entries = tag.map.map(([key, item]): [unknown, unknown] => [key, untagged(item)]);
	return tag.plain ? new Map(entries) : persistent(entries);
}
