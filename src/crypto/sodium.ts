/**
 * The only file that imports libsodium: thin, typed functions for the primitives of protocol.md section 2.
 * A failing primitive is a `CryptoError`; libsodium's own messages never leave this file. Importing this module
 * waits until the library is ready, so its functions never run too early.
 */
import sodium from 'libsodium-wrappers';
import type {
	KemKeyPair,
	KemPublicKey,
	KemSeed,
	Raw,
	Signature,
	SigningKeyPair,
	SigningPublicKey,
	SigningSeed
} from './brands.ts';
import { requireRaw } from './bytes.ts';
import { CryptoError, type CryptoErrorCode } from './errors.ts';
import { kemPublicKeyFrom, signatureFrom, signingPublicKeyFrom } from './keys.ts';

export const ready: Promise<void> = sodium.ready;
await ready;

function attempt(code: CryptoErrorCode, run: () => Uint8Array): Raw {
	try {
		return requireRaw(run());
	} catch {
		throw new CryptoError(code);
	}
}

/** `nonce` is 24 bytes and random; only seal.ts calls this. */
export const xchachaEncrypt = (key: Raw, nonce: Raw, aad: Raw, plaintext: Raw): Raw =>
	attempt('malformed', () =>
		sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, null, nonce, key)
	);

export const xchachaDecrypt = (key: Raw, nonce: Raw, aad: Raw, ciphertext: Raw): Raw =>
	attempt('open-failed', () =>
		sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, aad, nonce, key)
	);

/** RFC 8439, without associated data. `nonce` is 12 bytes; only hpke.ts and age/stream.ts call this. */
export const chachaEncrypt = (key: Raw, nonce: Raw, plaintext: Raw): Raw =>
	attempt('malformed', () =>
		sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, null, null, nonce, key)
	);

export const chachaDecrypt = (key: Raw, nonce: Raw, ciphertext: Raw): Raw =>
	attempt('open-failed', () =>
		sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, null, nonce, key)
	);

export function signingKeyPair(seed: SigningSeed): SigningKeyPair {
	const publicKey = attempt('malformed', () => sodium.crypto_sign_seed_keypair(seed).publicKey);
	return { publicKey: signingPublicKeyFrom(publicKey), seed };
}

/**
 * Ed25519 (RFC 8032). The public half is derived from the seed at each call: signing with a public key that
 * is not the seed's own would reveal the private scalar.
 */
export const sign = (seed: SigningSeed, message: Raw): Signature =>
	signatureFrom(
		attempt('malformed', () =>
			sodium.crypto_sign_detached(message, sodium.crypto_sign_seed_keypair(seed).privateKey)
		)
	);

/** False for any signature that does not verify, whatever its length, and for keys of small order. */
export function verify(publicKey: SigningPublicKey, message: Raw, signature: Raw): boolean {
	try {
		return sodium.crypto_sign_verify_detached(signature, message, publicKey);
	} catch {
		return false;
	}
}

export function kemKeyPair(seed: KemSeed): KemKeyPair {
	const publicKey = attempt(
		'malformed',
		() => sodium.crypto_kem_xwing_seed_keypair(seed).publicKey
	);
	return { publicKey: kemPublicKeyFrom(publicKey), seed };
}

/** X-Wing encapsulation: a fresh ciphertext of 1120 bytes and the shared secret of 32. */
export function kemEncapsulate(to: KemPublicKey): { ciphertext: Raw; sharedSecret: Raw } {
	try {
		const { ciphertext, sharedSecret } = sodium.crypto_kem_xwing_enc(to);
		return { ciphertext: requireRaw(ciphertext), sharedSecret: requireRaw(sharedSecret) };
	} catch {
		throw new CryptoError('malformed');
	}
}

/** X-Wing decapsulation. A low-order X25519 share, and any wrong length, is `open-failed`. */
export const kemDecapsulate = (seed: KemSeed, ciphertext: Raw): Raw =>
	attempt('open-failed', () => sodium.crypto_kem_xwing_dec(ciphertext, seed));
