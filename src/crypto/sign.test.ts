import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { signingSeedFrom } from './keys.ts';
import { randomBytes } from './random.ts';
import {
	kemKeyPair,
	parseKemPublicKey,
	parseSigningPublicKey,
	signContext,
	signingKeyPair,
	verifyContext
} from './sign.ts';
import { kemSeedFrom } from './keys.ts';
import { answersToFlips, answersToResizing, refusalOf } from './testing.ts';

const pair = signingKeyPair(signingSeedFrom(randomBytes(32)));
const place = { object: randomBytes(32) };
const signature = signContext('bundle-proof', pair, place);

test('a signature verifies under its key, purpose and object, and no other', () => {
	const other = signingKeyPair(signingSeedFrom(randomBytes(32)));
	const elsewhere = { object: randomBytes(32) };
	expect(verifyContext('bundle-proof', pair.publicKey, place, signature)).toBe(true);
	expect(verifyContext('bundle-proof', other.publicKey, place, signature)).toBe(false);
	expect(verifyContext('bundle-proof', pair.publicKey, elsewhere, signature)).toBe(false);
	expect(verifyContext('recovery-challenge', pair.publicKey, place, signature)).toBe(false);
});

test('no changed byte and no other length verifies', async () => {
	const run = (bytes: typeof signature | Uint8Array<ArrayBuffer>) => {
		if (!verifyContext('bundle-proof', pair.publicKey, place, bytes)) throw new Error('refused');
	};
	expect(await answersToFlips(signature, run)).toEqual(new Set(['Error: refused']));
	expect(await answersToResizing(signature, run)).toEqual(new Set(['Error: refused']));
});

test('a key of small order verifies nothing', () => {
	// The neutral element as key and R, with S = 0, satisfies the equation for every message.
	const neutral = new Uint8Array(32);
	neutral[0] = 1;
	const forged = new Uint8Array(64);
	forged[0] = 1;
	const key = parseSigningPublicKey(neutral);
	expect(verifyContext('bundle-proof', key, place, forged)).toBe(false);
});

test('key pairs follow from their seeds alone', () => {
	const kem = kemKeyPair(kemSeedFrom(new Uint8Array(32)));
	expect(toHex(kemKeyPair(kem.seed).publicKey)).toBe(toHex(kem.publicKey));
	expect(toHex(signingKeyPair(pair.seed).publicKey)).toBe(toHex(pair.publicKey));
});

test('public keys of another length are refused', async () => {
	for (const length of [0, 31, 33, 1216])
		expect(await refusalOf(() => parseSigningPublicKey(new Uint8Array(length)))).toBe('malformed');
	for (const length of [0, 32, 1215, 1217])
		expect(await refusalOf(() => parseKemPublicKey(new Uint8Array(length)))).toBe('malformed');
});
