/** What came by drop links and waits, for looking at it before anybody accepts it. Nothing is noted of that. */
import type { VaultId } from '../../crypto/brands.ts';
import type { DroppedView } from '../../vault/view.ts';
import type { Core } from '../worker/port.ts';
import { Action } from './action.svelte.ts';
import type { Documents } from './documents.ts';
import { saveDropped } from './saving.ts';

export class DroppedDocuments implements Documents<DroppedView> {
	readonly saving = new Action();
	readonly piece = null;
	readonly #core: Core;
	readonly #vault: VaultId;

	constructor(core: Core, vault: VaultId) {
		this.#core = core;
		this.#vault = vault;
	}

	isSame(one: DroppedView, other: DroppedView): boolean {
		return one.blob === other.blob;
	}

	content({ blob }: DroppedView): Promise<Blob> {
		return this.#core.openDropped(this.#vault, blob);
	}

	save(file: DroppedView): Promise<unknown> {
		return this.saving.run(() => saveDropped(this.#core, this.#vault, file));
	}
}
