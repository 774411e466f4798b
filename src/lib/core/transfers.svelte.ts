/** What is going up or coming down, as the worker last told it. */
import type { FileId, FolderId, VaultId } from '../../crypto/brands.ts';
import type { QueueView, TransferNews, TransferView } from '../../vault/view.ts';
import type { Core, PickedFile } from '../worker/port.ts';

const underWay: readonly TransferView['state'][] = ['waiting', 'working', 'retrying'];
/** A queue of which nothing was heard for so long stands still. */
const STANDSTILL = 60_000;

const nothing: QueueView = {
	files: 0,
	filesDone: 0,
	filesFailed: 0,
	bytes: 0,
	bytesDone: 0,
	bytesPerSecond: null,
	secondsLeft: null,
	paused: false,
	offline: false
};

export const isUnderWay = (transfer: TransferView): boolean => underWay.includes(transfer.state);

export class Transfers {
	/** The rows that are shown, in the order they were added; `queue` counts all there are. */
	all: TransferView[] = $state.raw([]);
	queue: QueueView = $state.raw(nothing);
	/** Some file would be cut off by closing the page. */
	readonly running = $derived(this.all.some(isUnderWay));
	readonly #core: Core;
	#movedAt = 0;

	constructor(core: Core) {
		this.#core = core;
	}

	/** Bytes moved a moment ago: a portal that answers nothing cannot keep the keys in memory. */
	get moving(): boolean {
		return this.running && Date.now() - this.#movedAt < STANDSTILL;
	}

	add(vault: VaultId, folder: FolderId | null, files: PickedFile[]): Promise<void> {
		return this.#core.addFiles(vault, folder, files);
	}

	/** Downloads, verifies and decrypts; the caller shows or saves the result. */
	open(vault: VaultId, file: FileId): Promise<{ name: string; content: Blob }> {
		return this.#core.openFile(vault, file);
	}

	pause = (id: string): void => void this.#core.pauseTransfer(id).catch(ignore);
	resume = (id: string): void => void this.#core.resumeTransfer(id).catch(ignore);
	cancel = (id: string): void => void this.#core.cancelTransfer(id).catch(ignore);
	dismiss = (id: string): void => void this.#core.dismissTransfer(id).catch(ignore);
	pauseAll = (): void => void this.#core.pauseAll().catch(ignore);
	resumeAll = (): void => void this.#core.resumeAll().catch(ignore);
	cancelAll = (): void => void this.#core.cancelAll().catch(ignore);
	dismissFinished = (): void => void this.#core.dismissFinished().catch(ignore);

	/** Only what changed crosses from the worker. Ids rise in the order in which files were added. */
	hear({ changed, gone, queue }: TransferNews): void {
		if (queue.bytesDone !== this.queue.bytesDone) this.#movedAt = Date.now();
		this.queue = queue;
		if (changed.length === 0 && gone.length === 0) return;
		const rows = new Map(this.all.map((row) => [row.id, row]));
		for (const id of gone) rows.delete(id);
		for (const row of changed) rows.set(row.id, row);
		this.all = [...rows.values()].sort((a, b) => Number(a.id) - Number(b.id));
	}

	forget(): void {
		this.all = [];
		this.queue = nothing;
	}
}

/** The transfer's own line tells what went wrong; there is nothing to add. */
function ignore(): void {
	return;
}
