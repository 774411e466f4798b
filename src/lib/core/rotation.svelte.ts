/**
 * New keys for the clients after somebody left, as the worker last told it. Starting and pausing never throw: what went
 * wrong stays beside the progress.
 */
import type { RotationView } from '../../vault/view.ts';
import type { Core } from '../worker/port.ts';
import { Action } from './action.svelte.ts';

export class Rotation {
	view: RotationView | null = $state.raw(null);
	readonly action = new Action();
	readonly #core: Core;
	#generation = 0;

	constructor(core: Core) {
		this.#core = core;
	}

	/** Asks what is left to do; an answer that arrives after locking is dropped. */
	async refresh(): Promise<void> {
		const generation = this.#generation;
		const view = await this.#core.rotation().catch(() => null);
		if (generation === this.#generation && view) this.view = view;
	}

	goOn = (): Promise<boolean> => this.action.run(() => this.#core.continueRotation());
	pause = (): Promise<boolean> => this.action.run(() => this.#core.pauseRotation());

	/** The worker's latest word. What was finished stays in sight until it is put away. */
	hear(view: RotationView | null): void {
		if (view || this.view?.state !== 'done') this.view = view;
	}

	forget = (): void => {
		this.#generation += 1;
		this.view = null;
		this.action.problem = null;
	};
}
