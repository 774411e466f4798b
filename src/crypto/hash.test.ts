import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex, utf8 } from './bytes.ts';
import { encode } from './encoding.ts';
import { hashesFrom, hashOf, sha256 } from './hash.ts';
import { refusalOf } from './testing.ts';

test('SHA-256 of "abc" is the standard’s', async () => {
	expect(toHex(await sha256(utf8('abc')))).toBe(
		'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
	);
});

test('a domain hash covers suite, domain and values', async () => {
	const value = Uint8Array.of(1, 2, 3);
	const expected = createHash('sha256').update(encode(['tallyport', 1, 'spoken', value]));
	expect(toHex(await hashOf('spoken', value))).toBe(expected.digest('hex'));
	expect(toHex(await hashOf('key-id', value))).not.toBe(toHex(await hashOf('spoken', value)));
});

test('a list of hashes is cut into 32 bytes each, and refused when it does not divide', async () => {
	const bytes = Uint8Array.from({ length: 96 }, (_, i) => i);
	expect(hashesFrom(bytes).map((hash) => hash[0])).toEqual([0, 32, 64]);
	expect(hashesFrom(new Uint8Array(0))).toEqual([]);
	expect(await refusalOf(() => hashesFrom(bytes.subarray(1)))).toBe('malformed');
});
