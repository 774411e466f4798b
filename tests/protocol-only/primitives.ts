/** docs/protocol.md section 2: the primitives, from Node and from the noble libraries. X-Wing and HPKE by hand. */
import {
	createDecipheriv,
	createHash,
	createHmac,
	createPublicKey,
	hkdfSync,
	verify
} from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';

export const sha256 = (...parts: Uint8Array[]): Buffer =>
	createHash('sha256').update(Buffer.concat(parts)).digest();
export const hmac = (key: Uint8Array, ...parts: Uint8Array[]): Buffer =>
	createHmac('sha256', key).update(Buffer.concat(parts)).digest();
export const hkdf = (ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer =>
	Buffer.from(hkdfSync('sha256', ikm, salt, info, length));

export const ed25519PublicKey = (seed: Uint8Array): Buffer =>
	Buffer.from(ed25519.getPublicKey(seed));
export function isSigned(
	publicKey: Uint8Array,
	message: Uint8Array,
	signature: Uint8Array
): boolean {
	const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
	const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
	return verify(null, message, key, signature);
}

export const openXChaCha = (
	key: Uint8Array,
	nonce: Uint8Array,
	aad: Uint8Array,
	ciphertext: Uint8Array
): Buffer => Buffer.from(xchacha20poly1305(key, nonce, aad).decrypt(ciphertext));

export function openChaCha(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array): Buffer {
	const cipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
	cipher.setAuthTag(ciphertext.subarray(-16));
	return Buffer.concat([cipher.update(ciphertext.subarray(0, -16)), cipher.final()]);
}

/** draft-connolly-cfrg-xwing-kem section 5.2. */
function expandSeed(seed: Uint8Array) {
	const expanded = createHash('shake256', { outputLength: 96 }).update(seed).digest();
	const mlKem = ml_kem768.keygen(expanded.subarray(0, 64));
	const secretX = expanded.subarray(64);
	return { mlKem, secretX, publicX: x25519.getPublicKey(secretX) };
}

export function xWingPublicKey(seed: Uint8Array): Buffer {
	const { mlKem, publicX } = expandSeed(seed);
	return Buffer.concat([mlKem.publicKey, publicX]);
}

const LABEL = Buffer.from('\\.//^\\');

function decapsulate(seed: Uint8Array, encapsulated: Uint8Array): Buffer {
	const { mlKem, secretX, publicX } = expandSeed(seed);
	const [ciphertextM, ciphertextX] = [encapsulated.subarray(0, 1088), encapsulated.subarray(1088)];
	const sharedM = ml_kem768.decapsulate(ciphertextM, mlKem.secretKey);
	const sharedX = x25519.getSharedSecret(secretX, ciphertextX);
	const all = Buffer.concat([sharedM, sharedX, ciphertextX, publicX, LABEL]);
	return createHash('sha3-256').update(all).digest();
}

/** RFC 9180, single shot, base mode, KEM 0x647a, KDF 0x0001, AEAD 0x0003, empty aad. */
export function openHpke(seed: Uint8Array, info: Uint8Array, encAndCiphertext: Uint8Array): Buffer {
	const suite = Buffer.from('48504b45647a00010003', 'hex');
	const labeled = (...parts: Uint8Array[]) =>
		Buffer.concat([Buffer.from('HPKE-v1'), suite, ...parts]);
	const extract = (salt: Uint8Array, label: string, ikm: Uint8Array) =>
		hmac(salt, labeled(Buffer.from(label), ikm));
	const expand = (secret: Uint8Array, label: string, context: Uint8Array, length: number) =>
		hmac(secret, Buffer.of(0, length), labeled(Buffer.from(label), context), Buffer.of(1)).subarray(
			0,
			length
		);
	const none = Buffer.alloc(0);
	const shared = decapsulate(seed, encAndCiphertext.subarray(0, 1120));
	const context = Buffer.concat([
		Buffer.of(0),
		extract(none, 'psk_id_hash', none),
		extract(none, 'info_hash', info)
	]);
	const secret = extract(shared, 'secret', none);
	const nonce = expand(secret, 'base_nonce', context, 12);
	return openChaCha(expand(secret, 'key', context, 32), nonce, encAndCiphertext.subarray(1120));
}
