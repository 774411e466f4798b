/** How large the document is shown: 1 fits the width of the frame. Keys + and - change it, 0 resets it. */
const steps = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];
const fit = steps.indexOf(1);
/** In CSS pixels: a page as wide as a large screen is hard to read. */
const widest = 960;

export class Zoom {
	#step = fit;
	readonly #place: HTMLElement;
	readonly #listeners: (() => void)[] = [];

	constructor(place: HTMLElement, signal: AbortSignal) {
		this.#place = place;
		addEventListener('keydown', (event) => this.#onKey(event), { signal });
		addEventListener('resize', () => this.#changed(), { signal });
	}

	get factor(): number {
		return steps[this.#step] ?? 1;
	}

	/** The width in CSS pixels that fits the frame. */
	get fitWidth(): number {
		const margin = 24;
		return Math.min(widest, Math.max(160, document.documentElement.clientWidth - margin));
	}

	/** Calls `listener` after each change of the width, keeping the same part of the document in view. */
	onChange(listener: () => void): void {
		this.#listeners.push(listener);
	}

	#onKey(event: KeyboardEvent): void {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const step =
			event.key === '+' || event.key === '='
				? this.#step + 1
				: event.key === '-'
					? this.#step - 1
					: event.key === '0'
						? fit
						: this.#step;
		if (step === this.#step || steps[step] === undefined) return;
		event.preventDefault();
		this.#step = step;
		this.#changed();
	}

	#changed(): void {
		const scroller = document.documentElement;
		const seen = scroller.scrollTop / Math.max(1, this.#place.scrollHeight);
		for (const listener of this.#listeners) listener();
		scroller.scrollTop = seen * this.#place.scrollHeight;
	}
}
