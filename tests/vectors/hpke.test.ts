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
const ours = (all ?? [])
	.filter((v) => v.kem_id === 0x647a && v.kdf_id === 1 && v.aead_id === 3)
	.map((v) => vector.parse(v));

describe.skipIf(all === null)('HPKE with X-Wing, as its recipient (draft-ietf-hpke-pq)', () => {
	test('there is a vector for our suite', () => expect(ours.length).toBeGreaterThan(0));

	test.each(ours.map((v, i) => [i, v] as const))('vector %i', async (_, v) => {
		const seed = kemSeedFrom(v.skRm);
		expect(toHex(kemKeyPair(seed).publicKey)).toBe(toHex(v.pkRm));
		expect(toHex(kemDecapsulate(seed, v.enc))).toBe(toHex(v.shared_secret));
		const { key, nonce } = await recipientKeys(seed, v.info, v.enc);
		expect([toHex(key), toHex(nonce)]).toEqual([toHex(v.key), toHex(v.base_nonce)]);
		const [first] = v.encryptions;
		if (first === undefined) throw new Error('no encryption');
		// The vectors have associated data, which we leave empty: so the last step is libsodium's own.
		const opened = sodium.crypto_aead_chacha20poly1305_ietf_decrypt(
			null,
			first.ct,
			first.aad,
			nonce,
			key
		);
		expect(toHex(opened)).toBe(toHex(first.pt));
	});
});
