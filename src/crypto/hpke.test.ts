import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { expect, test } from 'vitest';
import { concat, toHex } from './bytes.ts';
import { openBase, recipientKeys, sealBase } from './hpke.ts';
import { kemPublicKeyFrom, kemSeedFrom } from './keys.ts';
import { randomBytes } from './random.ts';
import { kemKeyPair } from './sign.ts';
import { kemDecapsulate } from './sodium.ts';
import { answersToFlips, answersToResizing, refusalOf, wipedDuring } from './testing.ts';

const pair = kemKeyPair(kemSeedFrom(randomBytes(32)));
const info = new TextEncoder().encode('info');
const secret = randomBytes(32);
const sealed = await sealBase(pair.publicKey, info, secret);

test('the recipient opens what was sealed to its key', async () => {
	expect(sealed.length).toBe(1120 + 32 + 16);
	expect(toHex(await openBase(pair.seed, info, sealed))).toBe(toHex(secret));
});

test('another implementation opens it too, and we open what that one sealed', async () => {
	const suite = new CipherSuite({
		kem: new XWing(),
		kdf: new HkdfSha256(),
		aead: new Chacha20Poly1305()
	});
	const recipientKey = await suite.kem.importKey('raw', pair.seed.slice().buffer, false);
	const enc = sealed.slice(0, 1120).buffer;
	const recipient = await suite.createRecipientContext({ recipientKey, enc, info });
	const opened = await recipient.open(sealed.slice(1120));
	expect(toHex(new Uint8Array(opened))).toBe(toHex(secret));
	const recipientPublicKey = await suite.kem.importKey('raw', pair.publicKey.slice().buffer);
	const sender = await suite.createSenderContext({ recipientPublicKey, info });
	const ciphertext = new Uint8Array(await sender.seal(secret));
	const theirs = concat(new Uint8Array(sender.enc), ciphertext);
	expect(toHex(await openBase(pair.seed, info, theirs))).toBe(toHex(secret));
});

test('the shared secret and every key made from it are overwritten, by both sides', async () => {
	let made = sealed;
	const bySender = await wipedDuring(async () => {
		made = await sealBase(pair.publicKey, info, secret);
	});
	const byRecipient = await wipedDuring(() => openBase(pair.seed, info, made));
	const enc = made.slice(0, 1120);
	const { key } = await recipientKeys(pair.seed, info, enc);
	for (const wiped of [bySender, byRecipient]) {
		expect(wiped).toContain(toHex(kemDecapsulate(pair.seed, enc)));
		expect(wiped).toContain(toHex(key));
		// The third is the key schedule's own secret.
		expect(new Set(wiped).size).toBe(3);
	}
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
