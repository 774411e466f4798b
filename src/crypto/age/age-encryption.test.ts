/** Blobs are ordinary age files: an independent implementation opens ours, and we open its. */
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import { describe, expect, test } from 'vitest';
import type { Raw } from '../brands.ts';
import { concat } from '../bytes.ts';
import { epochKeys } from '../epoch.ts';
import { sha256 } from '../hash.ts';
import { newEpochSecret } from '../random.ts';
import { patterned, refusalOf } from '../testing.ts';
import { chunkCipher, libsodiumCipher, provenCipher } from './cipher.ts';
import {
	newBlobSecret,
	openBlob,
	openPart,
	PART_BYTES,
	planBlob,
	sealPart,
	trueRange
} from './file.ts';
import { ageIdentityText, ageRecipientText } from './identity-text.ts';

const { age } = await epochKeys(newEpochSecret());
const identity = ageIdentityText(age.seed);
const recipient = ageRecipientText(age.publicKey);

const sizes = [
	1,
	255,
	65535,
	65536,
	65537,
	PART_BYTES - 1,
	PART_BYTES,
	PART_BYTES + 1,
	17 * 2 ** 20
];

test('identity and recipient are the texts that age uses', async () => {
	expect(identity).toMatch(/^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]+$/);
	expect(recipient).toMatch(/^age1pq1[02-9ac-hj-np-z]+$/);
	expect(await identityToRecipient(identity)).toBe(recipient);
});

const ciphers = [
	['libsodium', Promise.resolve(libsodiumCipher)],
	['WebCrypto', provenCipher(crypto.subtle)]
] as const;

describe.each(ciphers)('age-encryption opens our blob by %s, byte for byte', (_, cipher) => {
	test.each(sizes)('of %i bytes', { timeout: 60_000 }, async (size) => {
		const file = patterned(size);
		const opened = await decrypterFor(identity).decrypt(await blobOf(file, cipher));
		expect(opened.length).toBe(planBlob(size).paddedSize);
		expect(Buffer.compare(opened.subarray(0, size), file)).toBe(0);
		expect(opened.subarray(size).every((byte) => byte === 0)).toBe(true);
	});
});

describe.each(ciphers)('with %s we open what age-encryption sealed', (_, cipher) => {
	test.each(sizes)('of %i bytes, padded as section 12 says', { timeout: 60_000 }, async (size) => {
		const file = patterned(size);
		const blob = await theirs([recipient], padded(file));
		expect(Buffer.compare(await opened(blob, size, cipher), file)).toBe(0);
	});
});

test('another identity opens nothing of ours', async () => {
	const other = ageIdentityText((await epochKeys(newEpochSecret())).age.seed);
	const blob = await blobOf(patterned(100));
	await expect(decrypterFor(other).decrypt(blob)).rejects.toThrow();
});

test('a blob with a second recipient is refused', async () => {
	const other = ageRecipientText((await epochKeys(newEpochSecret())).age.publicKey);
	const blob = await theirs([recipient, other], padded(patterned(300)));
	expect(await refusalOf(() => opened(blob, 300))).toBe('open-failed');
});

test('a blob that is not padded is refused', async () => {
	const blob = await theirs([recipient], patterned(300));
	expect(await refusalOf(() => opened(blob, 300))).toBe('open-failed');
});

function decrypterFor(text: string): Decrypter {
	const decrypter = new Decrypter();
	decrypter.addIdentity(text);
	return decrypter;
}

async function theirs(recipients: string[], plaintext: Raw): Promise<Raw> {
	const encrypter = new Encrypter();
	for (const text of recipients) encrypter.addRecipient(text);
	return new Uint8Array(await encrypter.encrypt(plaintext));
}

function padded(file: Raw): Raw {
	const out = new Uint8Array(planBlob(file.length).paddedSize);
	out.set(file);
	return out;
}

async function blobOf(file: Raw, cipher = chunkCipher()): Promise<Raw> {
	const plan = planBlob(file.length);
	const secret = await newBlobSecret(age.publicKey);
	const parts: Raw[] = [];
	for (let i = 0; i < plan.parts; i++) {
		const { start, end } = trueRange(plan, i);
		parts.push((await sealPart(secret, plan, i, file.subarray(start, end), { cipher })).bytes);
	}
	return concat(...parts);
}

async function opened(blob: Raw, size: number, cipher = chunkCipher()): Promise<Raw> {
	const plan = planBlob(size);
	const stored: Raw[] = [];
	for (let i = 0; i < plan.parts; i++) {
		const { start, end } = plan.storedRange(i);
		stored.push(blob.subarray(start, end));
	}
	const parts = await Promise.all(stored.map((bytes) => sha256(bytes)));
	const manifest = { size, stored: blob.length, parts };
	const key = await openBlob(age, stored[0] ?? new Uint8Array(0));
	const plain = await Promise.all(
		stored.map((bytes, i) => openPart(key, manifest, i, bytes.slice(), cipher))
	);
	return concat(...plain);
}
