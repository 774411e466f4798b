/**
 * A transfer that can stand still and go on: whoever moves its bytes asks here before each stretch, and ends the stretch
 * when its signal says so. What was taken stays with them.
 */
import { Refusal } from '../../vault/problems.ts';

export class Gate {
	#closing = new AbortController();
	#open: PromiseWithResolvers<void> | null = null;

	/** Aborted when it is to stand still; another one once it went on. */
	get signal(): AbortSignal {
		return this.#closing.signal;
	}

	get isClosed(): boolean {
		return this.#open !== null;
	}

	close(): void {
		this.#open ??= Promise.withResolvers();
		this.#closing.abort();
	}

	open(): void {
		if (!this.#open) return;
		this.#closing = new AbortController();
		this.#open.resolve();
		this.#open = null;
	}

	/** Resolves when it may go on: at once, unless somebody closed it. @throws Refusal `cancelled` */
	async passed(cancelled: AbortSignal): Promise<void> {
		while (this.#open && !cancelled.aborted) {
			const { promise, resolve } = Promise.withResolvers<void>();
			cancelled.addEventListener('abort', () => resolve(), { once: true });
			await Promise.race([this.#open.promise, promise]);
		}
		if (cancelled.aborted) throw new Refusal('cancelled');
	}
}
