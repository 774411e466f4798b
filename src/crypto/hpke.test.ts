import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { openBase, sealBase } from './hpke.ts';
import { kemPublicKeyFrom, kemSeedFrom } from './keys.ts';
import { randomBytes } from './random.ts';
import { kemKeyPair } from './sign.ts';
import { answersToFlips, answersToResizing, refusalOf } from './testing.ts';

const pair = kemKeyPair(kemSeedFrom(randomBytes(32)));
const info = new TextEncoder().encode('info');
const secret = randomBytes(32);
const sealed = await sealBase(pair.publicKey, info, secret);

test('the recipient opens what was sealed to its key', async () => {
	expect(sealed.length).toBe(1120 + 32 + 16);
	expect(toHex(await openBase(pair.seed, info, sealed))).toBe(toHex(secret));
});

test('each sealing has its own encapsulated key', async () => {
	const again = await sealBase(pair.publicKey, info, secret);
	expect(toHex(again.subarray(0, 1120))).not.toBe(toHex(sealed.subarray(0, 1120)));
});

test('every changed byte fails to open', async () => {
	const answers = await answersToFlips(sealed, (bytes) => openBase(pair.seed, info, bytes));
	expect(answers).toEqual(new Set(['open-failed']));
});

test('every other length fails to open', async () => {
	const answers = await answersToResizing(sealed, (bytes) => openBase(pair.seed, info, bytes));
	expect(answers).toEqual(new Set(['open-failed']));
});

test('another info or another recipient fails to open', async () => {
	const other = kemSeedFrom(randomBytes(32));
	expect(await refusalOf(() => openBase(pair.seed, secret, sealed))).toBe('open-failed');
	expect(await refusalOf(() => openBase(other, info, sealed))).toBe('open-failed');
});

test('an X25519 share of low order fails to open', async () => {
	for (const share of [new Uint8Array(32), Uint8Array.from({ length: 32 }, (_, i) => +(i === 0))]) {
		const low = sealed.slice();
		low.set(share, 1088);
		expect(await refusalOf(() => openBase(pair.seed, info, low))).toBe('open-failed');
	}
});

test('nothing is sealed to a key whose X25519 half has low order', async () => {
	const low = pair.publicKey.slice();
	low.fill(0, 1184);
	expect(await refusalOf(() => sealBase(kemPublicKeyFrom(low), info, secret))).toBe('malformed');
});

test('nothing is sealed to a key whose ML-KEM half is not reduced', async () => {
	const overflow = pair.publicKey.slice();
	overflow.fill(0xff, 0, 3);
	expect(await refusalOf(() => sealBase(kemPublicKeyFrom(overflow), info, secret))).toBe(
		'malformed'
	);
});
