/**
 * Taking an answer's body without trusting its length: memory is bounded by what was asked for, whatever the portal
 * sends and however it is compressed.
 */
import type { Raw } from '../crypto/brands.ts';
import { concat } from '../crypto/bytes.ts';
import { Refusal } from './problems.ts';

/** The whole body, or null when it is longer than `limit`. */
export async function bodyOf(
	response: Response,
	limit: number,
	moved: () => void
): Promise<Raw | null> {
	const pieces: Raw[] = [];
	let length = 0;
	try {
		const reader = response.body?.getReader();
		for (;;) {
			const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
			if (done) return concat(...pieces);
			moved();
			length += value.length;
			if (length > limit) {
				await reader?.cancel();
				return null;
			}
			pieces.push(value);
		}
	} catch {
		throw new Refusal('offline');
	}
}

/** Bytes of a known number that arrive in one buffer, over as many connections as it takes. */
export class Arriving {
	readonly size: number;
	#bytes: Raw;
	#length = 0;

	/** @param memory to be used again, if it is large enough. Given away. */
	constructor(size: number, memory?: ArrayBuffer) {
		this.size = size;
		const fits = memory !== undefined && memory.byteLength >= size;
		this.#bytes = new Uint8Array(fits ? memory : new ArrayBuffer(size), 0, size);
	}

	get length(): number {
		return this.#length;
	}

	/**
	 * Adds a body; false when it is longer or shorter than what is missing.
	 * @throws Refusal `offline` when the connection breaks: what came before stays. `cancelled`
	 */
	async add(response: Response, signal: AbortSignal, moved: () => void): Promise<boolean> {
		try {
			return (await this.#fill(response.body, moved)) && this.#length === this.size;
		} catch {
			throw new Refusal(signal.aborted ? 'cancelled' : 'offline');
		}
	}

	/** Gives the bytes away; it can then be filled again from the start. */
	take(): Raw {
		const bytes = this.#bytes;
		this.#bytes = new Uint8Array(0);
		this.#length = 0;
		return bytes;
	}

	/** False when there is more than fits. */
	async #fill(body: ReadableStream<Raw> | null, moved: () => void): Promise<boolean> {
		if (this.#bytes.length === 0) this.#bytes = new Uint8Array(this.size);
		const { read, cancel } = reading(body);
		for (let value = await read(); value; value = await read()) {
			moved();
			if (this.#length + value.length > this.size) {
				await cancel();
				return false;
			}
			this.#bytes.set(value, this.#length);
			this.#length += value.length;
		}
		return true;
	}
}

/** As much as a browser has ready at once. */
const SCRATCH_BYTES = 1024 * 1024;

interface Reading {
	/** Null at the end. What was read before is gone. */
	readonly read: () => Promise<Raw | null>;
	readonly cancel: () => Promise<void>;
}

/**
 * Reads a body into one piece of memory, over and over, where the browser can: fresh memory costs more than copying. What
 * is on its way when the connection breaks is lost with it, and had not been counted.
 */
function reading(body: ReadableStream<Raw> | null): Reading {
	const reader = byobReader(body);
	if (!reader) {
		const plain = body?.getReader();
		return {
			read: async () => (await plain?.read())?.value ?? null,
			cancel: async () => plain?.cancel()
		};
	}
	let scratch = new ArrayBuffer(SCRATCH_BYTES);
	return {
		async read() {
			const { done, value } = await reader.read(new Uint8Array(scratch));
			if (value) scratch = value.buffer;
			return done ? null : value;
		},
		cancel: () => reader.cancel()
	};
}

function byobReader(body: ReadableStream<Raw> | null): ReadableStreamBYOBReader | null {
	try {
		return body?.getReader({ mode: 'byob' }) ?? null;
	} catch {
		// This browser has none, or not for bodies.
		return null;
	}
}
