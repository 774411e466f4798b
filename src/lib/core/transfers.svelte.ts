/** What is going up into vaults or coming down from them, and what people do about it. */
import type { BlobId, FileId, FolderId, ItemId, VaultId } from '../../crypto/brands.ts';
import type { Core, PickedFile, Wanted } from '../worker/port.ts';
import { ignore, Queue } from './queue.svelte.ts';
import { saveFromVault } from './saving.ts';

/** Handing over ten thousand files at once would hold up the page. */
const AT_ONCE = 500;

export class Transfers extends Queue {
	readonly #core: Core;

	constructor(core: Core) {
		super(core);
		this.#core = core;
	}

	/** `answers`: the item of a checklist that they are sent for. */
	async add(
		vault: VaultId,
		folder: FolderId | null,
		files: readonly PickedFile[],
		answers?: ItemId
	): Promise<void> {
		for (let start = 0; start < files.length; start += AT_ONCE)
			await this.#core.addFiles(vault, folder, files.slice(start, start + AT_ONCE), answers);
	}

	/** Downloads, verifies and decrypts; the caller shows the result. */
	open(vault: VaultId, file: FileId, version: BlobId): Promise<{ name: string; content: Blob }> {
		return this.#core.openFile(vault, file, version);
	}

	/** A piece of a file, verified and decrypted. */
	read(
		vault: VaultId,
		file: FileId,
		range: { start: number; end: number },
		version: BlobId
	): Promise<Uint8Array<ArrayBuffer>> {
		return this.#core.readFile(vault, file, range, version);
	}

	/** To the disk; several as one archive. */
	save(vault: VaultId, wanted: Wanted): Promise<void> {
		return saveFromVault(this.#core, vault, wanted);
	}

	pauseAll = (): void => void this.#core.pauseAll().catch(ignore);
	resumeAll = (): void => void this.#core.resumeAll().catch(ignore);
	cancelAll = (): void => void this.#core.cancelAll().catch(ignore);
}
