/**
 * How fast bytes move and how long it will take, said so that it does not jump about. Whole parts arrive at once, so the
 * speed is that of the last few steps and never of one; the time left counts down by itself and is only led gently
 * towards the newest estimate. Of a line that stands still nobody knows how long it will take, and what it stood is no
 * part of its speed once it moves again. Pure: time is passed in, in milliseconds.
 */
interface Step {
	at: number;
	total: number;
}

const WINDOW_MS = 15_000;
/** On a slow line a step takes long: as many as these are looked at, however old. Whole rounds of two, three or four parts at once. */
const LEAST_STEPS = 12;
/** More parts are never on their way at once, and so one of so many steps is as long as a part takes. */
const LAST_GAPS = 4;
/** Before this, nobody can tell. */
const SETTLING_MS = 2_000;
/** How long the time left takes to follow a changed speed. */
const FOLLOWING_MS = 8_000;
/** A line stands still that moved nothing for longer than this, and than twice the longest of its last steps. */
const STILL_MS = 5_000;
/** A first guess comes from a hundredth of what is left, or from as much as this: a small file first tells nothing of a large one. */
const ENOUGH_BYTES = 8_000_000;

export class Pace {
	#steps: Step[] = [];
	/** How long each of the last few steps took, those too before which it stood still. */
	#gaps: number[] = [];
	/** Where the first of all steps began. */
	#from = 0;
	#left: { at: number; ms: number } | null = null;

	/** `total`: bytes moved since whenever; only its growth counts. */
	note(at: number, total: number): void {
		if (total < (this.#steps.at(-1)?.total ?? 0)) this.forget();
		const last = this.#steps.at(-1);
		if (last?.total === total) return;
		if (this.#standsStill(at)) this.#beginAnew();
		if (last) this.#gaps = [...this.#gaps.slice(1 - LAST_GAPS), at - last.at];
		if (this.#steps.length === 0) this.#from = total;
		this.#steps.push({ at, total });
		const old = this.#steps.findIndex((step) => step.at >= at - WINDOW_MS);
		this.#steps.splice(0, Math.min(old, this.#steps.length - LEAST_STEPS - 1));
	}

	/** Falls while nothing arrives. */
	bytesPerSecond(at: number): number | null {
		return this.#speed(at, at);
	}

	/** Null while nobody can tell. */
	secondsLeft(at: number, remaining: number): number | null {
		if (this.#standsStill(at)) this.#left = null;
		// Before the next step is due, the line is no slower for it.
		const due = at - Math.max(0, ...this.#gaps);
		const speed = this.#speed(at, Math.max(due, this.#steps.at(-1)?.at ?? at));
		if (speed === null || speed < 1 || !this.#isEnough(at, remaining)) return null;
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
		this.#beginAnew();
		this.#gaps = [];
	}

	/** From the first step that counts until then. */
	#speed(at: number, until: number): number | null {
		const [first] = this.#steps;
		const last = this.#steps.at(-1);
		if (!first || !last || this.#steps.length < 2) return null;
		if (at - first.at < Math.max(SETTLING_MS, ...this.#gaps)) return null;
		return (last.total - first.total) / ((until - first.at) / 1000);
	}

	/** For a first guess: of several parts on their way at once, the others come right after the first. */
	#isEnough(at: number, remaining: number): boolean {
		if (this.#left) return true;
		const [, second] = this.#steps;
		if (!second || at - second.at < SETTLING_MS || this.#standsStill(at)) return false;
		const moved = (this.#steps.at(-1)?.total ?? 0) - this.#from;
		return moved >= Math.min(ENOUGH_BYTES, remaining / 100);
	}

	#standsStill(at: number): boolean {
		const last = this.#steps.at(-1);
		if (!last || this.#gaps.length === 0) return false;
		return at - last.at > Math.max(STILL_MS, 2 * Math.max(...this.#gaps));
	}

	#beginAnew(): void {
		this.#steps = [];
		this.#left = null;
	}
}
