/**
 * Small files, and browsers that cannot stream to disk: the bytes become one Blob, which exists only when it is complete.
 * What is larger than the cap is refused before anything is fetched. The pieces are with the browser at once, which knows where
 * to put them when memory runs short, and takes the first while the next are being opened.
 */
import { Refusal } from '../../../vault/problems.ts';
import type { Sink } from '../../../vault/sink.ts';
import { HELD_BYTES } from '../port.ts';

export interface MemorySink extends Sink {
	/** Null until `close`. */
	readonly content: Blob | null;
}

/** What ends a sink in memory from outside: nobody takes it away. */
export const neverGone = new Promise<Refusal>(() => undefined);

/** @throws Refusal `too-large-here` */
export function memorySink(size: number, type: string): MemorySink {
	if (size > HELD_BYTES) throw new Refusal('too-large-here');
	let pieces: Blob[] = [];
	let content: Blob | null = null;
	return {
		get content() {
			return content;
		},
		copies: true,
		write(bytes) {
			pieces.push(new Blob([bytes]));
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
