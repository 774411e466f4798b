import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, equalConstantTime, fromUtf8, requireRaw, toHex, utf8, wipe } from './bytes.ts';
import { fromHex, refusalOf } from './testing.ts';

const bytes = fc.uint8Array().map((value) => new Uint8Array(value));

test('concat keeps every byte in order', () => {
	fc.assert(
		fc.property(fc.array(bytes), (parts) => {
			expect([...concat(...parts)]).toEqual(parts.flatMap((part) => [...part]));
		})
	);
});

test('equal bytes are equal, and one changed byte or length is not', () => {
	fc.assert(
		fc.property(bytes, fc.nat(), (value, at) => {
			expect(equalConstantTime(value, value.slice())).toBe(true);
			expect(equalConstantTime(value, concat(value, Uint8Array.of(0)))).toBe(false);
			if (value.length === 0) return;
			const changed = value.slice();
			changed[at % value.length] = (changed[at % value.length] ?? 0) ^ 1;
			expect(equalConstantTime(value, changed)).toBe(false);
		})
	);
});

test('views into a larger buffer are compared by their own bytes only', () => {
	const whole = Uint8Array.of(9, 1, 2, 3, 8, 1, 2, 3, 7);
	expect(equalConstantTime(whole.subarray(1, 4), whole.subarray(5, 8))).toBe(true);
	expect(equalConstantTime(whole.subarray(0, 3), whole.subarray(5, 8))).toBe(false);
});

test('bytes are those of a buffer of one’s own, and nothing else', async () => {
	const own = Uint8Array.of(1, 2);
	expect(requireRaw(own)).toBe(own);
	for (const other of [new Uint8Array(new SharedArrayBuffer(4)), [1, 2], 'ab', null, undefined])
		expect(await refusalOf(() => requireRaw(other))).toBe('malformed');
});

test('text round-trips through UTF-8, a byte order mark included', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (text) => {
			if (text.isWellFormed()) expect(fromUtf8(utf8(text))).toBe(text);
		})
	);
	expect(fromUtf8(utf8('\ufeffname'))).toBe('\ufeffname');
});

test('text with an unpaired surrogate is refused', async () => {
	expect(await refusalOf(() => utf8('a\ud800b'))).toBe('malformed');
});

test.each(['ff', 'c080', 'eda080', 'f8888080', 'e282'])(
	'invalid UTF-8 %s is refused',
	async (hex) => {
		expect(await refusalOf(() => fromUtf8(fromHex(hex)))).toBe('malformed');
	}
);

test('hex has two lower-case digits for each byte', () => {
	expect(toHex(Uint8Array.of(0, 10, 255))).toBe('000aff');
});

test('wiping leaves zeros', () => {
	const a = Uint8Array.of(1, 2);
	const b = Uint8Array.of(3);
	wipe(a, b);
	expect([...a, ...b]).toEqual([0, 0, 0]);
});
