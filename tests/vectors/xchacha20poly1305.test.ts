import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/crypto/bytes.ts';
import { xchachaDecrypt, xchachaEncrypt } from '../../src/crypto/sodium.ts';
import { refusalOf } from '../../src/crypto/testing.ts';
import { concat } from '../../src/crypto/bytes.ts';
import { hex, vectorsFrom, wycheproof } from './vectors.ts';

const vectors = vectorsFrom(
	'wycheproof-xchacha20_poly1305.json',
	wycheproof({}, { key: hex, iv: hex, aad: hex, msg: hex, ct: hex, tag: hex })
);

describe.skipIf(vectors === null)('XChaCha20-Poly1305 (Wycheproof)', () => {
	const cases = (vectors?.testGroups ?? []).flatMap(({ tests }) => tests);
	test('there are vectors', () => expect(cases.length).toBeGreaterThan(100));
	test.each(cases)('$tcId: $result', async ({ key, iv, aad, msg, ct, tag, result }) => {
		const run = () => xchachaDecrypt(key, iv, aad, concat(ct, tag));
		if (result === 'invalid') {
			expect(await refusalOf(run)).toBe('open-failed');
			return;
		}
		expect(toHex(run())).toBe(toHex(msg));
		expect(toHex(xchachaEncrypt(key, iv, aad, msg))).toBe(toHex(concat(ct, tag)));
	});
});
