/**
 * Something the worker knows and a screen shows: fetched when asked, fetched again when nudged, forgotten at lock.
 * An answer that arrives after `forget` is dropped, and a failed refresh keeps the last good value beside the problem.
 */
import { untrack } from 'svelte';
import type { Problem } from '../../vault/view.ts';
import { asProblem } from './problem.ts';

export class Fetched<T> {
	value: T | null = $state.raw(null);
	problem: Problem | null = $state.raw(null);
	loading = $state(false);
	readonly #fetch: () => Promise<T>;
	#running: Promise<void> | null = null;
	#stale = false;
	#generation = 0;

	constructor(fetch: () => Promise<T>) {
		this.#fetch = fetch;
	}

	/**
	 * Nudges during a fetch lead to one more fetch, not to many. Screens ask from effects: what the fetch looks at, such as
	 * the value it is to replace, must not make them ask again, without end.
	 */
	refresh(): Promise<void> {
		this.#stale = true;
		this.#running ??= untrack(() => this.#run(this.#generation));
		return this.#running;
	}

	/** Refreshes only what some screen has asked for before. */
	nudge(): void {
		if (this.value !== null || this.problem !== null || this.loading) void this.refresh();
	}

	forget(): void {
		this.#generation += 1;
		this.#running = null;
		this.#stale = false;
		this.value = null;
		this.problem = null;
		this.loading = false;
	}

	async #run(generation: number): Promise<void> {
		this.loading = true;
		while (this.#stale && generation === this.#generation) {
			this.#stale = false;
			const outcome = await this.#attempt();
			if (generation !== this.#generation) return;
			this.problem = outcome.problem;
			if (outcome.problem === null) this.value = outcome.value;
		}
		this.loading = false;
		this.#running = null;
	}

	async #attempt(): Promise<{ value: T; problem: null } | { problem: Problem }> {
		try {
			return { value: await this.#fetch(), problem: null };
		} catch (error) {
			return { problem: asProblem(error) };
		}
	}
}
