/**
 * New keys for the clients in the background of a session of staff. It begins when they unlock, so that what one of them
 * could not finish goes on with the next, and ends with the session.
 */
import type { Api } from '../../vault/api.ts';
import { Rotation } from '../../vault/rotation.ts';
import type { Session } from '../../vault/session.ts';
import type { RotationView } from '../../vault/view.ts';
import type { CoreEvent } from './port.ts';

export class Rotating {
	readonly #api: Api;
	readonly #now: () => number;
	readonly #emit: (event: CoreEvent) => void;
	readonly #onFailed: (error: unknown) => void;
	#rotation: Rotation | null = null;
	#begun: () => void = () => undefined;

	constructor(
		api: Api,
		now: () => number,
		emit: (event: CoreEvent) => void,
		onFailed: (error: unknown) => void
	) {
		this.#api = api;
		this.#now = now;
		this.#emit = emit;
		this.#onFailed = onFailed;
	}

	/** Follows whoever is unlocked; null when nobody is. */
	follow(session: Session | null): void {
		this.#rotation?.pause();
		this.#rotation = null;
		if (session?.role !== 'staff') return;
		const report = (view: RotationView | null) => {
			// What a session that is over still reports is nobody's to see.
			if (this.#rotation === rotation) this.#report(view);
		};
		const rotation = new Rotation(this.#api, session, this.#now, report, this.#onFailed);
		this.#rotation = rotation;
		this.inBackground();
	}

	get view(): RotationView | null {
		return this.#rotation?.view ?? null;
	}

	/** Ends when it is under way or there is nothing to do; rejects when it could not begin. */
	async begin(): Promise<void> {
		const begun = new Promise<void>((resolve) => (this.#begun = resolve));
		await Promise.race([begun, this.#rotation?.run()]);
	}

	/** What goes wrong here is tried again by the next run and before the next write; only a lie is told at once. */
	inBackground(): void {
		this.#rotation?.run().catch(this.#onFailed);
	}

	pause(): void {
		this.#rotation?.pause();
	}

	#report(view: RotationView | null): void {
		this.#emit({ type: 'rotation', rotation: view });
		this.#begun();
	}
}
