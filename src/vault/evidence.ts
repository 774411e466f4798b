/**
 * What a person can keep and hand on when the portal contradicted itself: when, at which record, what was known before
 * and what was shown. Holds ids, hashes, signed headers and signatures, which the portal has anyway; never a key, a
 * name, a sealed body or anything that was decrypted.
 */
import { toWire } from '../contract/wire.ts';
import type { Raw } from '../crypto/brands.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import { sha256 } from '../crypto/hash.ts';
import { toProblem } from './problems.ts';

/** An entry as it was shown: whoever knows its author's key can check that they signed it. */
export interface ShownEntry {
	readonly seq: number;
	readonly hash: string;
	readonly header: string;
	readonly signature: string;
}

export interface Sighting {
	readonly reading: 'firm log' | 'vault log' | 'file' | 'account' | 'invitation' | 'drop link';
	/** Ids of what was being read, by their kind. */
	readonly ids: Readonly<Record<string, string>>;
	/** Heads of this log that this person had seen before. */
	readonly known?: readonly Head[];
	readonly shown?: readonly ShownEntry[];
	/** SHA-256 of what came where something else was due; `expected` where a signed record says it. */
	readonly received?: readonly { what: string; sha256: string; expected: string | null }[];
}

export interface Evidence extends Partial<Sighting> {
	readonly format: 'tallyport evidence 1';
	readonly code: string;
	readonly message: string;
	/** By this device's clock. */
	readonly at: string;
	/** The fingerprint of the app's build that saw it, where it is known. */
	readonly build: string | null;
}

const MOST_ENTRIES = 24;
const MOST_HEADS = 24;

const sightings = new WeakMap<Error, Sighting>();

/** Notes what was being read when `refusal` was made. The first note stays: it is the nearest to the lie. */
export function witnessed<E extends Error>(refusal: E, sighting: Sighting): E {
	if (!sightings.has(refusal)) sightings.set(refusal, sighting);
	return refusal;
}

/** Runs `work`, which reads what the portal sent; an alarming failure in it is noted. */
export async function witnessing<T>(
	describe: () => Sighting | Promise<Sighting>,
	work: () => Promise<T>
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof Error && toProblem(error).alarming) witnessed(error, await describe());
		throw error;
	}
}

/** The record of an alarm, as JSON can hold it. */
export function evidenceOf(
	error: unknown,
	{ time, build = null }: { time: number; build?: string | null }
): Evidence {
	const { code, message } = toProblem(error);
	const sighting = error instanceof Error ? sightings.get(error) : undefined;
	const at = new Date(time).toISOString();
	return { format: 'tallyport evidence 1', code, message, at, build, ...sighting };
}

/** The entries that matter: those where another was known, and the ends of what was shown. */
export function logSighting(
	ids: { firm: string; vault?: string },
	known: readonly Head[],
	shown: readonly ParsedEntry[]
): Sighting {
	const contested = new Set(known.map(({ seq }) => seq));
	const half = MOST_ENTRIES / 4;
	const chosen = shown.filter(
		({ header }, index) => index < half || index >= shown.length - half || contested.has(header.seq)
	);
	return {
		reading: ids.vault === undefined ? 'firm log' : 'vault log',
		ids,
		known: known.slice(-MOST_HEADS).map(({ seq, hash }) => ({ seq, hash })),
		shown: chosen.slice(-MOST_ENTRIES).map(shownEntry)
	};
}

const shownEntry = ({ header, hash, headerBytes, signature }: ParsedEntry): ShownEntry => ({
	seq: header.seq,
	hash,
	header: toWire(headerBytes),
	signature: toWire(signature)
});

/** The hash of something that came, beside the one that a signed record states. */
export const receivedHash = async (what: string, bytes: Raw, expected: Raw | null = null) => ({
	what,
	sha256: toWire(await sha256(bytes)),
	expected: expected && toWire(expected)
});
