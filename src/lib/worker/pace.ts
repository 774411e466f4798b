/**
 * How fast bytes move and how long it will take, said so that it does not jump about. Whole parts arrive at once, so the
 * speed is that of the last few steps and never of one; the time left counts down by itself and is only led gently
 * towards the newest estimate. Pure: time is passed in, in milliseconds.
 */
interface Step {
	at: number;
	total: number;
}

const WINDOW_MS = 15_000;
/** On a slow line a step takes long: as many as these are looked at, however old. */
const LEAST_STEPS = 4;
/** Before this, nobody can tell. */
const SETTLING_MS = 2_000;
/** How long the time left takes to follow a changed speed. */
const FOLLOWING_MS = 8_000;

export class Pace {
	#steps: Step[] = [];
	#left: { at: number; ms: number } | null = null;

	/** `total`: bytes moved since whenever; only its growth counts. */
	note(at: number, total: number): void {
		const last = this.#steps.at(-1);
		if (last && total < last.total) this.forget();
		if (last?.total === total) return;
		this.#steps.push({ at, total });
		const old = this.#steps.findIndex((step) => step.at >= at - WINDOW_MS);
		this.#steps.splice(0, Math.min(old, this.#steps.length - LEAST_STEPS - 1));
	}

	/** Falls while nothing arrives. */
	bytesPerSecond(at: number): number | null {
		const [first] = this.#steps;
		const last = this.#steps.at(-1);
		if (!first || !last || this.#steps.length < 2 || at - first.at < SETTLING_MS) return null;
		return (last.total - first.total) / ((at - first.at) / 1000);
	}

	secondsLeft(at: number, remaining: number): number | null {
		const speed = this.bytesPerSecond(at);
		if (speed === null || speed < 1) return null;
		const estimate = (remaining / speed) * 1000;
		const before = this.#left ?? { at, ms: estimate };
		const passed = at - before.at;
		const counted = Math.max(0, before.ms - passed);
		const ms = counted + (estimate - counted) * (1 - Math.exp(-passed / FOLLOWING_MS));
		this.#left = { at, ms };
		return Math.round(ms / 1000);
	}

	/** After a pause, or when the line was gone: what was before says nothing of what comes. */
	forget(): void {
		this.#steps = [];
		this.#left = null;
	}
}
