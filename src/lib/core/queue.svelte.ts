/** A queue of files as the worker last told it, and what people do about its rows. */
import type { VaultId } from '../../crypto/brands.ts';
import type { QueueView, TransferNews, TransferView } from '../../vault/view.ts';
import type { Core } from '../worker/port.ts';
import { KeptTicks } from './kept-ticks.ts';
import { figuresAfter, rowsAfter } from './queue-news.ts';
import { isLostWithPage, isUnderWay, phaseOf } from './queue-phase.ts';
import { secondsToNextTry } from './next-try.ts';
import { tickingNow } from './ticking.svelte.ts';

/** A queue of which nothing was heard for so long stands still. */
const STANDSTILL = 60_000;

export type QueueCore = Pick<
	Core,
	| 'pauseTransfer'
	| 'resumeTransfer'
	| 'cancelTransfer'
	| 'dismissTransfer'
	| 'dismissFinished'
	| 'keptHandle'
	| 'provideFile'
>;

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

export class Queue {
	/** The rows that are shown, in the order they were added; `queue` counts all there are. */
	all: readonly TransferView[] = $state.raw([]);
	queue: QueueView = $state.raw(nothing);
	/** The vault whose page shows its own part of the queue at this moment. */
	shownIn: VaultId | null = $state(null);
	/** Closing the page would stop something that is under way. */
	readonly running = $derived(this.all.some(isUnderWay));
	/** The same, or would throw away what stands still. */
	readonly losable = $derived(this.all.some(isLostWithPage));
	/** In seconds, while nothing moves and it is known when it will be tried again. */
	readonly nextTry = $derived(
		phaseOf(this.all, this.queue) === 'interrupted' &&
			this.all.some((one) => one.nextTryAt !== null)
			? secondsToNextTry(this.all, tickingNow())
			: null
	);
	/** Whether the page on screen shows all of it already. */
	readonly inSight = $derived(this.all.every(({ vault }) => vault === this.shownIn));
	readonly #core: QueueCore;
	#ticks = new KeptTicks();
	#movedAt = 0;

	constructor(core: QueueCore) {
		this.#core = core;
	}

	/** Bytes moved a moment ago: a portal that answers nothing cannot keep the keys in memory. */
	get moving(): boolean {
		return this.running && Date.now() - this.#movedAt < STANDSTILL;
	}

	pause = (id: string): void => void this.#core.pauseTransfer(id).catch(ignore);
	resume = (id: string): void => void this.#core.resumeTransfer(id).catch(ignore);
	cancel = (id: string): void => void this.#core.cancelTransfer(id).catch(ignore);
	dismiss = (id: string): void => {
		this.#putAway([id]);
		void this.#core.dismissTransfer(id).catch(ignore);
	};
	dismissFinished = (): void => {
		this.#putAway(this.all.filter(({ state }) => state === 'done').map(({ id }) => id));
		void this.#core.dismissFinished().catch(ignore);
	};

	/**
	 * The file of a transfer that waits for it, by the handle kept from the last visit. False where there is none, or
	 * where it may not be read: then somebody has to choose the file. Called from a press of a button, because browsers
	 * ask for permission only then.
	 */
	async reopen(id: string): Promise<boolean> {
		try {
			const handle: AskableHandle | null = await this.#core.keptHandle(id);
			if (!handle) return false;
			if ((await handle.requestPermission?.({ mode: 'read' })) === 'denied') return false;
			await this.#core.provideFile(id, await handle.getFile());
			return true;
		} catch {
			return false;
		}
	}

	#putAway(ids: readonly string[]): void {
		this.all = rowsAfter(this.all, { changed: [], gone: this.#ticks.putAway(ids) });
	}

	provide = (id: string, file: File): void => void this.#core.provideFile(id, file).catch(ignore);

	hear(news: TransferNews): void {
		if (news.queue.bytesDone !== this.queue.bytesDone) this.#movedAt = Date.now();
		this.queue = figuresAfter(this.queue, news.queue);
		const { changed } = news;
		const shown = rowsAfter(this.all, { changed, gone: [] });
		this.all = rowsAfter(shown, { changed: [], gone: this.#ticks.leaving(shown, news) });
	}

	forget(): void {
		this.all = [];
		this.#ticks = new KeptTicks();
		this.queue = nothing;
	}
}

/** Not every browser lets a page ask, so it is not among TypeScript's DOM types. */
interface AskableHandle extends FileSystemFileHandle {
	requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
}

/** The transfer's own line tells what went wrong; there is nothing to add. */
export function ignore(): void {
	return;
}
