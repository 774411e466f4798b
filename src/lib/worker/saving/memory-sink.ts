/**
 * Small files, and browsers that cannot stream to disk: the bytes become one Blob, which exists only when it is complete.
 * What is larger than the cap is refused before anything is fetched. The pieces of a large one are with the browser at once,
 * which knows where to put them when memory runs short: several downloads that stand still take little of this worker's. For
 * a small one that takes longer than all the rest (docs/performance.md).
 */
import type { Raw } from '../../../crypto/brands.ts';
import { Refusal } from '../../../vault/problems.ts';
import type { Sink } from '../../../vault/sink.ts';
import { HELD_BYTES } from '../port.ts';

export interface MemorySink extends Sink {
	/** Null until `close`. */
	readonly content: Blob | null;
}

const SMALL_BYTES = 16 * 1024 * 1024;

/** What ends a sink in memory from outside: nobody takes it away. */
export const neverGone = new Promise<Refusal>(() => undefined);

/** @throws Refusal `too-large-here` */
export function memorySink(size: number, type: string): MemorySink {
	if (size > HELD_BYTES) throw new Refusal('too-large-here');
	const isSmall = size <= SMALL_BYTES;
	let pieces: (Blob | Raw)[] = [];
	let content: Blob | null = null;
	return {
		get content() {
			return content;
		},
		...(!isSmall && { copies: true }),
		write(bytes) {
			pieces.push(isSmall ? bytes : new Blob([bytes]));
			return Promise.resolve();
		},
		close() {
			content = new Blob(pieces, { type });
			pieces = [];
			return Promise.resolve();
		},
		abort() {
			pieces = [];
			content = null;
			return Promise.resolve();
		}
	};
}
