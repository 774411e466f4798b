/** Differential tests of blobs against age-encryption, which shares no code with src/crypto. */
import { Decrypter, Encrypter } from 'age-encryption';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KemKeyPair, Raw } from '../../src/crypto/brands.ts';
import { concat } from '../../src/crypto/bytes.ts';
import {
	newBlobSecret,
	openBlob,
	openPart,
	planBlob,
	sealPart,
	trueRange
} from '../../src/crypto/age/file.ts';
import { ageIdentityText, ageRecipientText } from '../../src/crypto/age/identity-text.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { kemSeedFrom } from '../../src/crypto/keys.ts';
import { kemKeyPair } from '../../src/crypto/sign.ts';
import { cases } from './cases.ts';
import { depth, hex, minutes, theirVerdict, verdict } from './depth.ts';
import { bytes, damage } from './inputs.ts';

const pair = bytes(32).map((seed) => kemKeyPair(kemSeedFrom(seed)));
/** Mostly small; some that fill a chunk, or end just beside its edge. */
const file = fc.oneof(
	{ weight: 12, arbitrary: bytes(1, 2000) },
	{
		weight: 1,
		arbitrary: fc
			.tuple(fc.integer({ min: 65_530, max: 65_542 }), fc.nat(255))
			.map(([size, byte]) => new Uint8Array(size).fill(byte))
	}
);

test('age-encryption reads what we sealed', { timeout: minutes(20) }, async () => {
	await fc.assert(
		fc.asyncProperty(pair, file, async (to, plaintext) => {
			const opened = await theirs(to).decrypt(await sealed(to, plaintext));
			expect(hex(opened)).toBe(hex(padded(plaintext)));
		}),
		depth(cases['age: ours, read by age-encryption'])
	);
});

test('we read what age-encryption sealed', { timeout: minutes(20) }, async () => {
	await fc.assert(
		fc.asyncProperty(pair, file, async (to, plaintext) => {
			const blob = await sealedByThem(to, plaintext);
			expect(hex(await opened(to, blob, plaintext.length))).toBe(hex(plaintext));
		}),
		depth(cases['age: age-encryption’s, read by ours'])
	);
});

test('a damaged blob is read by neither', { timeout: minutes(20) }, async () => {
	await fc.assert(
		fc.asyncProperty(pair, bytes(1, 600), damage, async (to, plaintext, change) => {
			const blob = change(await sealed(to, plaintext));
			expect(await theirVerdict(() => theirs(to).decrypt(blob))).toBe('refused');
			expect(await verdict(() => opened(to, blob, plaintext.length))).toBe('refused');
		}),
		depth(cases['age: damaged, read by both'])
	);
});

function theirs(to: KemKeyPair): Decrypter {
	const decrypter = new Decrypter();
	decrypter.addIdentity(ageIdentityText(to.seed));
	return decrypter;
}

async function sealedByThem(to: KemKeyPair, plaintext: Raw): Promise<Raw> {
	const encrypter = new Encrypter();
	encrypter.addRecipient(ageRecipientText(to.publicKey));
	return new Uint8Array(await encrypter.encrypt(padded(plaintext)));
}

function padded(plaintext: Raw): Raw {
	const out = new Uint8Array(planBlob(plaintext.length).paddedSize);
	out.set(plaintext);
	return out;
}

async function sealed(to: KemKeyPair, plaintext: Raw): Promise<Raw> {
	const plan = planBlob(plaintext.length);
	const secret = await newBlobSecret(to.publicKey);
	const parts: Raw[] = [];
	for (let i = 0; i < plan.parts; i++) {
		const { start, end } = trueRange(plan, i);
		parts.push((await sealPart(secret, plan, i, plaintext.subarray(start, end))).bytes);
	}
	return concat(...parts);
}

/** With a manifest that agrees with the blob, so that what refuses it is the format and its tags. */
async function opened(to: KemKeyPair, blob: Raw, size: number): Promise<Raw> {
	const manifest = { size, stored: planBlob(size).storedSize, parts: [await sha256(blob)] };
	return openPart((prefix) => openBlob(to, prefix), manifest, 0, blob);
}
