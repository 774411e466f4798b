/**
 * What a viewer frame may have of a large document: pieces of this one document, one after another, no more in all than
 * twice its length. The frame has read an untrusted document, so whatever it asks for besides ends the conversation: it
 * is not answered, and neither is anything after it.
 */
import { RANGE_BYTES } from '../worker/port.ts';

export interface DocumentSource {
	readonly size: number;
	read(range: { start: number; end: number }): Promise<Uint8Array<ArrayBuffer>>;
}

export interface GivenPiece {
	start: number;
	bytes: ArrayBuffer;
}

export class DocumentPieces {
	readonly #source: DocumentSource;
	#left: number;
	#isReading = false;
	#isOver = false;

	constructor(source: DocumentSource) {
		this.#source = source;
		this.#left = 2 * source.size;
	}

	/** Null, now and for ever after, when the frame asked for what it may not have. Rejects when reading fails. */
	async give(asked: { start?: unknown; end?: unknown }): Promise<GivenPiece | null> {
		const range = this.#rangeOf(asked);
		if (range === null) {
			this.#isOver = true;
			return null;
		}
		this.#left -= range.end - range.start;
		this.#isReading = true;
		const bytes = await this.#source.read(range);
		this.#isReading = false;
		return this.#isOver ? null : { start: range.start, bytes: bytes.buffer };
	}

	#rangeOf({ start, end }: { start?: unknown; end?: unknown }) {
		if (this.#isOver || this.#isReading) return null;
		if (typeof start !== 'number' || typeof end !== 'number') return null;
		if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return null;
		const length = end - start;
		const fits = start >= 0 && length > 0 && length <= RANGE_BYTES && end <= this.#source.size;
		return fits && length <= this.#left ? { start, end } : null;
	}
}
