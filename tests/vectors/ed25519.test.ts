import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseSigningPublicKey } from '../../src/crypto/sign.ts';
import { verify } from '../../src/crypto/sodium.ts';
import { hex, vectorsFrom, wycheproof } from './vectors.ts';

const vectors = vectorsFrom(
	'wycheproof-ed25519.json',
	wycheproof({ publicKey: z.object({ pk: hex }) }, { msg: hex, sig: hex })
);

describe.skipIf(vectors === null)('Ed25519 (Wycheproof)', () => {
	const cases = (vectors?.testGroups ?? []).flatMap(({ publicKey, tests }) =>
		tests.map((t) => ({ ...t, key: publicKey.pk }))
	);
	test('there are vectors', () => expect(cases.length).toBeGreaterThan(100));
	test.each(cases)('$tcId: $result', ({ key, msg, sig, result }) => {
		expect(verify(parseSigningPublicKey(key), msg, sig)).toBe(result === 'valid');
	});
});
