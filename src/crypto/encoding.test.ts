import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import {
	decode,
	encode,
	isMap,
	MAX_DEPTH,
	readerOptions,
	ShallowTokenizer,
	type Value
} from './encoding.ts';
import { fromHex, refusalOf } from './testing.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((t) => t.isWellFormed());
const { value } = fc.letrec<{ value: Value }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5 },
		fc.maxSafeNat(),
		fc.nat(300),
		text,
		fc.boolean(),
		fc.constant(null),
		fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
		fc.array(tie('value'), { maxLength: 6 }),
		fc.dictionary(
			text.filter((key) => key !== '__proto__'),
			tie('value'),
			{ maxKeys: 6, noNullPrototype: true }
		)
	)
}));

test('every value round-trips to equal bytes', () => {
	fc.assert(
		fc.property(value, (v) => {
			const bytes = encode(v);
			expect(decode(bytes)).toEqual(v);
			expect(toHex(encode(decode(bytes)))).toBe(toHex(bytes));
		})
	);
});

test('bytes that decode are the one encoding of what they decode to', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
			const raw = new Uint8Array(bytes);
			let decoded;
			try {
				decoded = decode(raw);
			} catch {
				return;
			}
			expect(toHex(encode(decoded))).toBe(toHex(raw));
		}),
		{ numRuns: 2000 }
	);
});

test('the order in which a map was built does not change its encoding', () => {
	expect(toHex(encode({ b: 1, aa: 2, a: 3 }))).toBe(toHex(encode({ a: 3, b: 1, aa: 2 })));
});

// RFC 8949, appendix A.
test.each([
	['00', 0],
	['17', 23],
	['1818', 24],
	['1903e8', 1000],
	['1a000f4240', 1000000],
	['1b000000e8d4a51000', 1000000000000],
	['1b001fffffffffffff', Number.MAX_SAFE_INTEGER],
	['f4', false],
	['f5', true],
	['f6', null],
	['40', new Uint8Array(0)],
	['4401020304', Uint8Array.of(1, 2, 3, 4)],
	['60', ''],
	['6449455446', 'IETF'],
	['62c3bc', 'ü'],
	['64f0908591', '\ud800\udd51'],
	['80', []],
	['8301820203820405', [1, [2, 3], [4, 5]]],
	['a0', {}],
	['a26161016162820203', { a: 1, b: [2, 3] }]
])('%s is the encoding of its value', (hex, v) => {
	expect(toHex(encode(v))).toBe(hex);
	expect(decode(fromHex(hex))).toEqual(v);
});

describe('a parser refuses', () => {
	test.each([
		['nothing', ''],
		['trailing bytes', '0000'],
		['an integer that is longer than needed', '1817'],
		['a length that is longer than needed', '5800'],
		['an array length that is longer than needed', '980100'],
		['an indefinite byte string', '5f4100ff'],
		['an indefinite text', '7f6161ff'],
		['an indefinite array', '9f00ff'],
		['an indefinite map', 'bf616100ff'],
		['a lone break', 'ff'],
		['a break inside an array', '8201ff'],
		['unsorted keys', 'a2616201616101'],
		['keys sorted by text, not by encoding', 'a262616100616200'],
		['a repeated key', 'a2616101616102'],
		['a key that is not text', 'a10001'],
		['a negative integer', '20'],
		['an integer of 2^53', '1b0020000000000000'],
		['an integer of 2^64-1', '1bffffffffffffffff'],
		['a half float', 'f93c00'],
		['a double', 'fb3ff8000000000000'],
		['a NaN', 'f97e00'],
		['an infinity', 'f97c00'],
		['undefined', 'f7'],
		['another simple value', 'f0'],
		['a simple value in two bytes', 'f8ff'],
		['a tag', 'c000'],
		['a bignum', 'c24101'],
		['a truncated byte string', '4401'],
		['a truncated array', '8201'],
		['a truncated map', 'a16161'],
		['an array of 2^32 items', '9affffffff'],
		['a map of 2^32 pairs', 'baffffffff'],
		['invalid UTF-8', '61ff'],
		['an encoded surrogate', '63eda080'],
		['the key __proto__', 'a1695f5f70726f746f5f5f00'],
		['reserved additional information', '1c']
	])('%s', async (_, hex) => {
		expect(await refusalOf(() => decode(fromHex(hex)))).toBe('malformed');
	});

	test.each([
		['arrays', 0x81],
		['maps', 0xa1]
	])('a megabyte of opening %s, without exhausting the stack', async (_, byte) => {
		expect(await refusalOf(() => decode(new Uint8Array(1 << 20).fill(byte)))).toBe('malformed');
	});
});

