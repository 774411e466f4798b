import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../bytes.ts';
import { payloadKeyFrom } from '../keys.ts';
import { randomBytes } from '../random.ts';
import { chachaEncrypt } from '../sodium.ts';
import { answersToFlips, answersToResizing, patterned, refusalOf } from '../testing.ts';
import { libsodiumCipher, provenCipher } from './cipher.ts';
import { CHUNK_BYTES, STORED_CHUNK_BYTES, storedLength } from './sizes.ts';
import { openChunks, sealChunks, type Run } from './stream.ts';

const key = payloadKeyFrom(randomBytes(32));
const whole: Run = { firstChunk: 0, isEnd: true };

describe.each([
	['libsodium', libsodiumCipher],
	['WebCrypto', await provenCipher(crypto.subtle)]
])('with %s', async (_, cipher) => {
	async function sealed(run: Run, plaintext: Uint8Array<ArrayBuffer>, length = plaintext.length) {
		const out = new Uint8Array(storedLength(length));
		await sealChunks(cipher, key, run, plaintext, length, out, 0);
		return out;
	}

	test('what was sealed opens, whatever its length', async () => {
		const length = fc.oneof(
			fc.integer({ min: 0, max: 300 }),
			fc.integer({ min: CHUNK_BYTES - 2, max: CHUNK_BYTES + 2 }),
			fc.integer({ min: 3 * CHUNK_BYTES - 1, max: 3 * CHUNK_BYTES + 1 })
		);
		await fc.assert(
			fc.asyncProperty(length, async (n) => {
				const plaintext = patterned(n);
				const opened = await openChunks(cipher, key, whole, await sealed(whole, plaintext));
				expect(Buffer.compare(opened, plaintext)).toBe(0);
			}),
			{ numRuns: 40 }
		);
	});

	test('the nonce is the chunk’s number in 11 bytes, big-endian, then whether it is the last', async () => {
		const plaintext = patterned(10);
		const chunk = await sealed({ firstChunk: 3 * 2 ** 32 + 5, isEnd: true }, plaintext);
		const nonce = Uint8Array.of(0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 5, 1);
		expect(toHex(chunk)).toBe(toHex(chachaEncrypt(key, nonce, plaintext)));
	});

	test('zeros behind the plaintext are sealed like bytes of it', async () => {
		for (const [own, length] of [
			[0, 10],
			[10, CHUNK_BYTES + 5],
			[CHUNK_BYTES, 2 * CHUNK_BYTES + 1],
			[CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
		] as const) {
			const plaintext = patterned(own);
			const padded = new Uint8Array(length);
			padded.set(plaintext);
			expect(
				Buffer.compare(await sealed(whole, plaintext, length), await sealed(whole, padded))
			).toBe(0);
		}
	});

	test('sealing in runs gives the same bytes as sealing at once', async () => {
		const plaintext = patterned(4 * CHUNK_BYTES + 100);
		const first = await sealed(
			{ firstChunk: 0, isEnd: false },
			plaintext.subarray(0, 2 * CHUNK_BYTES)
		);
		const rest = await sealed({ firstChunk: 2, isEnd: true }, plaintext.subarray(2 * CHUNK_BYTES));
		expect(Buffer.compare(Buffer.concat([first, rest]), await sealed(whole, plaintext))).toBe(0);
	});

	test('every changed byte fails to open', async () => {
		const bytes = await sealed(whole, patterned(200));
		const answers = await answersToFlips(bytes, (changed) =>
			openChunks(cipher, key, whole, changed)
		);
		expect(answers).toEqual(new Set(['open-failed']));
	});

	test('every other length fails to open', async () => {
		const bytes = await sealed(whole, patterned(200));
		const answers = await answersToResizing(bytes, (changed) =>
			openChunks(cipher, key, whole, changed)
		);
		expect(answers).toEqual(new Set(['open-failed']));
	});

	const two = await sealed(whole, patterned(2 * CHUNK_BYTES));
	const one = await sealed({ firstChunk: 0, isEnd: false }, patterned(CHUNK_BYTES));
	test.each<[string, Run, Uint8Array<ArrayBuffer>]>([
		[
			'a chunk at another position',
			{ firstChunk: 1, isEnd: true },
			two.slice(0, STORED_CHUNK_BYTES)
		],
		['a first chunk as the last', whole, two.slice(0, STORED_CHUNK_BYTES)],
		['a last chunk as one in the middle', { firstChunk: 0, isEnd: false }, two],
		['chunks in another order', whole, swapped(two)],
		['a repeated chunk', whole, new Uint8Array([...one, ...two])],
		[
			'a short chunk before the end',
			{ firstChunk: 0, isEnd: false },
			await sealed(whole, patterned(10))
		],
		[
			'an empty chunk after others',
			{ firstChunk: 1, isEnd: true },
			await sealed({ firstChunk: 1, isEnd: true }, patterned(0))
		],
		[
			'an empty chunk after two others',
			{ firstChunk: 2, isEnd: true },
			await sealed({ firstChunk: 2, isEnd: true }, patterned(0))
		],
		[
			'a full run and an empty last chunk',
			whole,
			new Uint8Array([...one, ...(await sealed({ firstChunk: 1, isEnd: true }, patterned(0)))])
		],
		['nothing', whole, new Uint8Array(0)],
		['less than a tag', whole, new Uint8Array(15)]
	])('%s fails to open', async (_, run, stored) => {
		expect(await refusalOf(() => openChunks(cipher, key, run, stored))).toBe('open-failed');
	});

	test('a run that is not the last must be full', async () => {
		const run = () => sealed({ firstChunk: 0, isEnd: false }, patterned(100));
		expect(await refusalOf(run)).toBe('malformed');
	});

	test('a plaintext that is longer than its run is refused', async () => {
		const run = () => sealed(whole, patterned(101), 100);
		expect(await refusalOf(run)).toBe('malformed');
	});

	test('chunks beyond 2^32 have nonces of their own', async () => {
		const high = { firstChunk: 2 ** 32, isEnd: true };
		const bytes = await sealed(high, patterned(50));
		expect(toHex(await openChunks(cipher, key, high, bytes))).toBe(toHex(patterned(50)));
		expect(toHex(bytes)).not.toBe(toHex(await sealed(whole, patterned(50))));
		expect(await refusalOf(() => openChunks(cipher, key, whole, bytes))).toBe('open-failed');
	});
});

function swapped(stored: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const out = new Uint8Array(stored.length);
	out.set(stored.subarray(STORED_CHUNK_BYTES));
	out.set(stored.subarray(0, STORED_CHUNK_BYTES), stored.length - STORED_CHUNK_BYTES);
	return out;
}
