/** What was found for what is typed. One question at a time; what was typed meanwhile is asked next, and the last answer counts. */
import type { Findings } from '../../vault/view.ts';
import type { Core } from '../worker/port.ts';

export class Search {
	text = $state('');
	/** For which text it is. */
	answer: { text: string; findings: Findings } | null = $state.raw(null);
	readonly #core: Core;
	#asking = false;
	#stale = false;

	constructor(core: Core) {
		this.#core = core;
	}

	/** The answer is for what stands in the field now. */
	get isReady(): boolean {
		return this.answer?.text === this.text;
	}

	/** Asks for what is typed, or again when more is known. */
	async ask(): Promise<void> {
		this.#stale = true;
		if (this.#asking) return;
		this.#asking = true;
		while (this.#stale) {
			this.#stale = false;
			const { text } = this;
			const findings = text.trim() === '' ? null : await this.#core.search(text).catch(() => null);
			this.answer = findings && { text, findings };
		}
		this.#asking = false;
	}
}
