/** Makes what goes on in the background wait for what somebody waits for. */

const LOOK_EVERY_MS = 200;
/** Somebody who just asked for something is likely to ask for more. */
const QUIET_MS = 400;

export class Calm {
	readonly #isBusy: () => boolean;
	#asked = 0;
	#last = -Infinity;

	constructor(isBusy: () => boolean) {
		this.#isBusy = isBusy;
	}

	/** Something that somebody waits for. */
	async during<T>(work: () => T | Promise<T>): Promise<T> {
		this.#asked++;
		try {
			return await work();
		} finally {
			this.#asked--;
			this.#last = performance.now();
		}
	}

	/** Resolves when nobody waits for anything. */
	async comes(): Promise<void> {
		while (this.#asked > 0 || performance.now() - this.#last < QUIET_MS || this.#isBusy())
			await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
	}
}
