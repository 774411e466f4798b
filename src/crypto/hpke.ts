/**
 * HPKE (RFC 9180), single shot, base mode, with one suite: KEM 0x647a (X-Wing), KDF 0x0001 (HKDF-SHA256), AEAD
 * 0x0003 (ChaCha20-Poly1305), and empty associated data. Each call makes a new context and uses it once, so
 * the base nonce is the nonce. Base mode does not say who sealed: see protocol.md section 5.
 */
import type { KemPublicKey, KemSeed, Raw } from './brands.ts';
import { concat, utf8, wipe } from './bytes.ts';
import { hkdfExpandBlock, hkdfExtract } from './hkdf.ts';
import { KEM_CIPHERTEXT_BYTES } from './keys.ts';
import { chachaDecrypt, chachaEncrypt, kemDecapsulate, kemEncapsulate } from './sodium.ts';

const EMPTY = new Uint8Array(0);
const MODE_BASE = Uint8Array.of(0);
const VERSION = utf8('HPKE-v1');
const SUITE_ID = concat(utf8('HPKE'), Uint8Array.of(0x64, 0x7a, 0x00, 0x01, 0x00, 0x03));

/** enc || ciphertext */
export async function sealBase(to: KemPublicKey, info: Raw, plaintext: Raw): Promise<Raw> {
	const { ciphertext: enc, sharedSecret } = kemEncapsulate(to);
	const { key, nonce } = await keySchedule(sharedSecret, info);
	const ciphertext = chachaEncrypt(key, nonce, plaintext);
	wipe(sharedSecret, key);
	return concat(enc, ciphertext);
}

/** `open-failed` for a wrong key, info or length, and for any changed bit. */
export async function openBase(seed: KemSeed, info: Raw, encAndCiphertext: Raw): Promise<Raw> {
	const enc = encAndCiphertext.subarray(0, KEM_CIPHERTEXT_BYTES);
	const { key, nonce } = await recipientKeys(seed, info, enc);
	const plaintext = chachaDecrypt(key, nonce, encAndCiphertext.subarray(KEM_CIPHERTEXT_BYTES));
	wipe(key);
	return plaintext;
}

/** The key and base nonce that a recipient arrives at (RFC 9180 section 5.1.1, SetupBaseR). */
export async function recipientKeys(
	seed: KemSeed,
	info: Raw,
	enc: Raw
): Promise<{ key: Raw; nonce: Raw }> {
	const sharedSecret = kemDecapsulate(seed, enc);
	const keys = await keySchedule(sharedSecret, info);
	wipe(sharedSecret);
	return keys;
}

/** RFC 9180 section 5.1, without a pre-shared key. */
async function keySchedule(sharedSecret: Raw, info: Raw): Promise<{ key: Raw; nonce: Raw }> {
	const [pskIdHash, infoHash, secret] = await Promise.all([
		labeledExtract(EMPTY, 'psk_id_hash', EMPTY),
		labeledExtract(EMPTY, 'info_hash', info),
		labeledExtract(sharedSecret, 'secret', EMPTY)
	]);
	const context = concat(MODE_BASE, pskIdHash, infoHash);
	const [key, nonce] = await Promise.all([
		labeledExpand(secret, 'key', context, 32),
		labeledExpand(secret, 'base_nonce', context, 12)
	]);
	wipe(secret);
	return { key, nonce };
}

/** RFC 9180 section 4. */
const labeledExtract = (salt: Raw, label: string, secret: Raw): Promise<Raw> =>
	hkdfExtract(salt, concat(VERSION, SUITE_ID, utf8(label), secret));

const labeledExpand = (secret: Raw, label: string, info: Raw, length: number): Promise<Raw> =>
	hkdfExpandBlock(
		secret,
		concat(Uint8Array.of(0, length), VERSION, SUITE_ID, utf8(label), info),
		length
	);
