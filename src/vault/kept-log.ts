/**
 * A verified log as this browser remembers it: what folding it led to, as bytes and back. Only ever read from under this
 * device's own seal (crypto/kept-logs.ts), which names FORMAT; whether it may be used is for the log that recalls it.
 */
import { z } from 'zod';
import type { EntryHash, Raw } from '../crypto/brands.ts';
import type { Journal } from './history.ts';
import { isMap, isObject, tagged, untagged } from './kept-text.ts';
import type { VaultState } from './vault-state.ts';

/** Raised whenever a fold judges any entry differently, or the state has another shape: older records are then not read. */
export const KEPT_FORMAT = 11;

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

/** Sealed by this device itself, in this very format: that it is of the right shape is all there is to ask. */
const stored = z.strictObject({
	state: z.custom<VaultState>(
		(value) =>
			isObject(value) &&
			'head' in value &&
			'files' in value &&
			isMap(value.files) &&
			'epochs' in value
	),
	hashes: z.array(z.custom<EntryHash>((value) => typeof value === 'string' && value.length === 43)),
	journal: z.array(z.custom<Journal>((value) => isObject(value) && 'seq' in value))
});

/** @throws for what `encodeKeptLog` did not write. */
export function parseKeptLog(bytes: Raw): KeptLog {
	const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	const read = z
		.object({ state: z.unknown(), hashes: z.string(), journal: z.unknown() })
		.parse(JSON.parse(text));
	return stored.parse({ ...read, state: untagged(read.state), hashes: read.hashes.split(' ') });
}
