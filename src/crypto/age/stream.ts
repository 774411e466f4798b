/**
 * The payload of an age file (C2SP age.md, STREAM): chunks of 65,536 bytes under ChaCha20-Poly1305, each with
 * its position and whether it is the last in its nonce. Chunks are addressed by index, so they can be sealed
 * and opened in any order; a chunk moved, dropped, repeated or cut short does not open.
 */
import type { PayloadKey, Raw } from '../brands.ts';
import { CryptoError } from '../errors.ts';
import type { ChunkCipher } from './cipher.ts';
import { CHUNK_BYTES, chunksOf, STORED_CHUNK_BYTES, TAG_BYTES } from './sizes.ts';

/** A run of consecutive chunks: where it starts, and whether the file ends with it. */
export interface Run {
	firstChunk: number;
	isEnd: boolean;
}

/**
 * Writes the sealed chunks of `plaintext` into `out` from `offset`. Only the run that ends the file may end
 * in a chunk that is not full, and `length` says where: beyond `plaintext` up to it there are zeros. `plaintext` may lie in
 * `out` itself, a tag's length for each chunk behind `offset`: a chunk is written only where nothing unread lies.
 */
export async function sealChunks(
	cipher: ChunkCipher,
	key: PayloadKey,
	{ firstChunk, isEnd }: Run,
	plaintext: Raw,
	length: number,
	out: Raw,
	offset: number
): Promise<void> {
	const chunks = chunksOf(length);
	requireShape(plaintext.length <= length && (isEnd || length === chunks * CHUNK_BYTES));
	const keyed = await cipher.withKey(key);
	const seal = (i: number) => {
		const start = i * CHUNK_BYTES;
		const chunk = zeroPadded(plaintext, start, Math.min(start + CHUNK_BYTES, length));
		return keyed.encrypt(chunkNonce(firstChunk + i, isEnd && i === chunks - 1), chunk);
	};
	await inBatches(cipher.atOnce, chunks, seal, (i, sealed) => {
		out.set(sealed, offset + i * STORED_CHUNK_BYTES);
	});
}

/**
 * The plaintext of a run, all of it or `open-failed`: nothing leaves before every tag has been checked. It takes the place
 * of `stored`, which is spoilt also when it fails.
 */
export async function openChunks(
	cipher: ChunkCipher,
	key: PayloadKey,
	{ firstChunk, isEnd }: Run,
	stored: Raw
): Promise<Raw> {
	const chunks = Math.ceil(stored.length / STORED_CHUNK_BYTES);
	const length = stored.length - chunks * TAG_BYTES;
	// Without `isEnd` all chunks are full; with it, the last is empty only if it is the file's only one.
	const last = length - (chunks - 1) * CHUNK_BYTES;
	const least = isEnd ? (firstChunk + chunks === 1 ? 0 : 1) : CHUNK_BYTES;
	if (chunks === 0 || last < least) throw new CryptoError('open-failed');
	const keyed = await cipher.withKey(key);
	const open = (i: number) => {
		const start = i * STORED_CHUNK_BYTES;
		const chunk = stored.subarray(start, start + STORED_CHUNK_BYTES);
		return keyed.decrypt(chunkNonce(firstChunk + i, isEnd && i === chunks - 1), chunk);
	};
	await inBatches(cipher.atOnce, chunks, open, (i, chunk) => {
		stored.set(chunk, i * CHUNK_BYTES);
	});
	return stored.subarray(0, length);
}

/** Makes chunks 0 up to `count`, a few at a time, and puts those down once all of them are made. */
async function inBatches(
	atOnce: number,
	count: number,
	make: (index: number) => Promise<Raw>,
	put: (index: number, chunk: Raw) => void
): Promise<void> {
	for (let first = 0; first < count; first += atOnce) {
		const indexes = Array.from({ length: Math.min(atOnce, count - first) }, (_, i) => first + i);
		const made = await Promise.all(indexes.map(make));
		made.forEach((chunk, i) => {
			put(first + i, chunk);
		});
	}
}

const ZEROS = new Uint8Array(CHUNK_BYTES);

/** Bytes `start` to `end` of the plaintext and the zeros behind it; copies only where both meet. */
function zeroPadded(plaintext: Raw, start: number, end: number): Raw {
	if (end <= plaintext.length) return plaintext.subarray(start, end);
	if (start >= plaintext.length) return ZEROS.subarray(0, end - start);
	const chunk = new Uint8Array(end - start);
	chunk.set(plaintext.subarray(start));
	return chunk;
}

/** 11 bytes of big-endian counter, then 1 for the last chunk and 0 for the others. */
function chunkNonce(index: number, isLast: boolean): Raw {
	const nonce = new Uint8Array(12);
	const view = new DataView(nonce.buffer);
	view.setUint32(3, Math.floor(index / 2 ** 32));
	view.setUint32(7, index % 2 ** 32);
	nonce[11] = isLast ? 1 : 0;
	return nonce;
}

function requireShape(condition: boolean): void {
	if (!condition) throw new CryptoError('malformed');
}
