/**
 * When it is noted that a thread was read: at once when it comes on the screen, then only every so often while it stays there
 * and more arrives, and when it is left. Each note is an entry in the log for ever, so there are few.
 */
import type { Subject } from '../../vault/view.ts';
import { subjectKey } from '../../contract/message-terms.ts';

type Mark = (about: Subject, upTo: number) => void;

export class Reading {
	readonly #mark: Mark;
	readonly #every: number;
	readonly #noted = new Map<string, number>();
	#shown: { about: Subject; upTo: number } | null = null;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(mark: Mark, every: number) {
		this.#mark = mark;
		this.#every = every;
	}

	/** This thread is on the screen with everything up to this entry. */
	see(about: Subject, upTo: number): void {
		const isOther = this.#shown === null || subjectKey(this.#shown.about) !== subjectKey(about);
		if (isOther) this.leave();
		this.#shown = { about, upTo };
		if (this.#timer === null) this.#note();
	}

	/** An answer was sent that says itself how far its author has read. */
	answered(about: Subject, upTo: number): void {
		this.#noted.set(subjectKey(about), upTo);
	}

	leave(): void {
		this.#stop();
		this.#note();
		this.#stop();
		this.#shown = null;
	}

	#stop(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}

	#note(): void {
		if (!this.#shown) return;
		const { about, upTo } = this.#shown;
		const key = subjectKey(about);
		if (upTo <= (this.#noted.get(key) ?? -1)) return;
		this.#noted.set(key, upTo);
		this.#mark(about, upTo);
		this.#timer = setTimeout(() => {
			this.#timer = null;
			this.#note();
		}, this.#every);
	}
}
