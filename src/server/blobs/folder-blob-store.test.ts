import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newBlobId } from '../../crypto/ids.ts';
import type { BlobId } from '../../crypto/brands.ts';
import { PartTooLarge, type StoredPart } from './blob-store.ts';
import type { ByteRange } from './byte-range.ts';
import { FolderBlobStore } from './folder-blob-store.ts';

let folder: string;
let store: FolderBlobStore;
beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'tallyport-blobs-'));
	store = await FolderBlobStore.open(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* chunks(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array[]> {
	for (let at = 0; at < bytes.length; at += size) yield [bytes.subarray(at, at + size)];
}
const staging = () => readdir(path.join(folder, 'staging'));
/** As a receiver does that keeps a piece while the next is read, and no longer. */
async function gather(blob: BlobId, parts: StoredPart[], range: ByteRange): Promise<Buffer> {
	const all: Buffer[] = [];
	await store.readRange(blob, parts, range, async (piece) => {
		await new Promise((resolve) => setTimeout(resolve, 1));
		all.push(Buffer.from(piece));
	});
	return Buffer.concat(all);
}

test('a part is where its blob and position say, private, and nothing is left in staging', async () => {
	const blob = newBlobId();
	const bytes = randomBytes(12_345);
	const staged = await store.stagePart(blob, 7, chunks(bytes), 20_000);
	expect(staged.size).toBe(12_345);
	expect(Buffer.from(staged.hash)).toEqual(createHash('sha256').update(bytes).digest());
	const file = path.join(folder, blob.slice(0, 2), blob, '7');
	await expect(stat(file)).rejects.toThrow();
	await staged.publish();
	expect(await readFile(file)).toEqual(bytes);
	expect((await stat(file)).mode & 0o777).toBe(0o600);
	expect(await staging()).toEqual([]);
});

test('a part of the limit passes, one byte more is refused and leaves nothing', async () => {
	const blob = newBlobId();
	const staged = await store.stagePart(blob, 0, chunks(randomBytes(5000)), 5000);
	await staged.discard();
	const over = store.stagePart(blob, 0, chunks(randomBytes(5001)), 5000);
	await expect(over).rejects.toThrow(PartTooLarge);
	expect(await staging()).toEqual([]);
});

test('a source that fails leaves nothing', async () => {
	async function* broken(): AsyncGenerator<Uint8Array[]> {
		yield [randomBytes(10)];
		throw new Error('gone');
	}
	await expect(store.stagePart(newBlobId(), 0, broken(), 100)).rejects.toThrow('gone');
	expect(await staging()).toEqual([]);
});

test('any range of the parts laid end to end can be read', async () => {
	const blob = newBlobId();
	const sizes = [1000, 1, 0, 2500];
	const parts = [];
	const all = [];
	for (const [position, size] of sizes.entries()) {
		const bytes = randomBytes(size);
		await (await store.stagePart(blob, position, chunks(bytes), 5000)).publish();
		parts.push({ position, size });
		all.push(bytes);
	}
	const whole = Buffer.concat(all);
	for (const start of [0, 1, 999, 1000, 1001, 3500]) {
		for (const end of [start, start + 1, 1000, 1001, 3501]) {
			if (end < start || end > whole.length) continue;
			const read = await gather(blob, parts, { start, end });
			expect(read.equals(whole.subarray(start, end))).toBe(true);
		}
	}
});

test('a range of many pieces comes whole, whatever the receiver does meanwhile', async () => {
	const blob = newBlobId();
	const bytes = randomBytes(3_000_001);
	await (await store.stagePart(blob, 0, chunks(bytes, 65_536), 3_000_001)).publish();
	const parts = [{ position: 0, size: bytes.length }];
	const read = await gather(blob, parts, { start: 1, end: bytes.length });
	expect(read.equals(bytes.subarray(1))).toBe(true);
});

test('a receiver who fails stops the reading, and is told why', async () => {
	const blob = newBlobId();
	await (
		await store.stagePart(blob, 0, chunks(randomBytes(3_000_000), 65_536), 3_000_000)
	).publish();
	let asked = 0;
	const gone = store.readRange(
		blob,
		[{ position: 0, size: 3_000_000 }],
		{ start: 0, end: 3_000_000 },
		() => {
			asked += 1;
			return Promise.reject(new Error('gone'));
		}
	);
	await expect(gone).rejects.toThrow('gone');
	expect(asked).toBe(1);
});

test('a part that became shorter is an error, not an end', async () => {
	const blob = newBlobId();
	await (await store.stagePart(blob, 0, chunks(randomBytes(10)), 100)).publish();
	await expect(gather(blob, [{ position: 0, size: 20 }], { start: 0, end: 20 })).rejects.toThrow();
});

test('a removed blob is gone, and removing it again is no error', async () => {
	const blob = newBlobId();
	await (await store.stagePart(blob, 0, chunks(randomBytes(10)), 100)).publish();
	await store.remove(blob);
	await store.remove(blob);
	await expect(stat(path.join(folder, blob.slice(0, 2), blob))).rejects.toThrow();
});

test('what a crash left in staging is swept once it is old', async () => {
	const blob = newBlobId();
	await store.stagePart(blob, 0, chunks(randomBytes(10)), 100);
	const [name = ''] = await staging();
	const aMinute = 60_000;
	await store.sweepStaging(Date.now() - aMinute);
	expect(await staging()).toEqual([name]);
	const old = new Date(Date.now() - 2 * aMinute);
	await utimes(path.join(folder, 'staging', name), old, old);
	await store.sweepStaging(Date.now() - aMinute);
	expect(await staging()).toEqual([]);
});
