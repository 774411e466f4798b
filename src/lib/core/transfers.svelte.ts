/** What is going up or coming down, as the worker last told it. */
import type { FileId, FolderId, VaultId } from '../../crypto/brands.ts';
import type { TransferView } from '../../vault/view.ts';
import type { Core, Wanted } from '../worker/port.ts';
import { saveFromVault } from './saving.ts';

/** Long enough to see every tick. */
const TICK_STAYS = 10_000;
const underWay: readonly TransferView['state'][] = ['waiting', 'working', 'retrying'];
/** A transfer of which nothing was heard for so long stands still. */
const STANDSTILL = 60_000;

export const isUnderWay = (transfer: TransferView): boolean => underWay.includes(transfer.state);

export class Transfers {
	all: TransferView[] = $state.raw([]);
	/** Some file would be cut off by closing the page. */
	readonly running = $derived(this.all.some(isUnderWay));
	readonly #core: Core;
	#done = 0;
	#movedAt = 0;

	constructor(core: Core) {
		this.#core = core;
	}

	/** Bytes moved a moment ago: a portal that answers nothing cannot keep the keys in memory. */
	get moving(): boolean {
		return this.running && Date.now() - this.#movedAt < STANDSTILL;
	}

	add(vault: VaultId, folder: FolderId | null, files: File[]): Promise<void> {
		return this.#core.addFiles(vault, folder, files);
	}

	/** Downloads, verifies and decrypts; the caller shows the result. */
	open(vault: VaultId, file: FileId): Promise<{ name: string; content: Blob }> {
		return this.#core.openFile(vault, file);
	}

	/** To the disk; several as one archive. */
	save(vault: VaultId, wanted: Wanted): Promise<void> {
		return saveFromVault(this.#core, vault, wanted);
	}

	cancel = (id: string): void => void this.#core.cancelTransfer(id).catch(ignore);
	resume = (id: string): void => void this.#core.resumeTransfer(id).catch(ignore);
	dismiss = (id: string): void => void this.#core.dismissTransfer(id).catch(ignore);

	dismissFinished(): void {
		for (const transfer of this.all) if (!isUnderWay(transfer)) this.dismiss(transfer.id);
	}

	/** The worker's latest word. Finished ones leave by themselves: the file list has them then. */
	hear(latest: TransferView[]): void {
		const done = latest.reduce((sum, one) => sum + one.done, 0);
		if (done !== this.#done) this.#movedAt = Date.now();
		this.#done = done;
		const finished = (one: TransferView) => one.state === 'done';
		const before = this.all.filter(finished).map(({ id }) => id);
		for (const { id, direction } of latest.filter(finished))
			if (!before.includes(id))
				setTimeout(() => this.dismiss(id), direction === 'up' ? TICK_STAYS : 0);
		this.all = latest;
	}

	forget(): void {
		this.all = [];
	}
}

/** The transfer's own line tells what went wrong; there is nothing to add. */
function ignore(): void {
	return;
}
