import { describe, expect, test } from 'vitest';
import type { Hash32, Raw } from '../brands.ts';
import { concat, toHex, utf8 } from '../bytes.ts';
import { sha256 } from '../hash.ts';
import { epochKeys } from '../epoch.ts';
import { hkdf, hmac } from '../hkdf.ts';
import { newEpochSecret } from '../random.ts';
import {
	answersToFlips,
	answersToResizing,
	patterned,
	refusalOf,
	wipedDuring
} from '../testing.ts';
import { encodeBase64 } from './base64.ts';
import { openHeader, parseHeader } from './header.ts';
import {
	blobSecretFrom,
	newBlobSecret,
	openBlob,
	openPart,
	OtherPart,
	partRoom,
	PART_BYTES,
	planBlob,
	roomOf,
	sealPart,
	trueRange,
	type BlobPlan,
	type BlobSecret,
	type Manifest
} from './file.ts';

const { age } = await epochKeys(newEpochSecret());

interface Blob {
	plan: BlobPlan;
	parts: Raw[];
	manifest: Manifest;
}

async function sealWhole(file: Raw, by: BlobSecret | null = null): Promise<Blob> {
	const plan = planBlob(file.length);
	const secret = by ?? (await newBlobSecret(age.publicKey));
	const parts: Raw[] = [];
	const hashes: Hash32[] = [];
	for (let i = 0; i < plan.parts; i++) {
		const { start, end } = trueRange(plan, i);
		const { bytes, hash } = await sealPart(secret, plan, i, file.subarray(start, end));
		parts.push(bytes);
		hashes.push(hash);
	}
	const manifest = { size: file.length, stored: plan.storedSize, parts: hashes };
	return { plan, parts, manifest };
}

const part = (blob: Blob, index: number): Raw => blob.parts[index] ?? new Uint8Array(0);
const byPrefix = (prefix: Raw) => openBlob(age, prefix);
const keyOf = (blob: Blob) => openBlob(age, part(blob, 0));
const opened = async (blob: Blob, index: number, stored: Raw) =>
	openPart(await keyOf(blob), blob.manifest, index, stored.slice());

/** A manifest that agrees with changed parts, as only an author could sign: what the ciphers then catch. */
const agreeing = async (blob: Blob, parts: Raw[]): Promise<Blob> => ({
	...blob,
	parts,
	manifest: { ...blob.manifest, parts: await Promise.all(parts.map(sha256)) }
});

const small = await sealWhole(patterned(300));
const large = await sealWhole(patterned(2 * PART_BYTES + 12345));

test.each([1, 255, 256, 257, 65535, 65536, 65537, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1])(
	'a file of %i bytes comes back as it was',
	async (size) => {
		const file = patterned(size);
		const blob = await sealWhole(file);
		expect(blob.parts.reduce((sum, bytes) => sum + bytes.length, 0)).toBe(blob.plan.storedSize);
		const key = await keyOf(blob);
		const pieces = await Promise.all(
			blob.parts.map((bytes, i) => openPart(key, blob.manifest, i, bytes.slice()))
		);
		expect(Buffer.compare(concat(...pieces), file)).toBe(0);
	}
);

test('parts open in any order', async () => {
	const pieces = new Map<number, Raw>();
	for (const i of [2, 0, 1]) pieces.set(i, await opened(large, i, part(large, i)));
	const inOrder = [0, 1, 2].map((i) => pieces.get(i) ?? new Uint8Array(0));
	expect(Buffer.compare(concat(...inOrder), patterned(2 * PART_BYTES + 12345))).toBe(0);
});

test('an author who states a size beyond the file’s end only adds zeros of the padding', async () => {
	const forged = { ...small, manifest: { ...small.manifest, size: 301 } };
	const bytes = await opened(forged, 0, part(small, 0));
	expect([...bytes.subarray(299)]).toEqual([patterned(300)[299], 0]);
});

test('the same file sealed twice gives different bytes', async () => {
	const again = await sealWhole(patterned(300));
	expect(Buffer.compare(part(again, 0), part(small, 0))).not.toBe(0);
	expect(again.plan.storedSize).toBe(small.plan.storedSize);
});

test('the file key is overwritten by who seals and by who opens', async () => {
	let secret: BlobSecret | null = null;
	const bySealing = await wipedDuring(async () => {
		secret = await newBlobSecret(age.publicKey);
	});
	const blob = await sealWhole(patterned(300), secret);
	const fileKey = toHex(await openHeader(age.seed, parseHeader(part(blob, 0))));
	expect(bySealing).toContain(fileKey);
	expect(await wipedDuring(() => keyOf(blob))).toContain(fileKey);
});

