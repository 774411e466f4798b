import { describe, expect, test } from 'vitest';
import type { Raw } from '../brands.ts';
import { toHex } from '../bytes.ts';
import { payloadKeyFrom } from '../keys.ts';
import { randomBytes } from '../random.ts';
import { chachaEncrypt } from '../sodium.ts';
import { patterned, refusalOf } from '../testing.ts';
import { chunkCipher, libsodiumCipher, provenCipher, type NativeCrypto } from './cipher.ts';
import { CHUNK_BYTES } from './sizes.ts';

const real: NativeCrypto = crypto.subtle;
const key = payloadKeyFrom(randomBytes(32));
const nonce = randomBytes(12);
const text = patterned(300);
const sealed = chachaEncrypt(key, nonce, text);

/** The real WebCrypto with one thing done otherwise. */
const but = (change: Partial<NativeCrypto>): NativeCrypto => ({
	importKey: (...given) => real.importKey(...given),
	encrypt: (...given) => real.encrypt(...given),
	decrypt: (...given) => real.decrypt(...given),
	...change
});

test('this Node’s own cipher proves itself, and is what is used', async () => {
	expect(await provenCipher(real)).not.toBe(libsodiumCipher);
	const used = await chunkCipher();
	expect(used.atOnce).toBeGreaterThan(libsodiumCipher.atOnce);
	expect(await chunkCipher()).toBe(used);
});

test.each([0, 1, 64, CHUNK_BYTES - 1, CHUNK_BYTES])(
	'both ciphers seal %i bytes alike and open what the other sealed',
	async (length) => {
		const plaintext = patterned(length);
		const native = await (await provenCipher(real)).withKey(key);
		const sodium = await libsodiumCipher.withKey(key);
		const [a, b] = [await native.encrypt(nonce, plaintext), await sodium.encrypt(nonce, plaintext)];
		expect(Buffer.compare(a, b)).toBe(0);
		expect(Buffer.compare(await native.decrypt(nonce, b), plaintext)).toBe(0);
		expect(Buffer.compare(await sodium.decrypt(nonce, a), plaintext)).toBe(0);
	}
);

test('the key that WebCrypto holds cannot be read out again', async () => {
	const imported: boolean[] = [];
	await provenCipher(
		but({
			importKey: async (...given) => {
				const made = await real.importKey(...given);
				imported.push(made.extractable);
				return made;
			}
		})
	);
	expect(new Set(imported)).toEqual(new Set([false]));
});

describe('libsodium is used where WebCrypto', () => {
	const edit = (buffer: ArrayBuffer, change: (bytes: Raw) => void): ArrayBuffer => {
		change(new Uint8Array(buffer));
		return buffer;
	};
	const refuses = () => Promise.reject(new DOMException('no', 'NotSupportedError'));
	/** Opens as the real one does, and gives zeros for everything it refuses. */
	const openingAll =
		(isOpened: (data: Raw, iv: Raw) => boolean): NativeCrypto['decrypt'] =>
		(parameters, itsKey, data) =>
			real
				.decrypt(parameters, itsKey, data)
				.catch(() => (isOpened(data, parameters.iv) ? new ArrayBuffer(data.length) : refuses()));

	/** Opens whatever has this length and the nonce of something it sealed. */
	function openingOwn(length: number): Partial<NativeCrypto> {
		const nonces = new Set<string>();
		return {
			encrypt: (...given) => {
				nonces.add(toHex(given[0].iv));
				return real.encrypt(...given);
			},
			decrypt: openingAll((data, iv) => data.length === length && nonces.has(toHex(iv)))
		};
	}
	/** Tries every last byte of the nonce. */
	const unmarked = async ([{ iv, ...rest }, itsKey, data]: Parameters<NativeCrypto['decrypt']>) => {
		const nonces = Array.from({ length: 256 }, (_, last) =>
			Uint8Array.of(...iv.subarray(0, 11), last)
		);
		return Promise.any(nonces.map((one) => real.decrypt({ ...rest, iv: one }, itsKey, data)));
	};

	test.each<[string, Partial<NativeCrypto>]>([
		['knows no such keys', { importKey: refuses }],
		['does not encrypt', { encrypt: refuses }],
		['does not decrypt', { decrypt: refuses }],
		[
			'seals other bytes',
			{
				encrypt: async (...given) =>
					edit(await real.encrypt(...given), (bytes) => bytes.fill(0, 0, 1).fill(1, 1, 2))
			}
		],
		[
			'seals only a whole chunk wrongly',
			{
				encrypt: async (...given) => {
					const bytes = await real.encrypt(...given);
					return given[2].length < CHUNK_BYTES ? bytes : edit(bytes, (all) => all.reverse());
				}
			}
		],
		['seals fewer bytes', { encrypt: async (...given) => (await real.encrypt(...given)).slice(1) }],
		[
			'opens to other bytes',
			{
				decrypt: async (...given) =>
					edit(await real.decrypt(...given), (bytes) =>
						bytes.subarray(0, 2).set([1, 2].slice(0, bytes.length))
					)
			}
		],
		['opens what has no tag', { decrypt: openingAll((data) => data.length === 0) }],
		['opens what is cut short', { decrypt: openingAll((data) => data.length === 15) }],
		['opens what is whole and changed, of one length only', openingOwn(33)],
		[
			'does not look at the last byte of the nonce',
			{ decrypt: (...given) => real.decrypt(...given).catch(() => unmarked(given)) }
		],
		['opens anything', { decrypt: openingAll(() => true) }]
	])('%s', async (_, change) => {
		expect(await provenCipher(but(change))).toBe(libsodiumCipher);
	});
});

