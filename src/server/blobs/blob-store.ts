/**
 * Where stored bytes live: a folder today, an S3 bucket tomorrow (a staged part is then an uploaded part, and
 * publishing it a no-op). A store knows nothing of users or vaults and never interprets a byte.
 */
import type { BlobId, Raw } from '../../crypto/brands.ts';
import type { ByteRange } from './byte-range.ts';

/** Bytes on their way in, in pieces as they came. A batch is there until the next is asked for. */
export type Batches = AsyncGenerator<readonly Uint8Array[]>;

/** Takes a piece on its way out. Until its promise is kept the piece is its own; then it is overwritten. */
export type Sink = (piece: Uint8Array) => Promise<void>;

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
	stagePart(blob: BlobId, position: number, bytes: Batches, limit: number): Promise<StagedPart>;
	/** Hands on the bytes from `start` up to and not including `end` of the parts laid end to end, in order. */
	readRange(
		blob: BlobId,
		parts: readonly StoredPart[],
		range: ByteRange,
		sink: Sink
	): Promise<void>;
	/** Everything of this blob. Removing what is not there is no error. */
	remove(blob: BlobId): Promise<void>;
	space(): Promise<Space>;
	/** Drops what a crash left half-written before `olderThan` (milliseconds since 1970). */
	sweepStaging(olderThan: number): Promise<void>;
}

export class PartTooLarge extends Error {}
