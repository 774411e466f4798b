import { expect, test } from 'vitest';
import * as keys from './keys.ts';
import { randomBytes } from './random.ts';
import * as sodium from './sodium.ts';
import { refusalOf } from './testing.ts';

const text = new TextEncoder().encode('text');
const none = new Uint8Array(0);
/** What a caller could only pass by getting round the types. */
const short = new Uint8Array(31);
const shortSigningSeed = short as ReturnType<typeof keys.signingSeedFrom>;
const shortKemSeed = short as ReturnType<typeof keys.kemSeedFrom>;
const shortSigningKey = short as ReturnType<typeof keys.signingPublicKeyFrom>;
const shortKemKey = short as ReturnType<typeof keys.kemPublicKeyFrom>;

test('the library is ready as soon as it is imported', async () => {
	await expect(sodium.ready).resolves.toBeUndefined();
});

test.each<[string, string, () => unknown]>([
	['a seal', 'malformed', () => sodium.xchachaEncrypt(short, randomBytes(24), none, text)],
	['a seal’s nonce', 'malformed', () => sodium.xchachaEncrypt(randomBytes(32), short, none, text)],
	['an opening', 'open-failed', () => sodium.xchachaDecrypt(short, randomBytes(24), none, text)],
	['a chunk', 'malformed', () => sodium.chachaEncrypt(short, randomBytes(12), text)],
	['a chunk’s nonce', 'malformed', () => sodium.chachaEncrypt(randomBytes(32), short, text)],
	['a chunk’s opening', 'open-failed', () => sodium.chachaDecrypt(short, randomBytes(12), text)],
	['a signing seed', 'malformed', () => sodium.signingKeyPair(shortSigningSeed)],
	['a signature’s seed', 'malformed', () => sodium.sign(shortSigningSeed, text)],
	['an X-Wing seed', 'malformed', () => sodium.kemKeyPair(shortKemSeed)],
	['an X-Wing key', 'malformed', () => sodium.kemEncapsulate(shortKemKey)],
	['an X-Wing ciphertext', 'open-failed', () => sodium.kemDecapsulate(shortKemSeed, text)]
])('the wrong length for %s is %s, in our words', async (_, code, run) => {
	expect(await refusalOf(run)).toBe(code);
});

test('a signature or key of a wrong length verifies nothing', () => {
	const pair = sodium.signingKeyPair(keys.signingSeedFrom(randomBytes(32)));
	const signature = sodium.sign(pair.seed, text);
	expect(sodium.verify(pair.publicKey, text, signature)).toBe(true);
	expect(sodium.verify(pair.publicKey, text, short)).toBe(false);
	expect(sodium.verify(shortSigningKey, text, signature)).toBe(false);
});
