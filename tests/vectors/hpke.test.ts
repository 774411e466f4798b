import sodium from 'libsodium-wrappers';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toHex } from '../../src/crypto/bytes.ts';
import { recipientKeys } from '../../src/crypto/hpke.ts';
import { kemSeedFrom } from '../../src/crypto/keys.ts';
import { kemDecapsulate, kemKeyPair } from '../../src/crypto/sodium.ts';
import { hex, vectorsFrom } from './vectors.ts';

const suite = z.object({ kem_id: z.number(), kdf_id: z.number(), aead_id: z.number() });
const vector = z.object({
	...suite.shape,
	mode: z.literal(0),
	info: hex,
	skRm: hex,
	pkRm: hex,
	enc: hex,
	shared_secret: hex,
	key: hex,
	base_nonce: hex,
	encryptions: z.array(z.object({ aad: hex, ct: hex, nonce: hex, pt: hex }))
});

const all = vectorsFrom('hpke-pq.json', z.array(z.looseObject(suite.shape)));
const X_WING = 0x647a;
const withXWing = (all ?? [])
	.filter((v) => v.kem_id === X_WING)
	.map((v) => vector.parse(v));
const isOurs = (v: z.output<typeof suite>): boolean => v.kdf_id === 1 && v.aead_id === 3;
const ours = withXWing.filter(isOurs);
const named = (vectors: typeof ours) => vectors.map((v, i) => [i, v] as const);

describe.skipIf(all === null)('HPKE with X-Wing, as its recipient (draft-ietf-hpke-pq)', () => {
	test('one vector is for our suite, one more for our KEM, and eleven for other KEMs', () => {
		expect([all?.length, withXWing.length, ours.length]).toEqual([13, 2, 1]);
	});

	test.each(named(withXWing))('key pair and shared secret of vector %i with our KEM', (_, v) => {
		const seed = kemSeedFrom(v.skRm);
		expect(toHex(kemKeyPair(seed).publicKey)).toBe(toHex(v.pkRm));
		expect(toHex(kemDecapsulate(seed, v.enc))).toBe(toHex(v.shared_secret));
	});

	test.each(named(ours))('vector %i, every message of it', async (_, v) => {
		const { key, nonce } = await recipientKeys(kemSeedFrom(v.skRm), v.info, v.enc);
		expect([toHex(key), toHex(nonce)]).toEqual([toHex(v.key), toHex(v.base_nonce)]);
		expect(v.encryptions.length).toBeGreaterThan(5);
		expect(toHex(nonce)).toBe(toHex(v.encryptions[0]?.nonce ?? key));
		// The vectors have associated data and more than one message, which we never use: so the last step, with
		// the vector's own nonces, is libsodium's.
		for (const { ct, aad, nonce: at, pt } of v.encryptions) {
			const opened = sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ct, aad, at, key);
			expect(toHex(opened)).toBe(toHex(pt));
		}
	});

	test('another KDF with the same KEM gives another key: the suite is part of the key schedule', async () => {
		for (const v of withXWing.filter((other) => !isOurs(other))) {
			const { key } = await recipientKeys(kemSeedFrom(v.skRm), v.info, v.enc);
			expect(toHex(key)).not.toBe(toHex(v.key));
		}
	});
});
