/**
 * Blobs in a folder: `<2 characters>/<blob>/<position>`, one file per part. A part is written under a temporary
 * name, synced, renamed, and its folder synced, before anybody hears that it arrived; so after a power cut a
 * part is there whole or not at all. Names come only from parsed ids and integers.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { BlobId, Raw } from '../../crypto/brands.ts';
import {
	PartTooLarge,
	type Batches,
	type BlobStore,
	type Sink,
	type Space,
	type StagedPart,
	type StoredPart
} from './blob-store.ts';
import type { ByteRange } from './byte-range.ts';

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
		bytes: Batches,
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

	async readRange(
		blob: BlobId,
		parts: readonly StoredPart[],
		{ start, end }: ByteRange,
		sink: Sink
	): Promise<void> {
		const outgoing = new Outgoing(sink, end - start);
		let offset = 0;
		for (const part of parts) {
			const from = Math.max(start - offset, 0);
			const to = Math.min(end - offset, part.size);
			offset += part.size;
			if (from >= to) continue;
			const file = path.join(this.#homeOf(blob), String(part.position));
			await outgoing.pass(file, from, to);
		}
		await outgoing.done();
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
	bytes: Batches,
	limit: number
): Promise<{ size: number; hash: Raw }> {
	const handle = await open(file, 'wx', 0o600);
	try {
		const hash = createHash('sha256');
		let size = 0;
		for await (const batch of bytes) {
			for (const chunk of batch) size += chunk.length;
			if (size > limit) throw new PartTooLarge();
			// The disk works while the processor hashes.
			const written = writeAll(handle, batch);
			for (const chunk of batch) hash.update(chunk);
			await written;
		}
		await handle.sync();
		return { size, hash: hash.digest() };
	} finally {
		await handle.close();
	}
}

/** `writev` may take fewer bytes than it was given, a full disk being one reason. */
async function writeAll(handle: FileHandle, batch: readonly Uint8Array[]): Promise<void> {
	for (let rest = batch; rest.length > 0;) {
		rest = without(rest, (await handle.writev([...rest])).bytesWritten);
	}
}

function without(batch: readonly Uint8Array[], count: number): readonly Uint8Array[] {
	let left = count;
	return batch.flatMap((chunk) => {
		const gone = Math.min(left, chunk.length);
		left -= gone;
		return gone === chunk.length ? [] : [chunk.subarray(gone)];
	});
}

const PIECE_BYTES = 512 * 1024;

/** Two buffers in turn: while the receiver has one, the disk fills the other. */
class Outgoing {
	readonly #sink: Sink;
	#free: Uint8Array;
	#withSink: Uint8Array;
	#taken: Promise<void> = Promise.resolve();

	constructor(sink: Sink, size: number) {
		this.#sink = sink;
		const piece = Math.min(size, PIECE_BYTES);
		this.#free = bufferOf(piece);
		this.#withSink = bufferOf(piece);
	}

	/** The bytes of a file from `from` up to `to`; fails if it ends before. */
	async pass(file: string, from: number, to: number): Promise<void> {
		const handle = await open(file, 'r');
		try {
			for (let at = from; at < to;) {
				const buffer = this.#free;
				const length = Math.min(buffer.length, to - at);
				const { bytesRead } = await handle.read(buffer, 0, length, at);
				if (bytesRead === 0) throw new Error('The part is shorter than it was.');
				await this.#taken;
				this.#taken = this.#sink(buffer.subarray(0, bytesRead));
				// Looked at in a moment: until then it is not to count as unhandled.
				this.#taken.catch(() => undefined);
				[this.#free, this.#withSink] = [this.#withSink, buffer];
				at += bytesRead;
			}
		} finally {
			await handle.close();
		}
	}

	/** Only what was taken well is used again: whoever left may still hold the others. */
	async done(): Promise<void> {
		await this.#taken;
		for (const buffer of [this.#free, this.#withSink])
			if (buffer.length === PIECE_BYTES && spare.length < MOST_SPARE) spare.push(buffer);
	}
}

/** Left to the collector, the buffers of answers that are over add up to fifty MiB. */
const spare: Uint8Array[] = [];
const MOST_SPARE = 16;

const bufferOf = (size: number): Uint8Array =>
	(size === PIECE_BYTES ? spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(size);

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
