/** What one can do with a file in a list: look at it, save it, or be asked about a change. One at a time. */
import type { VaultId } from '../../crypto/brands.ts';
import type { FileView, Problem } from '../../vault/view.ts';
import type { Wanted } from '../worker/port.ts';
import type { Documents } from './documents.ts';
import { asProblem } from './problem.ts';
import type { Transfers } from './transfers.svelte.ts';

type Question = 'rename' | 'remove' | 'versions' | 'receipt';

export class FileActions implements Documents<FileView> {
	viewing: FileView | null = $state.raw(null);
	asked: { about: Question; file: FileView } | null = $state.raw(null);
	/** Many files, or one, that are to be tagged or moved. */
	tagging: readonly FileView[] | null = $state.raw(null);
	moving: readonly FileView[] | null = $state.raw(null);
	/** Why the last download failed. Several may go on at once. */
	problem: Problem | null = $state.raw(null);
	/** Where one can write about a file. */
	readonly onwrite: ((file: FileView) => void) | null;
	readonly #vault: VaultId;
	readonly #transfers: Transfers;

	constructor(
		vault: VaultId,
		transfers: Transfers,
		onwrite: ((file: FileView) => void) | null = null
	) {
		this.onwrite = onwrite;
		this.#vault = vault;
		this.#transfers = transfers;
	}

	open(file: FileView): void {
		if (file.opensAs === 'download') void this.save(file);
		else this.viewing = file;
	}

	isSame(one: FileView, other: FileView): boolean {
		return one.file === other.file;
	}

	async content({ file, blob }: FileView): Promise<Blob> {
		return (await this.#transfers.open(this.#vault, file, blob)).content;
	}

	readonly piece = (
		{ file, blob }: FileView,
		range: { start: number; end: number }
	): Promise<Uint8Array<ArrayBuffer>> => this.#transfers.read(this.#vault, file, range, blob);

	save(file: FileView): Promise<void> {
		return this.#save({ files: [file.file], archive: null, version: file.blob });
	}

	/** As one archive. */
	saveAll(files: readonly FileView[], archive: string): Promise<void> {
		return this.#save({ files: files.map(({ file }) => file), archive });
	}

	async #save(wanted: Wanted): Promise<void> {
		this.problem = null;
		try {
			await this.#transfers.save(this.#vault, wanted);
		} catch (error) {
			const problem = asProblem(error);
			if (problem.code !== 'cancelled') this.problem = problem;
		}
	}

	ask(about: Question, file: FileView): void {
		this.asked = { about, file };
	}
}
