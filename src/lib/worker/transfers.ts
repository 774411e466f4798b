/**
 * The queue of files on their way. Uploads go one after another, downloads at once; each can be cancelled, and a failed
 * upload can go on where it stopped. Reports at most ten times a second.
 */
import type { FolderId, Raw, VaultId } from '../../crypto/brands.ts';
import type { Api } from '../../vault/api.ts';
import { download } from '../../vault/download.ts';
import { fileName } from '../../vault/names.ts';
import { inThisThread } from '../../vault/part-workers.ts';
import { Refusal, toProblem } from '../../vault/problems.ts';
import { Upload, type TransferHooks } from '../../vault/upload.ts';
import type { VaultLog } from '../../vault/vault-log.ts';
import type { VaultFile } from '../../vault/vault-state.ts';
import type { TransferState, TransferView } from '../../vault/view.ts';

interface Transfer {
	view: TransferView;
	abort: AbortController;
	/** Null for downloads and for files refused before they started. */
	upload: Upload | null;
}

const REPORT_EVERY_MS = 100;
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
	readonly #report: (transfers: TransferView[]) => void;
	readonly #onUploaded: (vault: VaultId) => void;
	readonly #onFailed: (error: unknown) => void;
	readonly #now: () => number;
	readonly #all = new Map<string, Transfer>();
	#next = 1;
	#running = false;
	#reportDue = false;

	constructor(
		api: Api,
		now: () => number,
		on: {
			report(transfers: TransferView[]): void;
			uploaded(vault: VaultId): void;
			/** Hears why a transfer failed: nobody else waits for one in the background. */
			failed(error: unknown): void;
		}
	) {
		this.#api = api;
		this.#now = now;
		this.#report = (transfers) => {
			on.report(transfers);
		};
		this.#onFailed = (error) => {
			on.failed(error);
		};
		this.#onUploaded = (vault) => {
			on.uploaded(vault);
		};
	}

	get views(): TransferView[] {
		return [...this.#all.values()].map(({ view }) => view);
	}

	add(vault: VaultLog, folder: FolderId | null, files: File[]): void {
		for (const file of files) {
			const transfer = this.#register('up', vault.vault, file);
			try {
				transfer.upload = new Upload(this.#api, vault, file, folder, inThisThread);
			} catch (error) {
				this.#fail(transfer, error);
			}
		}
		this.#soon();
		void this.#run();
	}

	/** @throws Refusal when the file is not exactly what its signed manifest says */
	async download(vault: VaultLog, file: VaultFile, type: string): Promise<Blob> {
		const transfer = this.#register('down', vault.vault, file);
		const pieces: Blob[] = [];
		try {
			this.#set(transfer, 'working');
			await download(this.#api, vault, file, this.#hooks(transfer), (bytes: Raw) => {
				pieces.push(new Blob([bytes]));
			});
			this.#set(transfer, 'done');
			return new Blob(pieces, { type });
		} catch (error) {
			this.#fail(transfer, error);
			throw error;
		}
	}

	cancel(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer || ['done', 'cancelled'].includes(transfer.view.state)) return;
		transfer.abort.abort();
		void transfer.upload?.discard();
		this.#set(transfer, 'cancelled');
	}

	resume(id: string): void {
		const transfer = this.#all.get(id);
		if (transfer?.view.state !== 'failed' || !transfer.upload) return;
		transfer.abort = new AbortController();
		this.#set(transfer, 'waiting');
		void this.#run();
	}

	dismiss(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer || ['waiting', 'working', 'retrying'].includes(transfer.view.state)) return;
		this.#all.delete(id);
		this.#soon();
	}

	/** Locking: nothing goes on without keys. */
	stopAll(): void {
		for (const { abort } of this.#all.values()) abort.abort();
		this.#all.clear();
		this.#report([]);
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
			this.#set(transfer, 'done');
			this.#onUploaded(transfer.view.vault);
		} catch (error) {
			if (transfer.abort.signal.aborted) void upload.discard();
			this.#fail(transfer, error);
		}
	}

	#hooks(transfer: Transfer): TransferHooks {
		return {
			signal: transfer.abort.signal,
			onProgress: (done) => {
				transfer.view = { ...transfer.view, done: Math.min(done, transfer.view.size) };
				this.#soon();
			},
			onRetrying: (waiting) => {
				this.#set(transfer, waiting ? 'retrying' : 'working');
			},
			wait: pause
		};
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
			resumable: false
		};
		const transfer = { view, abort: new AbortController(), upload: null };
		this.#all.set(id, transfer);
		return transfer;
	}

	#set(transfer: Transfer, state: TransferState): void {
		if (transfer.view.state === 'cancelled') return;
		transfer.view = { ...transfer.view, state, problem: null, resumable: false };
		this.#soon();
	}

	#fail(transfer: Transfer, error: unknown): void {
		if (transfer.view.state === 'cancelled') return;
		if (error instanceof Refusal && error.code === 'cancelled') {
			this.#set(transfer, 'cancelled');
			return;
		}
		const problem = toProblem(error);
		if (transfer.upload) this.#onFailed(error);
		this.#set(transfer, 'failed');
		const resumable = transfer.upload !== null && PASSING.includes(problem.code);
		transfer.view = { ...transfer.view, problem, resumable };
	}

	#soon(): void {
		if (this.#reportDue) return;
		this.#reportDue = true;
		setTimeout(() => {
			this.#reportDue = false;
			this.#report(this.views);
		}, REPORT_EVERY_MS);
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