describe('a WebCrypto that fails after it has proved itself', () => {
	/** Turns bad when told to. */
	async function turning(change: Partial<NativeCrypto>) {
		let turned: Partial<NativeCrypto> = {};
		const cipher = await provenCipher({
			importKey: (...given) => (turned.importKey ?? but({}).importKey)(...given),
			encrypt: (...given) => (turned.encrypt ?? but({}).encrypt)(...given),
			decrypt: (...given) => (turned.decrypt ?? but({}).decrypt)(...given)
		});
		turned = change;
		expect(cipher).not.toBe(libsodiumCipher);
		return cipher.withKey(key);
	}
	const fails = () => Promise.reject(new DOMException('no memory', 'OperationError'));
	const ofThese = (length: number) => () => Promise.resolve(new ArrayBuffer(length));
	const tooShort = () => Promise.resolve(new ArrayBuffer(3));

	test.each<[string, Partial<NativeCrypto>]>([
		['by taking no key', { importKey: fails }],
		['by refusing', { encrypt: fails, decrypt: fails }],
		['by giving too little', { encrypt: tooShort, decrypt: tooShort }]
	])('%s, is replaced by libsodium', async (_, change) => {
		const cipher = await turning(change);
		expect(toHex(await cipher.encrypt(nonce, text))).toBe(toHex(sealed));
		expect(toHex(await cipher.decrypt(nonce, sealed))).toBe(toHex(text));
	});

	test('is believed where it gives as many bytes as there should be: libsodium is not asked as well', async () => {
		const cipher = await turning({ encrypt: ofThese(316), decrypt: ofThese(300) });
		expect(toHex(await cipher.encrypt(nonce, text))).toBe('00'.repeat(316));
		expect(toHex(await cipher.decrypt(nonce, sealed))).toBe('00'.repeat(300));
	});

	test('opens no more than libsodium does', async () => {
		const cipher = await turning({ decrypt: fails });
		expect(await refusalOf(() => cipher.decrypt(nonce, sealed.slice(1)))).toBe('open-failed');
		expect(await refusalOf(() => cipher.decrypt(nonce, new Uint8Array(3)))).toBe('open-failed');
	});
});

test('what neither can use is refused in our words', async () => {
	const native = await (await provenCipher(real)).withKey(key);
	expect(await refusalOf(() => native.encrypt(new Uint8Array(11), text))).toBe('malformed');
	expect(await refusalOf(() => native.decrypt(new Uint8Array(11), sealed))).toBe('open-failed');
});
