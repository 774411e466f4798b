/**
 * What somebody has begun to write, kept while they look at other pages and when sending fails; locking forgets it. What is
 * written for the firm alone is a draft of its own, so that nothing becomes a message by the turn of a switch.
 */
import type { FileId, VaultId } from '../../crypto/brands.ts';

export type Audience = 'everybody' | 'firm';

export class Draft {
	text = $state('');
	files: FileId[] = $state.raw([]);
	#tried: { words: string; attempt: string } | null = null;

	get isEmpty(): boolean {
		return this.text.trim() === '' && this.files.length === 0;
	}

	/** The same for as long as the same words are tried again: words that arrived unnoticed are not sent twice. */
	attempt(): string {
		const words = JSON.stringify([this.text, this.files]);
		if (this.#tried?.words !== words) this.#tried = { words, attempt: crypto.randomUUID() };
		return this.#tried.attempt;
	}

	/** These words arrived. What was typed meanwhile stays. */
	sent(text: string): void {
		this.#tried = null;
		this.files = [];
		if (this.text === text) this.text = '';
	}
}

export class Drafts {
	// Its drafts are what is shown, not itself.
	// eslint-disable-next-line svelte/prefer-svelte-reactivity
	readonly #drafts = new Map<string, Draft>();

	of(vault: VaultId, subject: string, audience: Audience): Draft {
		const key = `${vault} ${subject} ${audience}`;
		const draft = this.#drafts.get(key) ?? new Draft();
		this.#drafts.set(key, draft);
		return draft;
	}

	forget(): void {
		this.#drafts.clear();
	}
}
