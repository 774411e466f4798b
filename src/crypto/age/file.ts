/**
 * Files as blobs: age v1 files to one X-Wing recipient, in parts addressed by index (protocol.md section 12).
 * The file key is made inside and never leaves, and no caller supplies a nonce. A part that fails any
 * check emits nothing.
 */
import type { Hash32, KemKeyPair, KemPublicKey, PayloadKey, Raw } from '../brands.ts';
import { concat, equalConstantTime, wipe } from '../bytes.ts';
import { CryptoError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import { payloadKeyFrom } from '../keys.ts';
import { newFileKey, randomBytes } from '../random.ts';
import { chunkCipher, type ChunkCipher } from './cipher.ts';
import { openHeader, parseHeader, payloadKey, writeHeader } from './header.ts';
import { CHUNKS_PER_PART, planBlob, trueRange, type BlobPlan } from './plan.ts';
import { HEADER_BYTES, PAYLOAD_NONCE_BYTES } from './sizes.ts';
import { openChunks, sealChunks, type Run } from './stream.ts';

export { MAX_FILE_BYTES, PART_BYTES, planBlob, STORED_PART_BYTES, trueRange } from './plan.ts';
export type { BlobPlan, Range } from './plan.ts';

/**
 * What seals one blob. Two plaintexts for one part under one secret would give both away, and nothing here remembers:
 * who holds the secret keeps the hash of each part it seals, and sends no other (src/vault/upload.ts).
 */
export interface BlobSecret {
	/** The age header and the payload nonce: the first bytes of part 0. Not secret. */
	readonly prefix: Raw;
	readonly key: PayloadKey;
}

const PREFIX_BYTES = HEADER_BYTES + PAYLOAD_NONCE_BYTES;

/** A fresh file key and nonce, for one file in one version. */
export async function newBlobSecret(recipient: KemPublicKey): Promise<BlobSecret> {
	const fileKey = newFileKey();
	const nonce = randomBytes(PAYLOAD_NONCE_BYTES);
	const prefix = concat(await writeHeader(recipient, fileKey), nonce);
	const key = await payloadKey(fileKey, nonce);
	wipe(fileKey);
	return { prefix, key };
}

/** A secret that was kept or handed to another thread; `malformed` when a length is wrong. */
export function blobSecretFrom({ prefix, key }: { prefix: Raw; key: Raw }): BlobSecret {
	if (prefix.length !== PREFIX_BYTES) throw new CryptoError('malformed');
	return { prefix, key: payloadKeyFrom(key) };
}

/** Memory for one part: it is read into one place, and sealed in it into the other. */
export interface PartRoom {
	/** Of the file's own bytes in the part's range (`trueRange`). */
	readonly own: Raw;
	/** Of the sealed part. */
	readonly stored: Raw;
}

/** How much memory a part takes. */
export function roomOf(plan: BlobPlan, index: number): number {
	const { start, end } = plan.storedRange(index);
	return end - start;
}

/** @param memory at least `roomOf` */
export function partRoom(plan: BlobPlan, index: number, memory: ArrayBuffer): PartRoom {
	const { start, end } = trueRange(plan, index);
	const padded = plan.partRange(index);
	const length = roomOf(plan, index);
	// Behind it lies the padding, which is not written here.
	const at = length - (padded.end - padded.start);
	return {
		own: new Uint8Array(memory, at, end - start),
		stored: new Uint8Array(memory, 0, length)
	};
}

/**
 * `plaintext` is the file's own bytes in the part's range (`trueRange`): one byte more or less is `malformed`. The same
 * bytes give the same part again. Sealed in `room` where that is given; `plaintext` may be `room.own`, and is spoilt.
 */
export async function sealPart(
	secret: BlobSecret,
	plan: BlobPlan,
	index: number,
	plaintext: Raw,
	{
		cipher = chunkCipher(),
		room = null
	}: { cipher?: Promise<ChunkCipher>; room?: PartRoom | null } = {}
): Promise<{ bytes: Raw; hash: Hash32 }> {
	const bytes = room?.stored ?? new Uint8Array(roomOf(plan, index));
	await sealInto(bytes, await cipher, plan, secret, index, plaintext);
	return { bytes, hash: await sha256(bytes) };
}

async function sealInto(
	bytes: Raw,
	cipher: ChunkCipher,
	plan: BlobPlan,
	{ key, prefix }: BlobSecret,
	index: number,
	plaintext: Raw
): Promise<void> {
	const { start, end } = plan.partRange(index);
	const own = trueRange(plan, index);
	if (plaintext.length !== own.end - own.start || bytes.length !== roomOf(plan, index))
		throw new CryptoError('malformed');
	if (index === 0) bytes.set(prefix);
	const offset = index === 0 ? prefix.length : 0;
	await sealChunks(cipher, key, runOf(plan, index), plaintext, end - start, bytes, offset);
}

const runOf = (plan: BlobPlan, index: number): Run => ({
	firstChunk: index * CHUNKS_PER_PART,
	isEnd: index === plan.parts - 1
});

/** What the signed `file.added` entry says about a blob. */
export interface Manifest {
	size: number;
	stored: number;
	/** SHA-256 of each stored part. */
	parts: readonly Hash32[];
}

/** Is given what a part begins with, once that was the one that the manifest names. That of part 0 holds the key (`openBlob`). */
export type KeyOfPrefix = (prefix: Raw) => Promise<PayloadKey>;

/** `open-failed`: the part is not the one that the manifest names. `received` is the hash of what came instead. */
export class OtherPart extends CryptoError {
	readonly received: Hash32;
	constructor(received: Hash32) {
		super('open-failed');
		this.received = received;
	}
}

/**
 * The file's own bytes in this part, in the memory of `stored`, which is spoilt also when this fails. Every failure is
 * `open-failed`, and then nothing is returned.
 * @param key or who is asked for it once the part proved to be the right one
 * @throws OtherPart, CryptoError `open-failed`, what `key` throws
 */
export async function openPart(
	key: PayloadKey | KeyOfPrefix,
	manifest: Manifest,
	index: number,
	stored: Raw,
	cipher: Promise<ChunkCipher> = chunkCipher()
): Promise<Raw> {
	const plan = planOf(manifest);
	await requirePart(plan, manifest, index, stored);
	const known = typeof key === 'function' ? await key(stored.slice(0, PREFIX_BYTES)) : key;
	const chunks = index === 0 ? stored.subarray(plan.headerSize) : stored;
	const padded = await openChunks(await cipher, known, runOf(plan, index), chunks);
	return ownBytes(plan, index, padded);
}

function planOf(manifest: Manifest): BlobPlan {
	const plan = orOpenFailed(() => planBlob(manifest.size));
	if (plan.storedSize !== manifest.stored || plan.parts !== manifest.parts.length)
		throw new CryptoError('open-failed');
	return plan;
}

/** The part's place, length and hash, before anything in it is parsed or decrypted. */
async function requirePart(
	plan: BlobPlan,
	manifest: Manifest,
	index: number,
	stored: Raw
): Promise<void> {
	const { start, end } = orOpenFailed(() => plan.storedRange(index));
	const expected = manifest.parts[index];
	const received = await sha256(stored);
	const fits = expected !== undefined && stored.length === end - start;
	if (!fits || !equalConstantTime(received, expected)) throw new OtherPart(received);
}

/**
 * The key of a blob from what its part 0 begins with, which nobody hands to this before the part's hash was compared
 * (`openPart`). Every failure is `open-failed`.
 */
export async function openBlob(identity: KemKeyPair, prefix: Raw): Promise<PayloadKey> {
	const header = orOpenFailed(() => parseHeader(prefix));
	// One recipient, the epoch: a second stanza would be a reader whom no log entry names.
	// One that fits makes the header exactly as long as the plan says.
	if (header.stanzas.length !== 1) throw new CryptoError('open-failed');
	const fileKey = await openHeader(identity.seed, header).catch(() => {
		throw new CryptoError('open-failed');
	});
	const nonce = prefix.slice(header.size, header.size + PAYLOAD_NONCE_BYTES);
	const key = await payloadKey(fileKey, nonce);
	wipe(fileKey);
	return key;
}

/** Takes the padding off, after checking that it is zeros. */
function ownBytes(plan: BlobPlan, index: number, padded: Raw): Raw {
	const own = trueRange(plan, index);
	const length = own.end - own.start;
	if (length === padded.length) return padded;
	for (let at = length; at < padded.length; at++)
		if (padded[at] !== 0) throw new CryptoError('open-failed');
	return padded.subarray(0, length);
}

function orOpenFailed<T>(run: () => T): T {
	try {
		return run();
	} catch {
		throw new CryptoError('open-failed');
	}
}
