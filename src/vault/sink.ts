/**
 * Where the bytes of a download go. A sink is given checked bytes only, takes them in order, and shows what it was given
 * as a finished file only after `close`: whatever happens before leaves nothing that looks complete.
 */
import type { Raw } from '../crypto/brands.ts';

export interface Sink {
	/** Resolves when there is room for more. The bytes belong to the sink from then on. @throws Refusal */
	write(bytes: Raw): Promise<void>;
	/** The file is complete. @throws Refusal when it could not be finished */
	close(): Promise<void>;
	/** What was written is copied: once `write` resolved, its memory may serve again. */
	readonly copies?: true;
	/** Throws away what was written; a `write` that still waits is refused. Never fails, and may come twice. */
	abort(): Promise<void>;
}

/** Writes to `sink`, and gives the memory of what needs it no more to `takeBack`. */
export const writingTo =
	(sink: Pick<Sink, 'write' | 'copies'>, takeBack: (bytes: Raw) => void) =>
	async (bytes: Raw): Promise<void> => {
		await sink.write(bytes);
		if (sink.copies) takeBack(bytes);
	};

/** Puts small pieces together, so that an archive of many small files does not become very many tiny writes. */
export class Gathering {
	readonly #sink: Pick<Sink, 'write'>;
	readonly #least: number;
	#waiting: Raw[] = [];
	#length = 0;

	constructor(sink: Pick<Sink, 'write'>, least = 256 * 1024) {
		this.#sink = sink;
		this.#least = least;
	}

	async write(bytes: Raw): Promise<void> {
		if (bytes.length >= this.#least) {
			await this.flush();
			return this.#sink.write(bytes);
		}
		this.#waiting.push(bytes);
		this.#length += bytes.length;
		if (this.#length >= this.#least) await this.flush();
	}

	/** Hands on what is left. */
	async flush(): Promise<void> {
		if (this.#length === 0) return;
		const together = new Uint8Array(this.#length);
		let at = 0;
		for (const piece of this.#waiting) {
			together.set(piece, at);
			at += piece.length;
		}
		this.#waiting = [];
		this.#length = 0;
		await this.#sink.write(together);
	}
}
