/**
 * ChaCha20-Poly1305 for the chunks of age payloads (RFC 8439, no associated data), by libsodium or by WebCrypto, which is
 * faster where a browser has it. WebCrypto's is used only after it has given the same bytes as libsodium and refused the
 * same forgeries, in this thread and since it started. Whatever it cannot do then, libsodium decides.
 */
import type { PayloadKey, Raw } from '../brands.ts';
import { equalConstantTime } from '../bytes.ts';
import { CryptoError } from '../errors.ts';
import { payloadKeyFrom } from '../keys.ts';
import { randomBytes } from '../random.ts';
import { chachaDecrypt, chachaEncrypt } from '../sodium.ts';
import { CHUNK_BYTES, TAG_BYTES } from './sizes.ts';

export interface ChunkCipher {
	/** How many chunks are worth giving to it at once. */
	readonly atOnce: number;
	withKey(key: PayloadKey): Promise<KeyedCipher>;
}

/** `nonce` is 12 bytes; only stream.ts makes one. */
export interface KeyedCipher {
	encrypt(nonce: Raw, plaintext: Raw): Promise<Raw>;
	/** @throws CryptoError `open-failed` */
	decrypt(nonce: Raw, ciphertext: Raw): Promise<Raw>;
}

export const libsodiumCipher: ChunkCipher = {
	atOnce: 1,
	withKey: async (key) => ({
		encrypt: async (nonce, plaintext) => chachaEncrypt(key, nonce, plaintext),
		decrypt: async (nonce, ciphertext) => chachaDecrypt(key, nonce, ciphertext)
	})
};

/** What is used of WebCrypto, whose types do not know the key format `raw-secret` yet. */
export interface NativeCrypto {
	importKey(
		format: string,
		key: Raw,
		algorithm: string,
		extractable: boolean,
		usages: ('encrypt' | 'decrypt')[]
	): Promise<CryptoKey>;
	encrypt(algorithm: NativeParameters, key: CryptoKey, data: Raw): Promise<ArrayBuffer>;
	decrypt(algorithm: NativeParameters, key: CryptoKey, data: Raw): Promise<ArrayBuffer>;
}

interface NativeParameters {
	readonly name: string;
	readonly iv: Raw;
	readonly tagLength: number;
}

const NAME = 'ChaCha20-Poly1305';
/** Enough to keep two processors busy; more only takes memory (docs/performance.md). */
const NATIVE_AT_ONCE = 4;

/** WebCrypto alone, not to be trusted yet: `proven` is what tells. */
function nativeCipher(subtle: NativeCrypto): ChunkCipher {
	const parameters = (iv: Raw) => ({ name: NAME, iv, tagLength: 8 * TAG_BYTES });
	return {
		atOnce: NATIVE_AT_ONCE,
		async withKey(bytes) {
			const key = await subtle.importKey('raw-secret', bytes, NAME, false, ['encrypt', 'decrypt']);
			return {
				encrypt: async (nonce, plaintext) =>
					new Uint8Array(await subtle.encrypt(parameters(nonce), key, plaintext)),
				decrypt: async (nonce, ciphertext) =>
					new Uint8Array(await subtle.decrypt(parameters(nonce), key, ciphertext))
			};
		}
	};
}

/** Asks `cipher`, and libsodium wherever it fails: a chunk is refused only when libsodium refuses it. */
function orLibsodium(cipher: ChunkCipher): ChunkCipher {
	return {
		atOnce: cipher.atOnce,
		async withKey(key) {
			const sure = await libsodiumCipher.withKey(key);
			const quick = await cipher.withKey(key).catch(() => sure);
			const encrypt = (nonce: Raw, plaintext: Raw) =>
				ofLength(plaintext.length + TAG_BYTES, quick.encrypt(nonce, plaintext)).catch(() =>
					sure.encrypt(nonce, plaintext)
				);
			const decrypt = (nonce: Raw, ciphertext: Raw) =>
				ofLength(ciphertext.length - TAG_BYTES, quick.decrypt(nonce, ciphertext)).catch(() =>
					sure.decrypt(nonce, ciphertext)
				);
			return { encrypt, decrypt };
		}
	};
}

async function ofLength(length: number, coming: Promise<Raw>): Promise<Raw> {
	const bytes = await coming;
	if (bytes.length !== length) throw new CryptoError('malformed');
	return bytes;
}

/** The edges of ChaCha20's blocks, of Poly1305's, and of age's chunks. */
const LENGTHS = [0, 1, 15, 16, 17, 63, 64, 65, 255, CHUNK_BYTES - 1, CHUNK_BYTES];

/** WebCrypto's cipher if it is equal to libsodium's at random keys, nonces and texts; else libsodium's. */
export async function provenCipher(subtle: NativeCrypto): Promise<ChunkCipher> {
	const native = nativeCipher(subtle);
	try {
		const equal = await Promise.all(LENGTHS.map((length) => isEqual(native, length)));
		return equal.every((one) => one) ? orLibsodium(native) : libsodiumCipher;
	} catch {
		return libsodiumCipher;
	}
}

async function isEqual(native: ChunkCipher, length: number): Promise<boolean> {
	const key = payloadKeyFrom(randomBytes(32));
	const [nonce, plaintext] = [randomBytes(12), randomBytes(length)];
	const cipher = await native.withKey(key);
	const expected = chachaEncrypt(key, nonce, plaintext);
	const forgeries = [0, length, length + TAG_BYTES - 1].map((at) => flipped(expected, at));
	return (
		equalConstantTime(await cipher.encrypt(nonce, plaintext), expected) &&
		equalConstantTime(await cipher.decrypt(nonce, expected), plaintext) &&
		(await refusesAll(cipher, nonce, [...forgeries, expected.slice(0, -1), new Uint8Array(0)])) &&
		(await refusesAll(cipher, flipped(nonce, 11), [expected]))
	);
}

async function refusesAll(
	cipher: KeyedCipher,
	nonce: Raw,
	forgeries: readonly Raw[]
): Promise<boolean> {
	const opened = await Promise.allSettled(forgeries.map((one) => cipher.decrypt(nonce, one)));
	return opened.every(({ status }) => status === 'rejected');
}

function flipped(bytes: Raw, at: number): Raw {
	const changed = bytes.slice();
	changed[at] = Number(changed[at]) ^ 1;
	return changed;
}

let proven: Promise<ChunkCipher> | null = null;

/** The fastest cipher that can be trusted here. Found out once in each thread. */
export const chunkCipher = (): Promise<ChunkCipher> => (proven ??= provenCipher(crypto.subtle));