describe('sealing a part', async () => {
	const plan = planBlob(300);
	const secret = await newBlobSecret(age.publicKey);

	test('gives the same bytes again, for an upload that failed', async () => {
		const first = await sealPart(secret, plan, 0, patterned(300));
		const second = await sealPart(secret, plan, 0, patterned(300));
		expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
		expect(first.hash).toEqual(second.hash);
	});

	test('gives other bytes, and another hash to know them by, for another plaintext', async () => {
		const first = await sealPart(secret, plan, 0, patterned(300));
		const other = patterned(300);
		other[299] = 7;
		expect((await sealPart(secret, plan, 0, other)).hash).not.toEqual(first.hash);
	});

	test('goes on with a secret that was kept as plain bytes', async () => {
		const kept = blobSecretFrom({ prefix: secret.prefix.slice(), key: secret.key.slice() });
		const first = await sealPart(secret, plan, 0, patterned(300));
		const second = await sealPart(kept, plan, 0, patterned(300));
		expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
	});

	test.each([
		['a shorter header', { prefix: secret.prefix.slice(1), key: secret.key }],
		['a longer header', { prefix: concat(secret.prefix, utf8('x')), key: secret.key }],
		['a shorter key', { prefix: secret.prefix, key: secret.key.slice(1) }]
	])('refuses a kept secret with %s', async (_, kept) => {
		expect(await refusalOf(() => blobSecretFrom(kept))).toBe('malformed');
	});

	describe('in memory that is used again', () => {
		test.each([300, 70_000, PART_BYTES, PART_BYTES + 70_000])(
			'gives the same bytes of a file of %i',
			async (size) => {
				const file = patterned(size);
				const plan = planBlob(size);
				const used = new Uint8Array(roomOf(plan, 0) + 7).fill(0xaa);
				for (let index = 0; index < plan.parts; index++) {
					const { start, end } = trueRange(plan, index);
					const own = file.subarray(start, end);
					const room = partRoom(plan, index, used.buffer);
					room.own.set(own);
					const inPlace = await sealPart(secret, plan, index, room.own, { room });
					const apart = await sealPart(secret, plan, index, own);
					expect(inPlace.bytes.buffer).toBe(used.buffer);
					expect(Buffer.compare(inPlace.bytes, apart.bytes)).toBe(0);
					expect(inPlace.hash).toEqual(apart.hash);
				}
			}
		);

		test('refuses room for another part', async () => {
			const longer = planBlob(70_000);
			const room = partRoom(longer, 0, new ArrayBuffer(roomOf(longer, 0)));
			const run = () => sealPart(secret, plan, 0, patterned(300), { room });
			expect(await refusalOf(run)).toBe('malformed');
		});
	});

	test.each([299, 301, 0])('refuses %i bytes where the part has 300', async (length) => {
		const run = () => sealPart(secret, plan, 0, patterned(length));
		expect(await refusalOf(run)).toBe('malformed');
	});

	test.each([-1, 1, 0.5])('refuses part %d of a file with one', async (index) => {
		const run = () => sealPart(secret, plan, index, patterned(300));
		expect(await refusalOf(run)).toBe('malformed');
	});
});

describe('opening', () => {
	test('takes the place of what was stored, and no other memory', async () => {
		const stored = part(small, 0).slice();
		const plain = await openPart(await keyOf(small), small.manifest, 0, stored);
		expect(plain.buffer).toBe(stored.buffer);
	});

	test('asks for the key with what the part begins with, once that is the one that the manifest names', async () => {
		const asked: Raw[] = [];
		const noting = (prefix: Raw) => {
			asked.push(prefix);
			return byPrefix(prefix);
		};
		const other = part(small, 0).slice();
		other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
		expect(await refusalOf(() => openPart(noting, small.manifest, 0, other))).toBe('open-failed');
		expect(asked).toEqual([]);
		const plain = await openPart(noting, small.manifest, 0, part(small, 0).slice());
		expect(Buffer.compare(plain, patterned(300))).toBe(0);
		expect(asked).toEqual([part(small, 0).subarray(0, small.plan.headerSize)]);
	});

	test('says what came instead of the part that the manifest names', async () => {
		const other = part(small, 0).slice();
		other[9] = (other[9] ?? 0) ^ 1;
		const received = await sha256(other);
		const key = await keyOf(small);
		const error = await openPart(key, small.manifest, 0, other).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(OtherPart);
		expect(error instanceof OtherPart && error.received).toEqual(received);
	});
});

