/**
 * Locks after a quarter of an hour without a key press or a touch. Time is read from the clock and not counted by a
 * timer, so hours asleep count; the first touch after them locks, and does not prolong. Work under way (a long upload)
 * puts locking off until it is done, unless the device slept meanwhile: who opens it then may be somebody else.
 */
const LIMIT = 15 * 60_000;
const CHECK_EVERY = 10_000;
const ACTIVITY = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
const RETURNS = ['focus', 'pageshow'] as const;

export class IdleClock {
	readonly #now: () => number;
	readonly #isWorking: () => boolean;
	readonly #onIdle: () => void;
	#last: number;
	/** While somebody or something is awake here, this is never long ago. */
	#checked: number;

	constructor(onIdle: () => void, isWorking: () => boolean, now = () => Date.now()) {
		this.#onIdle = onIdle;
		this.#isWorking = isWorking;
		this.#now = now;
		this.#last = this.#checked = now();
	}

	/** Somebody is here, unless they were away too long. */
	touch(): void {
		if (!this.check()) this.#last = this.#now();
	}

	/** Whether it just locked. */
	check(): boolean {
		const now = this.#now();
		const slept = now - this.#checked >= LIMIT;
		this.#checked = now;
		if (!slept && this.#isWorking()) {
			this.#last = now;
			return false;
		}
		if (now - this.#last < LIMIT) return false;
		this.#last = now;
		this.#onIdle();
		return true;
	}

	/** Listens to the page; returns the way to stop. */
	watch(): () => void {
		const stop = new AbortController();
		const { signal } = stop;
		this.#last = this.#checked = this.#now();
		for (const name of ACTIVITY)
			addEventListener(name, () => this.touch(), { passive: true, capture: true, signal });
		for (const name of RETURNS) addEventListener(name, () => this.check(), { signal });
		document.addEventListener('visibilitychange', () => this.check(), { signal });
		const timer = setInterval(() => this.check(), CHECK_EVERY);
		signal.addEventListener('abort', () => clearInterval(timer));
		return () => stop.abort();
	}
}
