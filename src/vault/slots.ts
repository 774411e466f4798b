/** A fixed number of places, such as parts in memory at once. Who waits is served in order; who gives up waits no more. */
import { Refusal } from './problems.ts';

export class Slots {
	readonly #waiting = new Set<() => void>();
	#free: number;

	constructor(count: number) {
		this.#free = count;
	}

	/** @throws Refusal `cancelled` when the signal aborts before there is a place */
	async hold<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
		await this.#enter(signal);
		try {
			return await work();
		} finally {
			this.#leave();
		}
	}

	async #enter(signal: AbortSignal): Promise<void> {
		if (signal.aborted) throw new Refusal('cancelled');
		if (this.#free > 0) {
			this.#free--;
			return;
		}
		const { promise, resolve, reject } = Promise.withResolvers<undefined>();
		const enter = () => {
			signal.removeEventListener('abort', giveUp);
			resolve(undefined);
		};
		const giveUp = () => {
			this.#waiting.delete(enter);
			reject(new Refusal('cancelled'));
		};
		signal.addEventListener('abort', giveUp, { once: true });
		this.#waiting.add(enter);
		await promise;
	}

	/** The place goes to whoever waits longest, without being free in between. */
	#leave(): void {
		const [next] = this.#waiting;
		if (!next) {
			this.#free++;
			return;
		}
		this.#waiting.delete(next);
		next();
	}
}
