/**
 * Sending one file: read in parts, encrypt each part to the vault's current epoch, store it, and only then say in the
 * log that the file exists. `run` may be called again after a failure and goes on where it stopped; nothing that was
 * acknowledged is sent twice. If the epoch moves meanwhile, everything is encrypted again with a new file key.
 */
import type { BlobId, FolderId, Hash32, Raw } from '../crypto/brands.ts';
import { concat } from '../crypto/bytes.ts';
import {
	MAX_FILE_BYTES,
	planBlob,
	startSealing,
	trueRange,
	type BlobSealer
} from '../crypto/age/file.ts';
import { fileOfBlob, idBytes, newBlobId } from '../crypto/ids.ts';
import type { Api } from './api.ts';
import { MAX_PARTS } from '../contract/api.ts';
import { fileName } from './names.ts';
import { orRefuse, Refusal } from './problems.ts';
import { patiently, type Wait } from './patience.ts';
import type { VaultLog } from './vault-log.ts';

/** What is needed of a browser's File. */
export interface SourceFile {
	readonly name: string;
	readonly size: number;
	readonly type: string;
	readonly lastModified: number;
	slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export interface TransferHooks {
	readonly signal: AbortSignal;
	/** Bytes of the file dealt with so far. */
	onProgress(done: number): void;
	/** Called with true while waiting to try again after a lost connection. */
	onRetrying(waiting: boolean): void;
	readonly wait: Wait;
}

interface Attempt {
	readonly epoch: number;
	readonly blob: BlobId;
	readonly sealer: BlobSealer;
	readonly hashes: Hash32[];
}

export class Upload {
	readonly #api: Api;
	readonly #vault: VaultLog;
	readonly #file: SourceFile;
	readonly #folder: FolderId | null;
	#attempt: Attempt | null = null;

	/** @throws Refusal `file-empty` or `file-too-large`, before anything is sent. */
	constructor(api: Api, vault: VaultLog, file: SourceFile, folder: FolderId | null) {
		if (file.size === 0) throw new Refusal('file-empty');
		if (file.size > MAX_FILE_BYTES || planBlob(file.size).parts > MAX_PARTS)
			throw new Refusal('file-too-large');
		this.#api = api;
		this.#vault = vault;
		this.#file = file;
		this.#folder = folder;
	}

	async run(hooks: TransferHooks, now: () => number): Promise<void> {
		for (;;) {
			const attempt = (this.#attempt ??= await this.#start(hooks, now));
			await this.#sendParts(attempt, hooks);
			try {
				await patiently(() => this.#announce(attempt, now), hooks);
				return;
			} catch (error) {
				if (!(error instanceof Refusal && error.code === 'epoch-moved')) throw error;
				await this.discard();
			}
		}
	}

	/** Tells the server to forget what arrived. Failing to do so is harmless: it sweeps orphans itself. */
	async discard(): Promise<void> {
		const attempt = this.#attempt;
		this.#attempt = null;
		if (attempt)
			await this.#api.cancelUpload(this.#vault.vault, attempt.blob).catch(() => undefined);
	}

	async #start(hooks: TransferHooks, now: () => number): Promise<Attempt> {
		await patiently(() => this.#vault.renewAsOfNow(now), hooks);
		const { epoch } = this.#vault.state;
		const sealer = await startSealing(this.#vault.epoch(epoch).age.publicKey, this.#file.size);
		const { storedSize, parts } = sealer.plan;
		const blob = newBlobId();
		await patiently(() => this.#api.startUpload(this.#vault.vault, blob, storedSize, parts), hooks);
		return { epoch, blob, sealer, hashes: [] };
	}

	async #sendParts({ sealer, blob, hashes }: Attempt, hooks: TransferHooks): Promise<void> {
		const { plan } = sealer;
		while (hashes.length < plan.parts) {
			const index = hashes.length;
			if (hooks.signal.aborted) throw new Refusal('cancelled');
			// Somebody may have looked at the vault meanwhile, and the portal been caught.
			this.#vault.requireTrust();
			const bytes = await this.#read(trueRange(plan, index));
			// Refused when other bytes were read for this part before: two plaintexts under one nonce.
			const part = await orRefuse('file-changed', () => sealer.sealPart(index, bytes));
			const at = { vault: this.#vault.vault, blob, index };
			await patiently(() => this.#api.putPart(at, part, hooks.signal), hooks);
			hashes.push(part.hash);
			hooks.onProgress(trueRange(plan, index).end);
		}
	}

	/** A file that was changed or moved on disk cannot be read any more, or comes up short. */
	async #read({ start, end }: { start: number; end: number }): Promise<Raw> {
		try {
			const bytes = new Uint8Array(await this.#file.slice(start, end).arrayBuffer());
			if (bytes.length === end - start) return bytes;
		} catch (error) {
			const gone = error instanceof Error && error.name === 'NotFoundError';
			throw new Refusal(gone ? 'file-unreadable' : 'file-changed');
		}
		throw new Refusal('file-changed');
	}

	#announce({ epoch, blob, sealer, hashes }: Attempt, now: () => number): Promise<void> {
		const { plan } = sealer;
		const name = fileName(this.#file.name);
		return this.#vault.append((state) => {
			// An answer lost on the way back: the entry is there already.
			if (state.files.has(fileOfBlob(blob))) return Promise.resolve(null);
			const folder = this.#folder && state.folders.has(this.#folder) ? this.#folder : null;
			return Promise.resolve({
				kind: 'file.added' as const,
				payload: {},
				blobs: [blob],
				onlyInEpoch: epoch,
				body: {
					folder: folder && idBytes(folder),
					modified: this.#file.lastModified > 0 ? this.#file.lastModified : null,
					name,
					parts: concat(...hashes),
					size: plan.size,
					stored: plan.storedSize,
					type: this.#file.type.slice(0, 255)
				}
			});
		}, now);
	}
}
