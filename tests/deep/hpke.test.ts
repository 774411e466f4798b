/** Differential tests of wraps against hpke-js: its own X-Wing, HKDF and ChaCha20-Poly1305. */
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KemKeyPair, Raw } from '../../src/crypto/brands.ts';
import { concat } from '../../src/crypto/bytes.ts';
import { encodeContext } from '../../src/crypto/context.ts';
import { openBase, sealBase } from '../../src/crypto/hpke.ts';
import { firmIdFrom, idBytes, vaultIdFrom } from '../../src/crypto/ids.ts';
import { epochSecretFrom, kemSeedFrom } from '../../src/crypto/keys.ts';
import { kemKeyPair } from '../../src/crypto/sign.ts';
import { keyIdOf, unwrapEpochSecret, wrap, type WrapFields } from '../../src/crypto/wrap.ts';
import { cases } from './cases.ts';
import { depth, hex, minutes, theirVerdict, verdict } from './depth.ts';
import { bytes, damage } from './inputs.ts';

const suite = new CipherSuite({
	kem: new XWing(),
	kdf: new HkdfSha256(),
	aead: new Chacha20Poly1305()
});
const ENC_BYTES = 1120;

const pair = bytes(32).map((seed) => kemKeyPair(kemSeedFrom(seed)));
const place: fc.Arbitrary<WrapFields> = fc.record({
	firm: bytes(32).map(firmIdFrom),
	vault: bytes(16).map(vaultIdFrom),
	epoch: fc.maxSafeNat(),
	sender: bytes(32)
});
const secret = bytes(32).map(epochSecretFrom);

test('hpke-js opens our wraps', { timeout: minutes(20) }, async () => {
	await fc.assert(
		fc.asyncProperty(pair, place, secret, async (to, where, plaintext) => {
			const wrapped = await wrap('vault-grant', to.publicKey, where, plaintext);
			const opened = await openedByThem(to, await info(to, where), wrapped.subarray(1));
			expect(hex(new Uint8Array(opened))).toBe(hex(plaintext));
		}),
		depth(cases['HPKE: our wraps, opened by hpke-js'])
	);
});

test('we open wraps of hpke-js', { timeout: minutes(20) }, async () => {
	await fc.assert(
		fc.asyncProperty(pair, place, secret, async (to, where, plaintext) => {
			const made = await sealedByThem(to, await info(to, where), plaintext);
			const wrapped = concat(Uint8Array.of(1), made);
			expect(hex(await unwrapEpochSecret(to.seed, where, wrapped))).toBe(hex(plaintext));
		}),
		depth(cases['HPKE: hpke-js’s wraps, opened by ours'])
	);
});

test(
	'what is damaged, or opened with another info, is opened by neither',
	{
		timeout: minutes(20)
	},
	async () => {
		await fc.assert(
			fc.asyncProperty(
				pair,
				bytes(0, 80),
				bytes(0, 200),
				damage,
				fc.boolean(),
				async (...input) => {
					const [to, context, plaintext, change, isInfo] = input;
					const genuine = await sealBase(to.publicKey, context, plaintext);
					const whole = isInfo ? genuine : change(genuine);
					const used = isInfo ? concat(context, Uint8Array.of(0)) : context;
					expect(await theirVerdict(() => openedByThem(to, used, whole))).toBe('refused');
					expect(await verdict(() => openBase(to.seed, used, whole))).toBe('refused');
				}
			),
			depth(cases['HPKE: damaged, opened by both'])
		);
	}
);

async function info(to: KemKeyPair, where: WrapFields): Promise<Raw> {
	const recipient = idBytes(await keyIdOf(to.publicKey));
	return encodeContext('vault-grant', { ...where, recipient });
}

async function openedByThem(to: KemKeyPair, context: Raw, whole: Raw): Promise<ArrayBuffer> {
	const recipientKey = await suite.kem.importKey('raw', to.seed.slice().buffer, false);
	const enc = whole.slice(0, ENC_BYTES).buffer;
	const recipient = await suite.createRecipientContext({
		recipientKey,
		enc,
		info: context.slice().buffer
	});
	return recipient.open(whole.slice(ENC_BYTES).buffer);
}

async function sealedByThem(to: KemKeyPair, context: Raw, plaintext: Raw): Promise<Raw> {
	const recipientPublicKey = await suite.kem.importKey('raw', to.publicKey.slice().buffer, true);
	const sender = await suite.createSenderContext({
		recipientPublicKey,
		info: context.slice().buffer
	});
	const ciphertext = await sender.seal(plaintext.slice().buffer);
	return concat(new Uint8Array(sender.enc), new Uint8Array(ciphertext));
}
