/** X-Wing as we use it, and the two primitives inside it as libsodium has them. */
import sodium from 'libsodium-wrappers';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toHex } from '../../src/crypto/bytes.ts';
import { kemSeedFrom } from '../../src/crypto/keys.ts';
import { kemDecapsulate, kemKeyPair, ready } from '../../src/crypto/sodium.ts';
import { hex, vectorsFrom, wycheproof } from './vectors.ts';

await ready;

const xwing = vectorsFrom(
	'xwing.json',
	z.array(z.object({ seed: hex, eseed: hex, ss: hex, pk: hex, ct: hex }))
);
describe.skipIf(xwing === null)('X-Wing (draft-connolly-cfrg-xwing-kem)', () => {
	test.each((xwing ?? []).map((v, i) => [i, v] as const))('vector %i', (_, v) => {
		const seed = kemSeedFrom(v.seed);
		expect(toHex(kemKeyPair(seed).publicKey)).toBe(toHex(v.pk));
		expect(toHex(kemDecapsulate(seed, v.ct))).toBe(toHex(v.ss));
		const made = sodium.crypto_kem_xwing_enc_deterministic(v.pk, v.eseed);
		expect(toHex(made.ciphertext)).toBe(toHex(v.ct));
		expect(toHex(made.sharedSecret)).toBe(toHex(v.ss));
	});
});

const keygen = vectorsFrom(
	'wycheproof-mlkem_768_keygen_seed.json',
	wycheproof({}, { seed: hex, ek: hex, dk: hex })
);
describe.skipIf(keygen === null)('ML-KEM-768 key generation (Wycheproof)', () => {
	test.each((keygen?.testGroups ?? []).flatMap((g) => g.tests))('$tcId: $result', (v) => {
		const pair = sodium.crypto_kem_mlkem768_seed_keypair(v.seed);
		expect([toHex(pair.publicKey), toHex(pair.privateKey)]).toEqual([toHex(v.ek), toHex(v.dk)]);
	});
});

const encaps = vectorsFrom(
	'wycheproof-mlkem_768_encaps.json',
	wycheproof({}, { m: hex, ek: hex, c: hex, K: hex })
);
describe.skipIf(encaps === null)('ML-KEM-768 encapsulation (Wycheproof)', () => {
	test.each((encaps?.testGroups ?? []).flatMap((g) => g.tests))('$tcId: $result', (v) => {
		const run = () => sodium.crypto_kem_mlkem768_enc_deterministic(v.ek, v.m);
		if (v.result === 'invalid') expect(run).toThrow();
		else {
			expect(toHex(run().ciphertext)).toBe(toHex(v.c));
			expect(toHex(run().sharedSecret)).toBe(toHex(v.K));
		}
	});
});

const decaps = vectorsFrom(
	'wycheproof-mlkem_768.json',
	wycheproof({}, { seed: hex, c: hex, K: hex })
);
describe.skipIf(decaps === null)('ML-KEM-768 decapsulation (Wycheproof)', () => {
	test.each((decaps?.testGroups ?? []).flatMap((g) => g.tests))('$tcId: $result', (v) => {
		const run = () => {
			const { privateKey } = sodium.crypto_kem_mlkem768_seed_keypair(v.seed);
			return sodium.crypto_kem_mlkem768_dec(v.c, privateKey);
		};
		if (v.result === 'invalid') expect(run).toThrow();
		else expect(toHex(run())).toBe(toHex(v.K));
	});
});

const x25519 = vectorsFrom(
	'wycheproof-x25519.json',
	wycheproof({}, { public: hex, private: hex, shared: hex, flags: z.array(z.string()) })
);
describe.skipIf(x25519 === null)('X25519 (Wycheproof)', () => {
	test.each((x25519?.testGroups ?? []).flatMap((g) => g.tests))('$tcId: $result', (v) => {
		const run = () => sodium.crypto_scalarmult(v.private, v.public);
		// Keys of low order give zeros, which every implementation may refuse and X-Wing users should.
		if (v.shared.every((byte) => byte === 0)) expect(run).toThrow();
		else expect(toHex(run())).toBe(toHex(v.shared));
	});
});
