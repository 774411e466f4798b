import { hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { derive } from './derive.ts';
import { encode } from './encoding.ts';
import { randomBytes } from './random.ts';

const secret = randomBytes(32);

test('a key is HKDF of the secret, without salt, over the context of its purpose', async () => {
	const context = ['tallyport', 1, 'team-kem', ...Array.from({ length: 8 }, () => null)];
	const expected = hkdfSync('sha256', secret, new Uint8Array(0), encode(context), 32);
	expect(toHex(await derive(secret, 'team-kem'))).toBe(toHex(new Uint8Array(expected)));
});

test('two purposes share nothing, and a shorter key is the start of the longer', async () => {
	const [kem, labels] = [await derive(secret, 'team-kem'), await derive(secret, 'team-labels')];
	expect(toHex(kem)).not.toBe(toHex(labels));
	expect(toHex(await derive(secret, 'team-kem', 16))).toBe(toHex(kem.subarray(0, 16)));
});
