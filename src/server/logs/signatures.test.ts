import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Raw } from '../../crypto/brands.ts';
import { signContext, signingKeyPair, verifyContext } from '../../crypto/sign.ts';
import { firmIdFrom, idBytes, inviteIdFrom, userIdFrom, vaultIdFrom } from '../../crypto/ids.ts';
import { signingPublicKeyFrom, signingSeedFrom } from '../../crypto/keys.ts';
import { randomBytes } from '../../crypto/random.ts';
import * as sodium from '../../crypto/sodium.ts';
import { isContextSigned, isSigned } from './signatures.ts';

const pair = signingKeyPair(signingSeedFrom(randomBytes(32)));
const message = randomBytes(100);
const hex = (text: string): Raw => new Uint8Array(Buffer.from(text, 'hex'));

/** y of every point of small order, and every second spelling of a small y. */
const smallOrder = [
	'0000000000000000000000000000000000000000000000000000000000000000',
	'0100000000000000000000000000000000000000000000000000000000000000',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'
];
const unreduced = Array.from(
	{ length: 19 },
	(_, i) => `${(0xed + i).toString(16)}${'ff'.repeat(30)}7f`
);
const unsound = [...smallOrder, ...unreduced].flatMap((text) => {
	const negative = hex(text);
	negative[31] = (negative[31] ?? 0) | 0x80;
	return [hex(text), negative];
});

test('a signature is taken as readers take it', () => {
	const signature = sodium.sign(pair.seed, message);
	expect(isSigned(pair.publicKey, message, signature)).toBe(true);
	expect(isSigned(pair.publicKey, randomBytes(100), signature)).toBe(false);
	for (const wrong of [new Uint8Array(0), new Uint8Array(64), signature.slice(1)])
		expect(isSigned(pair.publicKey, message, wrong)).toBe(false);
});

test('checking a key leaves its bytes alone, also those of a row', () => {
	const key = Buffer.from(pair.publicKey.map((byte) => byte | 0x80));
	const before = Buffer.from(key);
	isSigned(key, message, sodium.sign(pair.seed, message));
	expect(key.equals(before)).toBe(true);
});

test('a key that signs for everybody is refused, as readers refuse it', () => {
	for (const key of unsound) {
		// R = the key and S = 0 satisfy the equation for one message in eight at least.
		for (let i = 0; i < 32; i++) {
			const some = Uint8Array.of(i);
			for (const r of smallOrder) {
				const forged = new Uint8Array(64);
				forged.set(hex(r));
				expect(isSigned(key, some, forged)).toBe(false);
			}
			const forged = new Uint8Array(64);
			forged.set(key);
			expect(sodium.verify(signingPublicKeyFrom(key), some, forged)).toBe(false);
		}
	}
});

test('an R of small order is refused, as readers refuse it', () => {
	const signature = withR1(message);
	expect(sodium.verify(pair.publicKey, message, signature)).toBe(false);
	expect(isSigned(pair.publicKey, message, signature)).toBe(false);
});

/** With r = 0 the signature is R = 1 and S = H(R, A, M) times the secret scalar: the equation holds. */
function withR1(text: Raw): Raw {
	const order = 2n ** 252n + 27742317777372353535851937790883648493n;
	const number = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
	const digest = (...parts: Uint8Array[]) => {
		const hash = createHash('sha512');
		for (const part of parts) hash.update(part);
		return hash.digest();
	};
	const scalar = digest(pair.seed).subarray(0, 32);
	scalar[0] = (scalar[0] ?? 0) & 248;
	scalar[31] = ((scalar[31] ?? 0) & 127) | 64;
	const r = hex(`01${'00'.repeat(31)}`);
	const s = (number(digest(r, pair.publicKey, text)) * number(scalar)) % order;
	const last = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
	return new Uint8Array([...r, ...last]);
}

test('contexts are those that clients sign', () => {
	const firm = firmIdFrom(randomBytes(32));
	const vault = vaultIdFrom(randomBytes(16));
	const sender = userIdFrom(randomBytes(32));
	const object = idBytes(inviteIdFrom(randomBytes(16)));
	const raw = { firm, object, sender: idBytes(sender) };
	const key = pair.publicKey;
	const inVault = signContext('join-proof', pair, { ...raw, vault });
	const inFirm = signContext('join-proof', pair, raw);
	const own = signContext('bundle-proof', pair, { object });
	expect(isContextSigned('join-proof', key, { firm, vault, object, sender }, inVault)).toBe(true);
	expect(isContextSigned('join-proof', key, { firm, vault: null, object, sender }, inFirm)).toBe(
		true
	);
	expect(isContextSigned('join-proof', key, { firm, vault, object, sender }, inFirm)).toBe(false);
	expect(isContextSigned('bundle-proof', key, { object }, own)).toBe(true);
	expect(isContextSigned('recovery-challenge', key, { object }, own)).toBe(false);
	expect(verifyContext('join-proof', key, { ...raw, vault }, inFirm)).toBe(false);
});
