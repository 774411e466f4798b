/**
 * The queue of files on their way. Uploads go one after another, downloads at once; each can be paused and cancelled, and
 * a failed upload can go on where it stopped. What the page hears of it is the board's.
 */
import type { FolderId, VaultId } from '../../crypto/brands.ts';
import type { Api } from '../../vault/api.ts';
import { fileName } from '../../vault/names.ts';
import type { PartWorkers } from '../../vault/part-workers.ts';
import { Refusal, toProblem } from '../../vault/problems.ts';
import { Upload, type TransferHooks } from '../../vault/upload.ts';
import type { VaultLog } from '../../vault/vault-log.ts';
import type { TransferNews, TransferState, TransferView } from '../../vault/view.ts';
import { Pace } from './pace.ts';
import type { PickedFile } from './port.ts';
import { isUnderWay, TransferBoard } from './transfer-board.ts';

interface Transfer {
	view: TransferView;
	abort: AbortController;
	/** Null for downloads and for files refused before they started. */
	upload: Upload | null;
	readonly pace: Pace;
}

interface Listener {
	uploaded(vault: VaultId): void;
	/** Hears why a transfer failed: nobody else waits for one in the background. */
	failed(error: unknown): void;
}

/** Long enough to see the tick. */
const TICK_STAYS_MS = 10_000;
const PASSING = [
	'offline',
	'internal',
	'disk-full',
	'too-many-requests',
	'locked',
	'not-signed-in'
];

export class Transfers {
	readonly #api: Api;
	readonly #on: Listener;
	readonly #workers: PartWorkers;
	readonly #now: () => number;
	readonly #all = new Map<string, Transfer>();
	readonly #board: TransferBoard;
	#next = 1;
	#running = false;

