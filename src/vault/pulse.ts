/**
 * Whether the portal still answers while bodies are on their way to it, which say nothing themselves: after half a minute in
 * which nothing was heard it is asked for a sign of life. Ends nothing because a line is slow: what it takes for dead
 * answered nothing at all for minutes, and each time that happens twice as long is waited.
 */
export interface PulsePatience {
	/** After how long a silence a sign of life is asked for. */
	readonly silenceMs: number;
	/** How long it may take to come. */
	readonly answerMs: number;
}

/** Even a very slow line has sent by then what the device holds ready for it. */
const PATIENCE: PulsePatience = { silenceMs: 30_000, answerMs: 180_000 };
const LONGEST_MS = 30 * 60_000;

export class Pulse {
	readonly #ask: (signal: AbortSignal) => Promise<unknown>;
	readonly #dead: () => boolean;
	readonly #silenceMs: number;
	#answerMs: number;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asking: AbortController | null = null;

	/**
	 * @param ask for anything at all; what it throws is no sign of death
	 * @param dead false: the silence has another reason
	 */
	constructor(
		ask: (signal: AbortSignal) => Promise<unknown>,
		dead: () => boolean,
		{ silenceMs, answerMs }: PulsePatience = PATIENCE
	) {
		this.#ask = ask;
		this.#dead = dead;
		this.#silenceMs = silenceMs;
		this.#answerMs = answerMs;
	}

	/** Something was heard, or there is something to listen for. */
	heard(): void {
		this.stop();
		this.#timer = setTimeout(() => void this.#listen(), this.#silenceMs);
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#asking?.abort();
		this.#asking = null;
	}

	async #listen(): Promise<void> {
		const asking = (this.#asking = new AbortController());
		this.#timer = setTimeout(() => {
			this.stop();
			if (this.#dead()) this.#answerMs = Math.min(2 * this.#answerMs, LONGEST_MS);
			else this.heard();
		}, this.#answerMs);
		await this.#ask(asking.signal).catch(() => undefined);
		if (this.#asking === asking) this.heard();
	}
}
