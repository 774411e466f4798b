/** Differential tests of the encodings: CBOR, base64url, base64 and the 24 words. */
import { createHash } from 'node:crypto';
import { base64nopad, base64urlnopad } from '@scure/base';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import {
	cdeDecodeOptions,
	cdeEncodeOptions,
	decode as decodeWithCbor2,
	encode as encodeWithCbor2
} from 'cbor2';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/crypto/age/base64.ts';
import { decodeBase64url, encodeBase64url } from '../../src/crypto/base64url.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { decode, encode, type Value } from '../../src/crypto/encoding.ts';
import { CryptoError } from '../../src/crypto/errors.ts';
import { wordsEntropyFrom } from '../../src/crypto/keys.ts';
import { entropyFromWords, wordsFromEntropy } from '../../src/crypto/words.ts';
import { cases, total } from './cases.ts';
import { depth, hex, minutes } from './depth.ts';
import { bytes, damage } from './inputs.ts';
import { strictlyRead } from './strict-cbor.ts';

const timeout = minutes(20);

const text = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 30 }));
const key = text.filter((t) => t.isWellFormed() && t !== '__proto__');
const { value } = fc.letrec<{ value: Value }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5 },
		fc.maxSafeNat(),
		fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32),
		key,
		fc.boolean(),
		fc.constant(null),
		bytes(0, 300),
		fc.array(tie('value'), { maxLength: 30 }),
		fc.dictionary(key, tie('value'), { maxKeys: 30, noNullPrototype: true })
	)
}));

test('at least ten thousand random cases are compared with independent implementations', () => {
	expect(total).toBeGreaterThanOrEqual(10_000);
});

test('CBOR is what cbor2 writes deterministically, and cbor2 reads ours', { timeout }, () => {
	fc.assert(
		fc.property(value, (v) => {
			const encoded = encode(v);
			expect(hex(encoded)).toBe(hex(encodeWithCbor2(v, cdeEncodeOptions)));
			expect(decodeWithCbor2(encoded, cdeDecodeOptions)).toEqual(v);
		}),
		depth(cases['CBOR: encodings, by cbor2'])
	);
});

test(
	'bytes are CBOR of ours exactly when a second reader says so, and mean the same',
	{
		timeout
	},
	() => {
		const arbitrary = fc.oneof(
			bytes(0, 24),
			fc.tuple(value, damage).map(([v, change]) => change(encode(v))),
			fc.tuple(value, damage, damage).map(([v, one, two]) => two(one(concatOne(encode(v)))))
		);
		fc.assert(
			fc.property(arbitrary, (encoded) => {
				expect(read(encoded)).toEqual(strictlyRead(encoded));
			}),
			depth(cases['CBOR: damaged and arbitrary bytes, by a second reader'])
		);
	}
);

test('base64url and base64 are those of @scure/base, refusals included', { timeout }, () => {
	const digits = Array.from('ABCabcxyz0189-_+/= \n');
	const anyText = fc.string({ unit: fc.constantFrom(...digits), maxLength: 11 });
	fc.assert(
		fc.property(bytes(0, 200), anyText, (whole, spelled) => {
			expect(encodeBase64url(whole)).toBe(base64urlnopad.encode(whole));
			expect(encodeBase64(whole)).toBe(base64nopad.encode(whole));
			for (const candidate of [spelled, encodeBase64url(whole), encodeBase64(whole)]) {
				expect(decoded(decodeBase64url, candidate)).toBe(decoded(base64urlnopad.decode, candidate));
				expect(decoded(decodeBase64, candidate)).toBe(decoded(base64nopad.decode, candidate));
			}
		}),
		depth(cases['base64url and base64: texts, by @scure/base'])
	);
});

test(
	'24 words are BIP-39’s, and another word is refused unless its checksum fits',
	{
		timeout
	},
	() => {
		const other = fc.record({ at: fc.nat(23), word: fc.nat(2047) });
		fc.assert(
			fc.property(bytes(32), other, (entropy, { at, word }) => {
				const words = wordsFromEntropy(wordsEntropyFrom(entropy));
				expect(words).toEqual(mnemonic(entropy));
				expect(hex(entropyFromWords(words.join(' ')))).toBe(hex(entropy));
				const changed = words.with(at, wordlist[word] ?? '').join(' ');
				expect(decoded(entropyFromWords, changed)).toBe(decoded(entropyOf, changed));
			}),
			depth(cases['BIP-39: words, by a second reader'])
		);
	}
);

/** A single item becomes an array, so that two changes do not only meet its first bytes. */
const concatOne = (encoded: Raw): Raw => Uint8Array.from([0x81, ...encoded]);

function read(encoded: Raw): { value: Value } | 'refused' {
	try {
		return { value: decode(encoded) };
	} catch (error) {
		if (error instanceof CryptoError) return 'refused';
		throw error;
	}
}

function decoded(run: (given: string) => Uint8Array, given: string): string {
	try {
		return hex(run(given));
	} catch {
		return 'refused';
	}
}

const bits = (whole: Uint8Array): string =>
	Array.from(whole, (byte) => byte.toString(2).padStart(8, '0')).join('');
const checksum = (entropy: Uint8Array): string =>
	bits(createHash('sha256').update(entropy).digest()).slice(0, 8);

/** BIP-39: the bits of entropy and checksum, eleven at a time. */
function mnemonic(entropy: Uint8Array): string[] {
	const all = bits(entropy) + checksum(entropy);
	return Array.from({ length: 24 }, (_, i) => {
		const index = parseInt(all.slice(i * 11, (i + 1) * 11), 2);
		return wordlist[index] ?? '';
	});
}

function entropyOf(words: string): Uint8Array {
	const all = words
		.split(' ')
		.map((word) => wordlist.indexOf(word).toString(2).padStart(11, '0'))
		.join('');
	const entropy = Uint8Array.from({ length: 32 }, (_, i) =>
		parseInt(all.slice(i * 8, (i + 1) * 8), 2)
	);
	if (checksum(entropy) !== all.slice(256)) throw new Error('checksum');
	return entropy;
}
