import { describe, expect, test } from 'vitest';
import type { Raw } from '../brands.ts';
import { concat, toHex, utf8 } from '../bytes.ts';
import { kemSeedFrom } from '../keys.ts';
import { newFileKey, randomBytes } from '../random.ts';
import { kemKeyPair } from '../sign.ts';
import { answersToFlips, refusalOf } from '../testing.ts';
import { encodeBase64 } from './base64.ts';
import { openHeader, parseHeader, payloadKey, requireMac, writeHeader } from './header.ts';
import { HEADER_BYTES } from './sizes.ts';

const pair = kemKeyPair(kemSeedFrom(randomBytes(32)));
const fileKey = newFileKey();
const mac = encodeBase64(new Uint8Array(32));
const lines = (...texts: string[]): Raw => utf8(texts.map((text) => `${text}\n`).join(''));

describe('a header that we write', () => {
	test('has one stanza and the length of every header of ours', async () => {
		const header = await writeHeader(pair.publicKey, fileKey);
		expect(header.length).toBe(HEADER_BYTES);
		const { stanzas, size } = parseHeader(concat(header, randomBytes(100)));
		expect(size).toBe(HEADER_BYTES);
		expect(stanzas.map(({ args, body }) => [args[0], args.length, body.length])).toEqual([
			['mlkem768x25519', 2, 32]
		]);
	});

	test('gives the file key to its recipient, and to nobody else', async () => {
		const header = parseHeader(await writeHeader(pair.publicKey, fileKey));
		expect(toHex(await openHeader(pair.seed, header))).toBe(toHex(fileKey));
		const other = kemSeedFrom(randomBytes(32));
		expect(await refusalOf(() => openHeader(other, header))).toBe('open-failed');
		expect(await refusalOf(() => requireMac(newFileKey(), header))).toBe('open-failed');
	});

	test('gives nothing with a byte changed or missing', async () => {
		const header = await writeHeader(pair.publicKey, fileKey);
		const read = (bytes: Raw) => openHeader(pair.seed, parseHeader(bytes));
		const answers = await answersToFlips(header, read);
		expect([...answers].toSorted()).toEqual(['malformed', 'open-failed']);
		for (let length = 0; length < header.length; length++)
			expect(await refusalOf(() => read(header.slice(0, length)))).toBe('malformed');
	});
});

test('stanzas of other types are read and kept, in order', () => {
	const header = lines('age-encryption.org/v1', '-> a b c', 'AAAA', '-> d', '', `--- ${mac}`);
	const { stanzas, covered } = parseHeader(header);
	expect(stanzas).toEqual([
		{ args: ['a', 'b', 'c'], body: new Uint8Array(3) },
		{ args: ['d'], body: new Uint8Array(0) }
	]);
	expect(covered.length).toBe(header.length - ` ${mac}\n`.length);
});

const version = 'age-encryption.org/v1';
describe('a header is refused', () => {
	test.each<[string, Raw]>([
		['without a stanza', lines(version, `--- ${mac}`)],
		['of another version', lines('age-encryption.org/v2', '-> a', '', `--- ${mac}`)],
		['with another mark before the MAC', lines(version, '-> a', '', `abc ${mac}`)],
		[
			'with a MAC of 31 bytes',
			lines(version, '-> a', '', `--- ${encodeBase64(new Uint8Array(31))}`)
		],
		['with an invisible first character', lines(version, '-> \u0001a', '', `--- ${mac}`)],
		['with an invisible last character', lines(version, '-> a\u007f', '', `--- ${mac}`)],
		['with an argument that ends invisibly', lines(version, '-> a b\t', '', `--- ${mac}`)],
		['with an empty argument', lines(version, '-> a  b', '', `--- ${mac}`)],
		['with a body line of 65 characters', lines(version, '-> a', 'A'.repeat(65), '', `--- ${mac}`)],
		['that ends before the MAC', lines(version, '-> a', '')]
	])('%s', async (_, header) => {
		expect(await refusalOf(() => parseHeader(header))).toBe('malformed');
	});
});

describe('a stanza of our type is refused before anything is decrypted', () => {
	const share = encodeBase64(new Uint8Array(1120));
	const body = encodeBase64(new Uint8Array(32));
	test.each<[string, string[]]>([
		['without a share', ['-> mlkem768x25519', body]],
		['with an argument more', [`-> mlkem768x25519 ${share} ${share}`, body]],
		[
			'with a share of 1119 bytes',
			[`-> mlkem768x25519 ${encodeBase64(new Uint8Array(1119))}`, body]
		],
		['with a body of 33 bytes', [`-> mlkem768x25519 ${share}`, encodeBase64(new Uint8Array(33))]]
	])('%s', async (_, stanza) => {
		const header = parseHeader(lines(version, ...stanza, `--- ${mac}`));
		expect(await refusalOf(() => openHeader(pair.seed, header))).toBe('malformed');
	});
});

test('a payload nonce has 16 bytes', async () => {
	expect((await payloadKey(fileKey, randomBytes(16))).length).toBe(32);
	for (const length of [0, 15, 17])
		expect(await refusalOf(() => payloadKey(fileKey, randomBytes(length)))).toBe('malformed');
});