describe('opening refuses', () => {
	test('every changed byte, by the part’s hash', async () => {
		const run = async (stored: Raw) => {
			await openPart(byPrefix, small.manifest, 0, stored.slice());
		};
		expect(await answersToFlips(part(small, 0), run)).toEqual(new Set(['open-failed']));
	});

	test('every changed byte, by header, MAC and tags, where the manifest agrees with it', async () => {
		const run = async (stored: Raw) => {
			const forged = await agreeing(small, [stored]);
			await opened(forged, 0, stored);
		};
		expect(await answersToFlips(part(small, 0), run)).toEqual(new Set(['open-failed']));
	});

	test('every other length', async () => {
		const run = async (stored: Raw) => {
			await opened(small, 0, stored);
		};
		expect(await answersToResizing(part(small, 0), run)).toEqual(new Set(['open-failed']));
	});

	test('another epoch’s key', async () => {
		const other = (await epochKeys(newEpochSecret())).age;
		const run = () => openBlob(other, part(small, 0));
		expect(await refusalOf(run)).toBe('open-failed');
	});

	test.each([
		['a smaller file', { size: 299 }],
		['another stored size', { stored: small.plan.storedSize + 1 }],
		['no parts', { parts: [] }],
		['one part more', { parts: [...small.manifest.parts, ...small.manifest.parts] }],
		['no size at all', { size: 0 }]
	])('a manifest that states %s', async (_, change) => {
		const forged = { ...small, manifest: { ...small.manifest, ...change } };
		expect(await refusalOf(() => opened(forged, 0, part(small, 0)))).toBe('open-failed');
	});

	test('a part that is longer than its size allows, even where the manifest agrees', async () => {
		const file = new Uint8Array(330);
		file.set(patterned(300));
		const longer = await sealWhole(file);
		const forged = { ...longer, manifest: { ...small.manifest, parts: longer.manifest.parts } };
		expect(await refusalOf(() => opened(forged, 0, part(longer, 0)))).toBe('open-failed');
	});

	test('a header with another stanza, in a part of the right length', async () => {
		const genuine = part(small, 0);
		const header = parseHeader(genuine);
		const stanzas = concat(header.covered.slice(0, -3), utf8('-> other\n\n---'));
		const key = await hkdf(
			await openHeader(age.seed, header),
			new Uint8Array(0),
			utf8('header'),
			32
		);
		const mac = utf8(` ${encodeBase64(await hmac(key, stanzas))}\n`);
		const stored = concat(stanzas, mac, genuine.subarray(header.size)).slice(0, genuine.length);
		expect((await openHeader(age.seed, parseHeader(stored))).length).toBe(16);
		const forged = await agreeing(small, [stored]);
		expect(await refusalOf(() => keyOf(forged))).toBe('open-failed');
	});

	test('padding that is not zeros', async () => {
		const file = patterned(300);
		file[299] = 7;
		const blob = await sealWhole(file);
		const forged = { ...blob, manifest: { ...blob.manifest, size: 299 } };
		expect(forged.plan.paddedSize).toBe(304);
		expect(await refusalOf(() => opened(forged, 0, part(blob, 0)))).toBe('open-failed');
	});

	test('a part in another part’s place, even where the manifest agrees', async () => {
		const full = await sealWhole(patterned(4 * PART_BYTES));
		const parts = [0, 2, 1, 3].map((i) => part(full, i));
		const forged = await agreeing(full, parts);
		expect(await refusalOf(() => opened(full, 1, part(full, 2)))).toBe('open-failed');
		expect(await refusalOf(() => opened(forged, 1, part(full, 2)))).toBe('open-failed');
	});

	test('a part of another file, even where the manifest agrees', async () => {
		const other = await sealWhole(patterned(2 * PART_BYTES + 12345));
		const forged = await agreeing(large, [part(large, 0), part(other, 1), part(large, 2)]);
		expect(await refusalOf(() => opened(forged, 1, part(other, 1)))).toBe('open-failed');
	});

	test('a file cut short at a part, even where the manifest agrees', async () => {
		const full = await sealWhole(patterned(2 * PART_BYTES));
		const short = await sealWhole(patterned(PART_BYTES));
		const forged = await agreeing({ ...full, manifest: short.manifest }, [part(full, 0)]);
		expect(await refusalOf(() => opened(forged, 0, part(full, 0)))).toBe('open-failed');
	});

	test.each([-1, 1, 0.5, NaN])('part %d of a blob with one', async (index) => {
		expect(await refusalOf(() => opened(small, index, part(small, 0)))).toBe('open-failed');
	});
});

test('a part of 8 MiB is sealed at a useful speed', async () => {
	const plan = planBlob(4 * PART_BYTES);
	const secret = await newBlobSecret(age.publicKey);
	const file = patterned(PART_BYTES);
	await sealPart(secret, plan, 0, file);
	const rates: number[] = [];
	for (let i = 1; i < 4; i++) {
		const start = performance.now();
		await sealPart(secret, plan, i, file);
		rates.push(PART_BYTES / 1e6 / ((performance.now() - start) / 1000));
	}
	// The best of them: a machine may be kept busy by others for a moment.
	expect(Math.max(...rates)).toBeGreaterThan(25);
});
