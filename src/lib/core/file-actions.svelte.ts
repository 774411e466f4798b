/** What one can do with a file in a list: look at it, save it, or be asked about a change. One at a time. */
import type { VaultId } from '../../crypto/brands.ts';
import type { FileView } from '../../vault/view.ts';
import { Action } from './action.svelte.ts';
import { saveFile } from './saving.ts';
import type { Transfers } from './transfers.svelte.ts';

export class FileActions {
	viewing: FileView | null = $state.raw(null);
	asked: { about: 'rename' | 'move' | 'remove'; file: FileView } | null = $state.raw(null);
	readonly saving = new Action();
	readonly #vault: VaultId;
	readonly #transfers: Transfers;

	constructor(vault: VaultId, transfers: Transfers) {
		this.#vault = vault;
		this.#transfers = transfers;
	}

	open(file: FileView): void {
		if (file.opensAs === 'download') void this.save(file);
		else this.viewing = file;
	}

	save(file: FileView): Promise<boolean> {
		return this.saving.run(async () => {
			const { name, content } = await this.#transfers.open(this.#vault, file.file);
			saveFile(name, content);
		});
	}

	ask(about: 'rename' | 'move' | 'remove', file: FileView): void {
		this.asked = { about, file };
	}
}
