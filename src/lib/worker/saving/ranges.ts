/**
 * Pieces of a document for the viewer. A piece is checked only with the whole part around it, and a document asks for
 * many small pieces, so the last few parts are kept, decrypted, until another file is read or the portal locks.
 */
import type { BlobId, Raw } from '../../../crypto/brands.ts';
import { PART_BYTES, type Range } from '../../../crypto/age/file.ts';
import { pause } from '../../../vault/patience.ts';
import { Refusal } from '../../../vault/problems.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import type { VaultFile } from '../../../vault/vault-state.ts';
import { RANGE_BYTES } from '../port.ts';
import type { Files } from './files.ts';

const KEPT_PARTS = 4;

export class Ranges {
	readonly #files: Files;
	/** One version of one file. */
	#blob: BlobId | null = null;
	#parts = new Map<number, Promise<Raw>>();
	#stop = new AbortController();

	constructor(files: Files) {
		this.#files = files;
	}

	/** @throws Refusal `range-invalid` for anything but a piece of the file, of at most RANGE_BYTES */
	async read(vault: VaultLog, file: VaultFile, { start, end }: Range): Promise<Raw> {
		const inside = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0;
		if (!inside || start >= end || end > file.size || end - start > RANGE_BYTES)
			throw new Refusal('range-invalid');
		if (this.#blob !== file.blob) this.forget();
		this.#blob = file.blob;
		const piece = new Uint8Array(end - start);
		for (let at = start; at < end;) {
			const index = Math.floor(at / PART_BYTES);
			const part = await this.#part(vault, file, index);
			const from = at - index * PART_BYTES;
			const bytes = part.subarray(from, Math.min(part.length, end - index * PART_BYTES));
			piece.set(bytes, at - start);
			at += bytes.length;
		}
		return piece;
	}

	forget(): void {
		this.#stop.abort();
		this.#stop = new AbortController();
		this.#parts = new Map();
		this.#blob = null;
	}

	/** Fetched once, also when asked for again while it is on its way; the longest unused is dropped. */
	#part(vault: VaultLog, file: VaultFile, index: number): Promise<Raw> {
		const parts = this.#parts;
		const part = parts.get(index) ?? this.#fetch(vault, file, index);
		parts.delete(index);
		parts.set(index, part);
		part.catch(() => parts.delete(index));
		const [oldest] = parts.keys();
		if (parts.size > KEPT_PARTS && oldest !== undefined) parts.delete(oldest);
		return part;
	}

	#fetch(vault: VaultLog, file: VaultFile, index: number): Promise<Raw> {
		const start = index * PART_BYTES;
		const quiet = () => undefined;
		const { signal } = this.#stop;
		const hooks = { signal, onProgress: quiet, onRetrying: quiet, wait: pause };
		const end = Math.min(start + PART_BYTES, file.size);
		return this.#files.readRange(vault, file, hooks, { start, end });
	}
}
