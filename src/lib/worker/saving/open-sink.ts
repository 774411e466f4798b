/** Turns the page's answer to "where to?" into the place itself. */
import type { Refusal } from '../../../vault/problems.ts';
import type { Sink } from '../../../vault/sink.ts';
import type { SaveTo } from '../port.ts';
import { handleSink } from './handle-sink.ts';
import { memorySink } from './memory-sink.ts';
import { streamSink } from './stream-sink.ts';

export interface OpenedSink extends Sink {
	/** What was held, if it was held in memory. */
	readonly content?: Blob | null;
}

/** @throws Refusal `too-large-here`, `no-room-here`, `not-saved` */
export async function openSink(
	to: SaveTo,
	size: number,
	onGone: (reason: Refusal) => void
): Promise<OpenedSink> {
	if (to.to === 'memory') return memorySink(size, 'application/octet-stream');
	if (to.to === 'disk') return handleSink(to.handle);
	return streamSink(to.port, to.page, onGone);
}