	constructor(
		api: Api,
		now: () => number,
		workers: PartWorkers,
		on: Listener & { report(news: TransferNews): void }
	) {
		this.#workers = workers;
		this.#api = api;
		this.#now = now;
		this.#on = on;
		this.#board = new TransferBoard(
			() => this.#views(),
			now,
			(news) => on.report(news)
		);
	}

	*#views(): Generator<TransferView> {
		for (const { view } of this.#all.values()) yield view;
	}

	get news(): TransferNews {
		return this.#board.all();
	}

	add(vault: VaultLog, folder: FolderId | null, files: PickedFile[]): void {
		for (const { file } of files) {
			const transfer = this.#register('up', vault.vault, file);
			try {
				transfer.upload = new Upload(this.#api, vault, file, folder, this.#workers);
			} catch (error) {
				this.#fail(transfer, error);
			}
		}
		this.#board.soon();
		void this.#run();
	}

	/** A download under way: `work` moves the bytes, and may end it for a reason of its own. */
	async receive<T>(
		vault: VaultId,
		what: { name: string; size: number },
		work: (hooks: TransferHooks, stop: (reason: Refusal) => void) => Promise<T>
	): Promise<T> {
		const transfer = this.#register('down', vault, what);
		let stopped: Refusal | null = null;
		try {
			this.#set(transfer, 'working');
			const result = await work(this.#hooks(transfer), (reason) => {
				stopped ??= reason;
				transfer.abort.abort();
			});
			this.#finish(transfer);
			return result;
		} catch (error) {
			const reason: unknown = stopped ?? error;
			this.#fail(transfer, reason);
			throw reason;
		}
	}

	pause(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer?.upload || !isUnderWay(transfer.view)) return;
		this.#set(transfer, 'paused');
		transfer.abort.abort();
		transfer.view = { ...transfer.view, resumable: true };
	}

	resume(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer?.upload || !['failed', 'paused'].includes(transfer.view.state)) return;
		transfer.abort = new AbortController();
		this.#set(transfer, 'waiting');
		void this.#run();
	}

	cancel(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer || ['done', 'cancelled'].includes(transfer.view.state)) return;
		transfer.abort.abort();
		void transfer.upload?.discard();
		this.#set(transfer, 'cancelled');
	}

	dismiss(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer || isUnderWay(transfer.view)) return;
		if (transfer.view.state === 'done') this.#board.arrived(transfer.view);
		this.#all.delete(id);
		this.#board.soon();
	}

	/** The file of a transfer that needs it. */
	provide(id: string, file: File): void {
		// Nothing is kept over a reload yet, so no transfer is without its file.
		void [id, file];
	}

	keptHandle(id: string): FileSystemFileHandle | null {
		void id;
		return null;
	}

	pauseAll(): void {
		for (const id of this.#all.keys()) this.pause(id);
	}

	resumeAll(): void {
		for (const [id, { view }] of this.#all) if (view.resumable) this.resume(id);
	}

	cancelAll(): void {
		for (const [id, { view }] of this.#all)
			if (view.state !== 'failed' || view.resumable) this.cancel(id);
	}

	dismissFinished(): void {
		for (const [id, { view }] of this.#all)
			if (['done', 'cancelled', 'failed'].includes(view.state)) this.dismiss(id);
	}

	/** Locking: nothing goes on without keys. */
	stopAll(): void {
		for (const { abort } of this.#all.values()) abort.abort();
		this.#all.clear();
		this.#board.soon();
	}

	async #run(): Promise<void> {
		if (this.#running) return;
		this.#running = true;
		for (;;) {
			const next = [...this.#all.values()].find(
				({ view, upload }) => upload && view.state === 'waiting'
			);
			if (!next?.upload) break;
			await this.#send(next, next.upload);
		}
		this.#running = false;
	}

	async #send(transfer: Transfer, upload: Upload): Promise<void> {
		this.#set(transfer, 'working');
		try {
			await upload.run(this.#hooks(transfer), this.#now);
			transfer.view = { ...transfer.view, done: transfer.view.size };
			this.#finish(transfer);
			this.#on.uploaded(transfer.view.vault);
		} catch (error) {
			if (transfer.view.state === 'cancelled') void upload.discard();
			this.#fail(transfer, error);
		}
	}

	#finish(transfer: Transfer): void {
		this.#set(transfer, 'done');
		const { id, direction } = transfer.view;
		// What was saved is with the browser; the tick of what was sent stays to be seen.
		setTimeout(() => this.dismiss(id), direction === 'up' ? TICK_STAYS_MS : 0);
	}

	#hooks(transfer: Transfer): TransferHooks {
		return {
			signal: transfer.abort.signal,
			onProgress: (done) => this.#progress(transfer, done),
			onRetrying: (waiting) => {
				this.#set(transfer, waiting ? 'retrying' : 'working');
			},
			wait: pause
		};
	}

	#progress(transfer: Transfer, done: number): void {
		const { size } = transfer.view;
		const at = this.#now();
		transfer.pace.note(at, done);
		const secondsLeft = transfer.pace.secondsLeft(at, size - done);
		transfer.view = { ...transfer.view, done: Math.min(done, size), secondsLeft };
		this.#board.soon();
	}

	#register(
		direction: TransferView['direction'],
		vault: VaultId,
		{ name, size }: { name: string; size: number }
	): Transfer {
		const id = String(this.#next++);
		const view: TransferView = {
			id,
			direction,
			vault,
			name: fileName(name),
			size,
			done: 0,
			state: 'waiting',
			problem: null,
			resumable: false,
			secondsLeft: null
		};
		const transfer = { view, abort: new AbortController(), upload: null, pace: new Pace() };
		this.#all.set(id, transfer);
		return transfer;
	}

	#set(transfer: Transfer, state: TransferState): void {
		if (transfer.view.state === 'cancelled') return;
		if (state !== 'working') transfer.pace.forget();
		const secondsLeft = state === 'working' ? transfer.view.secondsLeft : null;
		transfer.view = { ...transfer.view, state, problem: null, resumable: false, secondsLeft };
		this.#board.soon();
	}

	#fail(transfer: Transfer, error: unknown): void {
		if (transfer.view.state === 'cancelled' || transfer.view.state === 'paused') return;
		if (error instanceof Refusal && error.code === 'cancelled') {
			this.#set(transfer, 'cancelled');
			return;
		}
		const problem = toProblem(error);
		if (transfer.upload) this.#on.failed(error);
		this.#set(transfer, 'failed');
		const resumable = transfer.upload !== null && PASSING.includes(problem.code);
		transfer.view = { ...transfer.view, problem, resumable };
	}
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	const timer = setTimeout(() => {
		resolve(undefined);
	}, ms);
	signal.addEventListener('abort', () => {
		clearTimeout(timer);
		resolve(undefined);
	});
	return promise;
}
