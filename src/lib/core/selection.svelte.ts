/**
 * The files that are ticked in a list, by their ids. What has left the list since is not counted. With Shift, everything
 * between the last one ticked and this one is ticked; the next such step starts from the same place.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { FileId } from '../../crypto/brands.ts';
import type { FileView } from '../../vault/view.ts';

export class Selection {
	readonly #ids = new SvelteSet<FileId>();
	#anchor: FileId | null = null;
	/** What Shift ticked since. */
	#reached: readonly FileId[] = [];

	has({ file }: FileView): boolean {
		return this.#ids.has(file);
	}

	set({ file }: FileView, on: boolean): void {
		if (on) this.#ids.add(file);
		else this.#ids.delete(file);
		this.#anchor = file;
		this.#reached = [];
	}

	/** `order`: the files as they stand in the list. Without a place to start from, from `from`. */
	extend(order: readonly FileView[], to: FileView, from: FileView = to): void {
		const start = order.findIndex(({ file }) => file === (this.#anchor ?? from.file));
		const end = order.findIndex(({ file }) => file === to.file);
		if (end < 0) return;
		if (start < 0) {
			this.set(to, true);
			return;
		}
		this.#anchor ??= from.file;
		for (const file of this.#reached) this.#ids.delete(file);
		const [low, high] = start < end ? [start, end] : [end, start];
		this.#reached = order.slice(low, high + 1).map(({ file }) => file);
		for (const file of this.#reached) this.#ids.add(file);
	}

	setAll(files: readonly FileView[], on: boolean): void {
		this.clear();
		for (const { file } of on ? files : []) this.#ids.add(file);
	}

	clear(): void {
		this.#ids.clear();
		this.#anchor = null;
		this.#reached = [];
	}

	of(files: readonly FileView[]): FileView[] {
		return files.filter((file) => this.has(file));
	}
}
