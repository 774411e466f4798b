/** The files that are ticked in a list, by their ids. What has left the list since is not counted. */
import { SvelteSet } from 'svelte/reactivity';
import type { FileId } from '../../crypto/brands.ts';
import type { FileView } from '../../vault/view.ts';

export class Selection {
	readonly #ids = new SvelteSet<FileId>();

	has({ file }: FileView): boolean {
		return this.#ids.has(file);
	}

	set({ file }: FileView, on: boolean): void {
		if (on) this.#ids.add(file);
		else this.#ids.delete(file);
	}

	setAll(files: readonly FileView[], on: boolean): void {
		this.clear();
		for (const file of on ? files : []) this.set(file, true);
	}

	clear(): void {
		this.#ids.clear();
	}

	of(files: readonly FileView[]): FileView[] {
		return files.filter((file) => this.has(file));
	}
}
