/**
 * Where stored bytes live: a folder today, an S3 bucket tomorrow (a staged part is then an uploaded part, and
 * publishing it a no-op). A store knows nothing of users or vaults and never interprets a byte.
 */
import type { BlobId, Raw } from '../../crypto/brands.ts';

export type Octets = AsyncIterable<Uint8Array, undefined, undefined>;

/** A part whose bytes are durable but which nobody can read yet. Exactly one of its two ends must be called. */
export interface StagedPart {
	readonly size: number;
	readonly hash: Raw;
	/** Once this resolves, the part survives any stop of the machine. Replaces what was there. */
	publish(): Promise<void>;
	/** Takes back what was published, before anybody heard of it. */
	withdraw(): Promise<void>;
	discard(): Promise<void>;
}

/** In bytes. `free` is what we may still write. */
export interface Space {
	readonly size: number;
	readonly free: number;
}

export interface StoredPart {
	readonly position: number;
	readonly size: number;
}

export interface BlobStore {
	/** Throws PartTooLarge, with nothing left behind, as soon as more than `limit` bytes have come. */
	stagePart(blob: BlobId, position: number, bytes: Octets, limit: number): Promise<StagedPart>;
	/** The bytes from `start` up to and not including `end` of the parts laid end to end. */
	readRange(blob: BlobId, parts: readonly StoredPart[], start: number, end: number): Octets;
	/** Everything of this blob. Removing what is not there is no error. */
	remove(blob: BlobId): Promise<void>;
	space(): Promise<Space>;
	/** Drops what a crash left half-written before `olderThan` (milliseconds since 1970). */
	sweepStaging(olderThan: number): Promise<void>;
}

export class PartTooLarge extends Error {}
