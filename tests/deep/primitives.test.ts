/** Differential tests of the primitives of protocol.md section 2 against the noble libraries. */
import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js';
import { hmac as nobleHmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { ml_kem768_x25519 as nobleXWing } from '@noble/post-quantum/hybrid.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KemPublicKey, Raw } from '../../src/crypto/brands.ts';
import { concat } from '../../src/crypto/bytes.ts';
import { encodeContext } from '../../src/crypto/context.ts';
import { storedLength } from '../../src/crypto/age/sizes.ts';
import { libsodiumCipher, provenCipher } from '../../src/crypto/age/cipher.ts';
import { openChunks, sealChunks } from '../../src/crypto/age/stream.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { hkdf, hmac } from '../../src/crypto/hkdf.ts';
import * as keys from '../../src/crypto/keys.ts';
import { open, seal } from '../../src/crypto/seal.ts';
import * as sodium from '../../src/crypto/sodium.ts';
import { cases } from './cases.ts';
import { depth, hex, minutes, theirVerdict, verdict } from './depth.ts';
import { bytes, damage } from './inputs.ts';

const timeout = minutes(20);
const kemSeed = bytes(32).map(keys.kemSeedFrom);
const signingSeed = bytes(32).map(keys.signingSeedFrom);

test('X-Wing public keys are noble’s', { timeout }, () => {
	fc.assert(
		fc.property(kemSeed, (seed) => {
			const { publicKey } = nobleXWing.keygen(seed);
			expect(hex(sodium.kemKeyPair(seed).publicKey)).toBe(hex(publicKey));
		}),
		depth(cases['X-Wing: public keys, by noble'])
	);
});

test('noble opens our X-Wing encapsulations', { timeout }, () => {
	fc.assert(
		fc.property(kemSeed, (seed) => {
			const { ciphertext, sharedSecret } = sodium.kemEncapsulate(sodium.kemKeyPair(seed).publicKey);
			expect(hex(nobleXWing.decapsulate(ciphertext, seed))).toBe(hex(sharedSecret));
		}),
		depth(cases['X-Wing: our encapsulations, opened by noble'])
	);
});

test('we open noble’s X-Wing encapsulations', { timeout }, () => {
	fc.assert(
		fc.property(kemSeed, bytes(64), (seed, coins) => {
			const { publicKey } = nobleXWing.keygen(seed);
			const { cipherText, sharedSecret } = nobleXWing.encapsulate(publicKey, coins);
			const opened = sodium.kemDecapsulate(seed, new Uint8Array(cipherText));
			expect(hex(opened)).toBe(hex(sharedSecret));
		}),
		depth(cases['X-Wing: noble’s encapsulations, opened by ours'])
	);
});

test(
	'X-Wing gives the same secret, or a refusal, for damaged and arbitrary ciphertexts',
	{
		timeout
	},
	async () => {
		const ciphertext = fc.oneof(
			bytes(1120).map((arbitrary) => () => arbitrary),
			damage.map((change) => (to: KemPublicKey) => change(sodium.kemEncapsulate(to).ciphertext))
		);
		await fc.assert(
			fc.asyncProperty(kemSeed, ciphertext, async (seed, make) => {
				const whole = make(sodium.kemKeyPair(seed).publicKey);
				const ours = await verdict(() => sodium.kemDecapsulate(seed, whole));
				expect(await theirVerdict(() => nobleXWing.decapsulate(whole, seed))).toBe(ours);
			}),
			depth(cases['X-Wing: damaged and arbitrary ciphertexts, by both'])
		);
	}
);

test('Ed25519 keys and signatures are noble’s', { timeout }, () => {
	fc.assert(
		fc.property(signingSeed, bytes(0, 300), (seed, message) => {
			const { publicKey } = sodium.signingKeyPair(seed);
			const signature = sodium.sign(seed, message);
			expect(hex(publicKey)).toBe(hex(ed25519.getPublicKey(seed)));
			expect(hex(signature)).toBe(hex(ed25519.sign(message, seed)));
			expect(sodium.verify(publicKey, message, signature)).toBe(true);
			expect(ed25519.verify(signature, message, publicKey, { zip215: false })).toBe(true);
		}),
		depth(cases['Ed25519: signatures, by noble'])
	);
});

test('a damaged Ed25519 signature, key or message verifies for neither', { timeout }, () => {
	const part = fc.constantFrom('signature', 'key', 'message');
	fc.assert(
		fc.property(signingSeed, bytes(1, 100), part, damage, (seed, message, which, change) => {
			const { publicKey } = sodium.signingKeyPair(seed);
			const genuine = sodium.sign(seed, message);
			const signature = which === 'signature' ? change(genuine) : genuine;
			const key = which === 'key' ? change(publicKey) : publicKey;
			const text = which === 'message' ? change(message) : message;
			expect(noblyVerified(signature, text, key)).toBe(false);
			if (key.length === 32)
				expect(sodium.verify(keys.signingPublicKeyFrom(key), text, signature)).toBe(false);
			else expect(() => keys.signingPublicKeyFrom(key)).toThrow();
		}),
		depth(cases['Ed25519: damaged signatures, keys and messages, by both'])
	);
});

const sealKey = bytes(32).map(keys.accountKeyFrom);

test('noble opens our seals, as section 4 says', { timeout }, async () => {
	await fc.assert(
		fc.asyncProperty(sealKey, bytes(1, 80), bytes(0, 1000), async (key, object, plaintext) => {
			const sealed = await seal('keyring', key, { object }, plaintext);
			const context = encodeContext('keyring', { object });
			const nonce = sealed.subarray(33, 57);
			const okm = nobleHkdf(nobleSha256, key, nonce, context, 64);
			expect(hex(sealed.subarray(1, 33))).toBe(hex(okm.subarray(32)));
			const cipher = xchacha20poly1305(okm.subarray(0, 32), nonce, context);
			expect(hex(cipher.decrypt(sealed.subarray(57)))).toBe(hex(plaintext));
		}),
		depth(cases['XChaCha20-Poly1305: our seals, opened by noble'])
	);
});

test('we open seals made with noble', { timeout }, async () => {
	await fc.assert(
		fc.asyncProperty(sealKey, bytes(1, 80), bytes(24), bytes(0, 1000), async (...input) => {
			const [key, object, nonce, plaintext] = input;
			const context = encodeContext('keyring', { object });
			const okm = nobleHkdf(nobleSha256, key, nonce, context, 64);
			const ciphertext = xchacha20poly1305(okm.subarray(0, 32), nonce, context).encrypt(plaintext);
			const sealed = concat(Uint8Array.of(1), okm.subarray(32), nonce, ciphertext);
			expect(hex(await open('keyring', key, { object }, sealed))).toBe(hex(plaintext));
		}),
		depth(cases['XChaCha20-Poly1305: noble’s seals, opened by ours'])
	);
});

test.each([
	['libsodium', libsodiumCipher],
	['WebCrypto', await provenCipher(crypto.subtle)]
])('a chunk of a file is the one noble makes, at any position, with %s', { timeout }, (_, ours) => {
	const position = fc.oneof(fc.nat(300), fc.integer({ min: 2 ** 32 - 2, max: 2 ** 40 }));
	return fc.assert(
		fc.asyncProperty(bytes(32), position, bytes(1, 3000), async (secret, firstChunk, plaintext) => {
			const key = keys.payloadKeyFrom(secret);
			const stored = new Uint8Array(storedLength(plaintext.length));
			await sealChunks(
				ours,
				key,
				{ firstChunk, isEnd: true },
				plaintext,
				plaintext.length,
				stored,
				0
			);
			const cipher = chacha20poly1305(secret, chunkNonce(firstChunk));
			expect(hex(stored)).toBe(hex(cipher.encrypt(plaintext)));
			expect(hex(await openChunks(ours, key, { firstChunk, isEnd: true }, stored))).toBe(
				hex(plaintext)
			);
		}),
		depth(cases['ChaCha20-Poly1305: age’s chunks, by noble'])
	);
});

test('SHA-256, HMAC and HKDF are noble’s', { timeout }, async () => {
	const length = fc.integer({ min: 1, max: 200 });
	await fc.assert(
		fc.asyncProperty(bytes(0, 200), bytes(0, 200), bytes(0, 200), length, async (...input) => {
			const [secret, salt, info, size] = input;
			expect(hex(await sha256(info))).toBe(hex(nobleSha256(info)));
			expect(hex(await hmac(secret, info))).toBe(hex(nobleHmac(nobleSha256, secret, info)));
			const theirs = nobleHkdf(nobleSha256, secret, salt, info, size);
			expect(hex(await hkdf(secret, salt, info, size))).toBe(hex(theirs));
		}),
		depth(cases['SHA-256, HMAC and HKDF, by noble'])
	);
});

function noblyVerified(signature: Raw, message: Raw, key: Raw): boolean {
	try {
		return ed25519.verify(signature, message, key, { zip215: false });
	} catch {
		return false;
	}
}

/** Eleven bytes of big-endian counter, and 1 for the last. */
function chunkNonce(index: number): Raw {
	const nonce = new Uint8Array(12);
	let rest = BigInt(index);
	for (let at = 10; at >= 0; at--, rest >>= 8n) nonce[at] = Number(rest & 255n);
	nonce[11] = 1;
	return nonce;
}
