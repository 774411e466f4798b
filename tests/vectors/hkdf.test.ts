import { describe, expect, test } from 'vitest';
import { hkdf, hkdfExpandBlock, hkdfExtract, hmac } from '../../src/crypto/hkdf.ts';
import { toHex } from '../../src/crypto/bytes.ts';
import { z } from 'zod';
import { hex, vectorsFrom, wycheproof } from './vectors.ts';

const hkdfVectors = vectorsFrom(
	'wycheproof-hkdf_sha256.json',
	wycheproof({}, { ikm: hex, salt: hex, info: hex, size: z.number(), okm: hex })
);
const hmacVectors = vectorsFrom(
	'wycheproof-hmac_sha256.json',
	wycheproof({ tagSize: z.number() }, { key: hex, msg: hex, tag: hex })
);

describe.skipIf(hkdfVectors === null)('HKDF-SHA256 (Wycheproof)', () => {
	const cases = (hkdfVectors?.testGroups ?? []).flatMap(({ tests }) => tests);
	test('there are vectors', () => expect(cases.length).toBeGreaterThan(50));
	test.each(cases)('$tcId: $result', async ({ ikm, salt, info, size, okm, result }) => {
		if (result === 'invalid') {
			await expect(hkdf(ikm, salt, info, size)).rejects.toThrow();
			return;
		}
		expect(toHex(await hkdf(ikm, salt, info, size))).toBe(toHex(okm));
		if (size > 32) return;
		const stepped = await hkdfExpandBlock(await hkdfExtract(salt, ikm), info, size);
		expect(toHex(stepped)).toBe(toHex(okm));
	});
});

describe.skipIf(hmacVectors === null)('HMAC-SHA256 (Wycheproof)', () => {
	const cases = (hmacVectors?.testGroups ?? []).flatMap(({ tagSize, tests }) =>
		tests.map((t) => ({ ...t, length: tagSize / 8 }))
	);
	test('there are vectors', () => expect(cases.length).toBeGreaterThan(100));
	test.each(cases)('$tcId: $result', async ({ key, msg, tag, length, result }) => {
		const computed = toHex((await hmac(key, msg)).subarray(0, length));
		expect(computed === toHex(tag)).toBe(result === 'valid');
	});
});
