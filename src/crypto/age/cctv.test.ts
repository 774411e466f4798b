/** The age test kit (C2SP CCTV): what it says about formats and streams, and all of it for hybrid recipients. */
import { describe, expect, test } from 'vitest';
import type { FileKey, PayloadKey, Raw } from '../brands.ts';
import { concat, toHex } from '../bytes.ts';
import { sha256 } from '../hash.ts';
import { fileKeyFrom } from '../keys.ts';
import { CryptoError } from '../errors.ts';
import { fromHex, refusalOf } from '../testing.ts';
import { kit, type Vector } from '../../../tests/vectors/age-kit.ts';
import { libsodiumCipher, provenCipher } from './cipher.ts';
import { openHeader, parseHeader, payloadKey, requireMac, type AgeHeader } from './header.ts';
import { PAYLOAD_NONCE_BYTES, STORED_CHUNK_BYTES } from './sizes.ts';
import { openChunks, type Run } from './stream.ts';

const binary = kit.filter((vector) => !vector.isArmored);
const hybrid = binary.filter(({ name }) => name.startsWith('hybrid'));
const format = binary.filter(({ name }) => /^(empty|header|hmac|stanza|version)/.test(name));
const stream = binary.filter(({ name }) => name.startsWith('stream'));
const otherTypes = binary.filter(
	({ name, expects }) => /^(x25519|scrypt)/.test(name) && expects === 'success'
);

test('the kit is here', () => {
	expect(kit.length).toBeGreaterThan(120);
	expect(hybrid.length).toBeGreaterThan(15);
	expect(format.length).toBeGreaterThan(20);
	expect(stream.length).toBeGreaterThan(20);
});

/** Our codes for the kit's words. The kit lets implementations tell fewer cases apart. */
const codes: Record<string, string> = {
	success: 'accepted',
	'no match': 'open-failed',
	'HMAC failure': 'open-failed',
	'header failure': 'malformed',
	'payload failure': 'open-failed'
};
/**
 * Refused, but after the header was parsed: libsodium refuses shares that give an all-zero secret during
 * decapsulation, and stanzas of other types are not looked into.
 */
const refusedLater = new Set(['hybrid_identity', 'hybrid_low_order', 'hybrid_x25519_arg']);

describe.each([
	['libsodium', libsodiumCipher],
	['WebCrypto', await provenCipher(crypto.subtle)]
])('with %s', (_, cipher) => {
	describe('a file to a hybrid recipient', () => {
		test.each(hybrid.map((vector) => [vector.name, vector] as const))(
			'%s',
			async (name, vector) => {
				const run = async () => {
					const header = parseHeader(vector.file);
					const key = await payloadKeyOf(vector, header, await unwrap(vector, header));
					expect(toHex(await sha256(await openWhole(key, payloadOf(vector, header))))).toBe(
						vector.payload
					);
				};
				const expected = refusedLater.has(name) ? 'open-failed' : codes[vector.expects];
				expect(await refusalOf(run)).toBe(expected);
			}
		);
	});

	describe('a header and its MAC', () => {
		test.each([...format, ...otherTypes].map((vector) => [vector.name, vector] as const))(
			'%s',
			async (_, vector) => {
				const run = async () => {
					const header = parseHeader(vector.file);
					const key = await payloadKeyOf(vector, header, fileKeyFrom(fromHex(vector.fileKey)));
					expect(toHex(await sha256(await openWhole(key, payloadOf(vector, header))))).toBe(
						vector.payload
					);
				};
				expect(await refusalOf(run)).toBe(codes[vector.expects]);
			}
		);
	});

	describe('a payload, whole', () => {
		test.each(stream.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
			const run = async () => {
				const header = parseHeader(vector.file);
				const key = await payloadKeyOf(vector, header, fileKeyFrom(fromHex(vector.fileKey)));
				expect(toHex(await sha256(await openWhole(key, payloadOf(vector, header))))).toBe(
					vector.payload
				);
			};
			expect(await refusalOf(run)).toBe(codes[vector.expects]);
		});
	});

	describe.each([1, 3, 128])('a payload, %i chunks at a time', (step) => {
		const complete = stream.filter(({ expects }) => expects === 'success');
		test.each(complete.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
			const header = parseHeader(vector.file);
			const key = await payloadKeyOf(vector, header, fileKeyFrom(fromHex(vector.fileKey)));
			const payload = payloadOf(vector, header);
			const opened: Raw[] = [];
			for (let at = 0; at < payload.length; at += step * STORED_CHUNK_BYTES) {
				const run = payload.subarray(at, at + step * STORED_CHUNK_BYTES);
				const isEnd = at + run.length === payload.length;
				opened.push(
					await openChunks(cipher, key, { firstChunk: at / STORED_CHUNK_BYTES, isEnd }, run)
				);
			}
			expect(toHex(await sha256(concat(...opened)))).toBe(vector.payload);
		});
	});

	describe('a payload of unknown length releases what the kit allows before it fails', () => {
		const payloads = stream.filter(({ expects }) => expects !== 'header failure');
		test.each(payloads.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
			const header = parseHeader(vector.file);
			const key = await payloadKeyOf(vector, header, fileKeyFrom(fromHex(vector.fileKey)));
			const { released, isComplete } = await openUnknownLength(key, payloadOf(vector, header));
			expect(isComplete).toBe(vector.expects === 'success');
			expect(toHex(await sha256(concat(...released)))).toBe(vector.payload);
		});
	});

	const openWhole = (key: PayloadKey, payload: Raw): Promise<Raw> =>
		openChunks(cipher, key, { firstChunk: 0, isEnd: true }, payload);

	/** Reads chunk after chunk, finding out at each whether it is the last. */
	async function openUnknownLength(
		key: PayloadKey,
		payload: Raw
	): Promise<{ released: Raw[]; isComplete: boolean }> {
		const released: Raw[] = [];
		for (let i = 0, rest = payload; ; i++) {
			const chunk = rest.subarray(0, STORED_CHUNK_BYTES);
			rest = rest.subarray(chunk.length);
			const middle = await openOrNull(key, { firstChunk: i, isEnd: false }, chunk);
			const opened = middle ?? (await openOrNull(key, { firstChunk: i, isEnd: true }, chunk));
			if (opened === null) return { released, isComplete: false };
			released.push(opened);
			if (middle === null) return { released, isComplete: rest.length === 0 };
		}
	}

	async function openOrNull(key: PayloadKey, run: Run, chunk: Raw): Promise<Raw | null> {
		try {
			return await openChunks(cipher, key, run, chunk);
		} catch (error) {
			if (error instanceof CryptoError && error.code === 'open-failed') return null;
			throw error;
		}
	}
});

async function unwrap(vector: Vector, header: AgeHeader): Promise<FileKey> {
	for (const seed of vector.hybridSeeds) {
		const fileKey = await openHeader(seed, header);
		expect(toHex(fileKey)).toBe(vector.fileKey);
		return fileKey;
	}
	throw new Error('a vector without a hybrid identity');
}

async function payloadKeyOf(
	vector: Vector,
	header: AgeHeader,
	fileKey: FileKey
): Promise<PayloadKey> {
	await requireMac(fileKey, header);
	return payloadKey(fileKey, vector.file.slice(header.size, header.size + PAYLOAD_NONCE_BYTES));
}

const payloadOf = (vector: Vector, header: AgeHeader): Raw =>
	vector.file.slice(header.size + PAYLOAD_NONCE_BYTES);
