/** The list of clients on screen. When one client's log moves only that row is fetched; the others stay the very same. */
import type { VaultId } from '../../crypto/brands.ts';
import type { ClientRow } from '../../vault/view.ts';
import type { Core } from '../worker/port.ts';
import { Fetched } from './fetched.svelte.ts';

/** Of more that moved at once the list is asked for all of them together. */
const FEW = 30;

export class Clients extends Fetched<ClientRow[]> {
	readonly #core: Core;
	/** Nobody shows this. */
	// eslint-disable-next-line svelte/prefer-svelte-reactivity
	readonly #moved = new Set<VaultId>();
	#following = false;

	constructor(core: Core) {
		super(() => core.clients());
		this.#core = core;
	}

	/** This client's row may be otherwise now. */
	moved(vault: VaultId): void {
		if (this.value === null || this.loading) {
			this.nudge();
			return;
		}
		this.#moved.add(vault);
		if (!this.#following) void this.#follow();
	}

	override forget(): void {
		this.#moved.clear();
		super.forget();
	}

	async #follow(): Promise<void> {
		this.#following = true;
		for (const vault of this.#moved) {
			if (this.#moved.size > FEW) break;
			this.#moved.delete(vault);
			const row = await this.#core.client(vault).catch(() => undefined);
			// Without an answer, or with a list that is on its way, the whole list has the row.
			if (row === undefined || this.loading) this.nudge();
			else this.#put(vault, row);
		}
		this.#following = false;
		if (this.#moved.size === 0) return;
		this.#moved.clear();
		this.nudge();
	}

	#put(vault: VaultId, row: ClientRow | null): void {
		const others = this.value?.filter((one) => one.vault !== vault);
		if (others) this.value = row ? [...others, row] : others;
	}
}
