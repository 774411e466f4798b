/**
 * Blobs in a folder: `<2 characters>/<blob>/<position>`, one file per part. A part is written under a temporary
 * name, synced, renamed, and its folder synced, before anybody hears that it arrived; so after a power cut a
 * part is there whole or not at all. Names come only from parsed ids and integers.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { BlobId, Raw } from '../../crypto/brands.ts';
import {
	PartTooLarge,
	type BlobStore,
	type Octets,
	type Space,
	type StagedPart,
	type StoredPart
} from './blob-store.ts';

export class FolderBlobStore implements BlobStore {
	readonly #folder: string;
	readonly #staging: string;

	private constructor(folder: string) {
		this.#folder = folder;
		this.#staging = path.join(folder, 'staging');
	}

	static async open(folder: string): Promise<FolderBlobStore> {
		const store = new FolderBlobStore(folder);
		await mkdir(store.#staging, { recursive: true, mode: 0o700 });
		return store;
	}

	async stagePart(
		blob: BlobId,
		position: number,
		bytes: Octets,
		limit: number
	): Promise<StagedPart> {
		const staged = path.join(this.#staging, randomBytes(16).toString('hex'));
		try {
			const { size, hash } = await writeDurably(staged, bytes, limit);
			const home = this.#homeOf(blob);
			return {
				size,
				hash,
				publish: async () => {
					await this.#makeHome(home);
					await rename(staged, path.join(home, String(position)));
					await syncFolder(home);
				},
				withdraw: () => rm(path.join(home, String(position)), { force: true }),
				discard: () => rm(staged, { force: true })
			};
		} catch (failure) {
			await rm(staged, { force: true });
			throw failure;
		}
	}

	async *readRange(
		blob: BlobId,
		parts: readonly StoredPart[],
		start: number,
		end: number
	): AsyncGenerator<Uint8Array> {
		let offset = 0;
		for (const part of parts) {
			const from = Math.max(start - offset, 0);
			const to = Math.min(end - offset, part.size);
			offset += part.size;
			if (from >= to) continue;
			const file = path.join(this.#homeOf(blob), String(part.position));
			yield* createReadStream(file, { start: from, end: to - 1, highWaterMark: 256 * 1024 });
		}
	}

	async remove(blob: BlobId): Promise<void> {
		await rm(this.#homeOf(blob), { recursive: true, force: true });
	}

	async space(): Promise<Space> {
		const { blocks, bavail, bsize } = await statfs(this.#folder);
		return { size: blocks * bsize, free: bavail * bsize };
	}

	async sweepStaging(olderThan: number): Promise<void> {
		for (const name of await readdir(this.#staging)) {
			const file = path.join(this.#staging, name);
			const found = await stat(file).catch(() => null);
			if (found !== null && found.mtimeMs < olderThan) await rm(file, { force: true });
		}
	}

	#homeOf(blob: BlobId): string {
		return path.join(this.#folder, blob.slice(0, 2), blob);
	}

	/** A new folder is only durable once the folder that names it is synced. */
	async #makeHome(home: string): Promise<void> {
		const made = await mkdir(home, { recursive: true, mode: 0o700 });
		if (made === undefined) return;
		await syncFolder(path.dirname(home));
		await syncFolder(this.#folder);
	}
}

async function writeDurably(
	file: string,
	bytes: Octets,
	limit: number
): Promise<{ size: number; hash: Raw }> {
	const handle = await open(file, 'wx', 0o600);
	try {
		const hash = createHash('sha256');
		let size = 0;
		for await (const chunk of bytes) {
			size += chunk.length;
			if (size > limit) throw new PartTooLarge();
			hash.update(chunk);
			await writeAll(handle, chunk);
		}
		await handle.sync();
		return { size, hash: hash.digest() };
	} finally {
		await handle.close();
	}
}

/** `write` may take fewer bytes than it was given, a full disk being one reason. */
async function writeAll(
	handle: Awaited<ReturnType<typeof open>>,
	chunk: Uint8Array
): Promise<void> {
	for (let written = 0; written < chunk.length;) {
		written += (await handle.write(chunk, written)).bytesWritten;
	}
}

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
