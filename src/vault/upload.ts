/**
 * Sending one file: read in parts, encrypt each part to the vault's current epoch, store it, and only then say in the
 * log that the file exists. `run` may be called again after a failure and goes on where it stopped; nothing that was
 * acknowledged is sent twice. If the epoch moves meanwhile, everything is encrypted again with a new file key.
 */
import type { BlobId, FolderId, Hash32 } from '../crypto/brands.ts';
import { concat, equalConstantTime } from '../crypto/bytes.ts';
import {
	MAX_FILE_BYTES,
	newBlobSecret,
	planBlob,
	trueRange,
	type BlobPlan,
	type BlobSecret
} from '../crypto/age/file.ts';
import { fileOfBlob, idBytes, newBlobId } from '../crypto/ids.ts';
import type { Api } from './api.ts';
import { MAX_PARTS } from '../contract/api.ts';
import { fileName } from './names.ts';
import type { PartWorkers } from './part-workers.ts';
import { Refusal } from './problems.ts';
import { patiently, type Wait } from './patience.ts';
import type { SourceFile } from './source-file.ts';
import type { VaultLog } from './vault-log.ts';

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
	readonly plan: BlobPlan;
	readonly secret: BlobSecret;
	/**
	 * The nonce guard. A part has one nonce for each of its chunks, so the first ciphertext made of it is the only one
	 * that may ever be sent: of two, whoever holds both reads both.
	 */
	readonly sealedAs: Map<number, Hash32>;
	readonly hashes: Hash32[];
}

export class Upload {
	readonly #api: Api;
	readonly #vault: VaultLog;
	readonly #file: SourceFile;
	readonly #folder: FolderId | null;
	readonly #workers: PartWorkers;
	#attempt: Attempt | null = null;

	/** @throws Refusal `file-empty` or `file-too-large`, before anything is sent. */
	constructor(
		api: Api,
		vault: VaultLog,
		file: SourceFile,
		folder: FolderId | null,
		workers: PartWorkers
	) {
		if (file.size === 0) throw new Refusal('file-empty');
		if (file.size > MAX_FILE_BYTES || planBlob(file.size).parts > MAX_PARTS)
			throw new Refusal('file-too-large');
		this.#api = api;
		this.#vault = vault;
		this.#file = file;
		this.#folder = folder;
		this.#workers = workers;
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
		const secret = await newBlobSecret(this.#vault.epoch(epoch).age.publicKey);
		const plan = planBlob(this.#file.size);
		const { storedSize, parts } = plan;
		const blob = newBlobId();
		await patiently(() => this.#api.startUpload(this.#vault.vault, blob, storedSize, parts), hooks);
		return { epoch, blob, plan, secret, sealedAs: new Map(), hashes: [] };
	}

	async #sendParts(attempt: Attempt, hooks: TransferHooks): Promise<void> {
		const { plan, secret, blob, hashes } = attempt;
		while (hashes.length < plan.parts) {
			const index = hashes.length;
			if (hooks.signal.aborted) throw new Refusal('cancelled');
			// Somebody may have looked at the vault meanwhile, and the portal been caught.
			this.#vault.requireTrust();
			const job = { file: this.#file, secret, plan, index };
			const part = await this.#workers.seal(job, hooks.signal);
			requireSame(attempt, index, part.hash);
			const at = { vault: this.#vault.vault, blob, index };
			await patiently(() => this.#api.putPart(at, part, hooks.signal), hooks);
			hashes.push(part.hash);
			hooks.onProgress(trueRange(plan, index).end);
		}
	}

	#announce({ epoch, blob, plan, hashes }: Attempt, now: () => number): Promise<void> {
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

/** @throws Refusal `file-changed` when other bytes were sealed for this part before, sent or not. */
function requireSame({ sealedAs }: Attempt, index: number, hash: Hash32): void {
	const before = sealedAs.get(index);
	if (before !== undefined && !equalConstantTime(before, hash)) throw new Refusal('file-changed');
	sealedAs.set(index, hash);
}
