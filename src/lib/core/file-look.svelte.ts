/** How somebody looks at a vault's files: in which order, and which of them. Kept until the portal locks. */
import type { VaultId } from '../../crypto/brands.ts';
import { type Order, type Shown } from './file-order.ts';

export class FileLook {
	show: Shown = $state('all');
	/** Empty: whatever the tags. */
	tag = $state('');
	/** Empty: in all folders; its id otherwise. */
	folder = $state('');

	get isFiltering(): boolean {
		return this.show !== 'all' || this.tag !== '' || this.folder !== '';
	}

	clear(): void {
		this.show = 'all';
		this.tag = '';
		this.folder = '';
	}
}

export class FileLooks {
	/** The same for all vaults: it is a person's habit. */
	order: Order = $state('newest');
	// What is looked at is shown, not the map.
	// eslint-disable-next-line svelte/prefer-svelte-reactivity
	readonly #looks = new Map<VaultId, FileLook>();

	of(vault: VaultId): FileLook {
		const look = this.#looks.get(vault) ?? new FileLook();
		this.#looks.set(vault, look);
		return look;
	}

	forget(): void {
		this.order = 'newest';
		this.#looks.clear();
	}
}