test('nesting is accepted to the limit and not beyond, in both directions', async () => {
	const nested = (depth: number): Value => (depth === 0 ? 0 : [nested(depth - 1)]);
	expect(decode(encode(nested(MAX_DEPTH)))).toEqual(nested(MAX_DEPTH));
	expect(await refusalOf(() => encode(nested(MAX_DEPTH + 1)))).toBe('malformed');
	const bytes = new Uint8Array(MAX_DEPTH + 2).fill(0x81);
	bytes[MAX_DEPTH + 1] = 0;
	expect(await refusalOf(() => decode(bytes))).toBe('malformed');
});

test('maps nest to the limit and not beyond, in both directions', async () => {
	const nested = (depth: number): Value => (depth === 0 ? 0 : { a: nested(depth - 1) });
	expect(decode(encode(nested(MAX_DEPTH)))).toEqual(nested(MAX_DEPTH));
	expect(await refusalOf(() => encode(nested(MAX_DEPTH + 1)))).toBe('malformed');
	const bytes = fromHex('a16161'.repeat(MAX_DEPTH + 1) + '00');
	expect(await refusalOf(() => decode(bytes))).toBe('malformed');
});

describe('the reader stops where nesting goes too deep, and not in what follows', () => {
	/** How many tokens were read before the refusal; all of them when there was none. */
	async function tokensRead(hex: string): Promise<[number, string]> {
		const tokenizer = new ShallowTokenizer(fromHex(hex), readerOptions);
		let read = 0;
		const answer = await refusalOf(() => {
			for (; !tokenizer.done(); read++) tokenizer.next();
		});
		return [read, answer];
	}

	test.each([
		['arrays', '81'],
		['maps', 'a16161'],
		['arrays of many', '9818']
	])('%s', async (_, open) => {
		const tokens = open === 'a16161' ? 2 * MAX_DEPTH : MAX_DEPTH;
		expect(await tokensRead(open.repeat(MAX_DEPTH + 3))).toEqual([tokens, 'malformed']);
		expect(await tokensRead(open.repeat(MAX_DEPTH))).toEqual([tokens, 'accepted']);
	});

	test.each([
		['empty arrays', '80'.repeat(40), 40],
		['empty maps', 'a0'.repeat(40), 40],
		['arrays that ended', '8100'.repeat(40), 80],
		['maps that ended', 'a2616101616202'.repeat(40), 200],
		['arrays that ended together', '82818100820001'.repeat(40), 280]
	])('%s do not count', async (_, hex, tokens) => {
		expect(await tokensRead(hex)).toEqual([tokens, 'accepted']);
	});

	test('what ended inside leaves the rest of its surroundings open', async () => {
		// Fifteen arrays of two, whose first item has ended, leave room for one.
		const almost = '8200'.repeat(MAX_DEPTH - 1);
		expect((await tokensRead(`${almost}8100`))[1]).toBe('accepted');
		expect((await tokensRead(`${almost}8181`))[1]).toBe('malformed');
	});
});

test('many shallow items do not count as depth', () => {
	const wide = Array.from({ length: 100 }, () => [[], {}, [1, { a: [] }]]);
	expect(decode(encode(wide))).toEqual(wide);
});

test.each([
	['a negative number', -1],
	['negative zero', -0],
	['a fraction', 1.5],
	['2^53', 2 ** 53],
	['NaN', NaN],
	['a lone surrogate', '\ud800'],
	['a lone surrogate in a key', { '\ud800': 1 }]
])('a writer refuses %s', async (_, v) => {
	expect(await refusalOf(() => encode(v))).toBe('malformed');
});

test('a writer refuses objects that are not plain maps', async () => {
	const strange: unknown[] = [new Date(), new Map(), /a/, undefined, 1n, Symbol('s')];
	for (const v of strange)
		expect(await refusalOf(() => Reflect.apply(encode, null, [v]))).toBe('malformed');
});

test('a map without a prototype is a map', () => {
	const bare: { [key: string]: Value } = Object.assign(Object.create(null), { a: 1 });
	expect(toHex(encode(bare))).toBe('a1616101');
});

test('decoded byte strings do not share memory with the input', () => {
	const bytes = Buffer.from(encode([Uint8Array.of(1, 2, 3)]));
	const decoded = decode(bytes);
	bytes.fill(0);
	expect(decoded).toEqual([Uint8Array.of(1, 2, 3)]);
});

test('a map is told from arrays, bytes and null', () => {
	expect(isMap({})).toBe(true);
	for (const v of [[], new Uint8Array(0), null, 'a', 1]) expect(isMap(v)).toBe(false);
});
