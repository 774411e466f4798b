/** What was found for what is typed. One question at a time; what was typed meanwhile is asked next, and the last answer counts. */
import type { Findings } from '../../vault/view.ts';
import type { Core } from '../worker/port.ts';

export class Search {
	text = $state('');
	/** For which text it is. */
	answer: { text: string; findings: Findings } | null = $state.raw(null);
	readonly #core: Core;
	#asking = false;
	#next: { text: string } | null = null;

	constructor(core: Core) {
		this.#core = core;
	}

	/** The answer is for what stands in the field now. */
	get isReady(): boolean {
		return this.answer?.text === this.text;
	}

	async ask(text: string): Promise<void> {
		this.#next = { text };
		if (this.#asking) return;
		this.#asking = true;
		for (let asked = this.#take(); asked; asked = this.#take()) {
			const { text: sought } = asked;
			const isBlank = sought.trim() === '';
			const findings = isBlank ? null : await this.#core.search(sought).catch(() => null);
			this.answer = findings && { text: sought, findings };
		}
		this.#asking = false;
	}

	#take(): { text: string } | null {
		const next = this.#next;
		this.#next = null;
		return next;
	}
}
