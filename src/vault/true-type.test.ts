/** A font of a few letters, read with eyes of its own: another reader of TrueType than the one that wrote it. */
import { expect, test } from 'vitest';
import { fontFile, installedFont } from '../cli/installed-font.ts';
import type { Raw } from '../crypto/brands.ts';
import { toHex } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { TrueType } from './true-type.ts';

const font = await installedFont();

/** Tables of a font by their names, each as Node's bytes. */
function tablesOf(bytes: Raw): Record<string, Buffer> {
	const whole = Buffer.from(bytes);
	return Object.fromEntries(
		Array.from({ length: whole.readUInt16BE(4) }, (_, index) => {
			const at = 12 + 16 * index;
			const from = whole.readUInt32BE(at + 8);
			const table = whole.subarray(from, from + whole.readUInt32BE(at + 12));
			return [whole.toString('latin1', at, at + 4), table];
		})
	);
}

function glyphsOf(bytes: Raw): Buffer[] {
	const { glyf, loca, maxp } = tablesOf(bytes);
	return Array.from({ length: maxp!.readUInt16BE(4) }, (_, glyph) =>
		glyf!.subarray(loca!.readUInt32BE(4 * glyph), loca!.readUInt32BE(4 * glyph + 4))
	);
}

const sumOf = (bytes: Buffer): number =>
	Array.from({ length: bytes.length / 4 }, (_, word) => bytes.readUInt32BE(4 * word)).reduce(
		(sum, word) => (sum + word) % 2 ** 32,
		0
	);

test('a subset has a glyph for each letter in turn, then the parts of composed ones, and no more', () => {
	const [, plain, composed, base, mark, ...others] = glyphsOf(font.subset(['Ł', 'ą']));
	expect(plain!.readInt16BE(0)).toBeGreaterThan(0);
	expect(composed!.readInt16BE(0)).toBeLessThan(0);
	// Two parts: the one after the first follows its four bytes and the two of its place.
	expect([composed!.readUInt16BE(12), composed!.readUInt16BE(18)]).toEqual([3, 4]);
	expect(others).toEqual([]);
	const [, a] = glyphsOf(font.subset(['a']));
	const [, ogonek] = glyphsOf(font.subset(['\u02db']));
	expect(base).toEqual(a);
	expect(mark).toEqual(ogonek);
});

test('a part that several letters share is there once', () => {
	expect(glyphsOf(font.subset(['ż', 'ė'])).length).toBe(1 + 2 + 3);
});

test('letters that look the same have glyphs of their own, so that each is found as itself', () => {
	const [, eth, stroke] = glyphsOf(font.subset(['Ð', 'Đ']));
	expect(eth!.length).toBeGreaterThan(0);
	expect(stroke!.length).toBeGreaterThan(0);
});

test('widths and counts are those of the letters', () => {
	const { hmtx, hhea, maxp } = tablesOf(font.subset(['Ж', 'ą']));
	expect(hmtx!.readUInt16BE(4)).toBe(font.widthOf('Ж'));
	expect(hmtx!.readUInt16BE(8)).toBe(font.widthOf('ą'));
	expect(hhea!.readUInt16BE(34)).toBe(maxp!.readUInt16BE(4));
	expect(hmtx!.length).toBe(4 * maxp!.readUInt16BE(4));
	expect(font.widthOf('a')).toBe(561);
});

test('sums are as the format has them', () => {
	const bytes = font.subset([...'ŁąЖλ']);
	expect(sumOf(Buffer.from(bytes))).toBe(0xb1b0_afba);
	for (const [tag, table] of Object.entries(tablesOf(bytes))) {
		const at = Buffer.from(bytes).indexOf(tag, 12, 'latin1');
		const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
		if (tag === 'head') padded.writeUInt32BE(0, 8);
		expect(Buffer.from(bytes).readUInt32BE(at + 4)).toBe(sumOf(padded));
	}
});

test('the same letters give the same bytes for ever, and the font they come from stays as it is', async () => {
	const hashOf = async () => toHex(await sha256(font.subset([...'ŁukaszНгуен'])));
	expect(await hashOf()).toBe('8a1f5a6cc2072331c1dbc656dc5c2392cf321b5418fdc928ef4286863517505a');
	font.subset([...'Другие']);
	expect(await hashOf()).toBe('8a1f5a6cc2072331c1dbc656dc5c2392cf321b5418fdc928ef4286863517505a');
});

test('what it does not have, and what is no such font, is refused', async () => {
	expect(font.has('王')).toBe(false);
	expect(() => font.subset(['王'])).toThrow(RangeError);
	expect(() => font.widthOf('王')).toThrow(RangeError);
	expect(() => new TrueType(new Uint8Array(100))).toThrow(RangeError);
	const small = new Uint8Array(await fontFile());
	const head = Buffer.from(small.buffer).readUInt32BE(Buffer.from(small).indexOf('head') + 8);
	new DataView(small.buffer).setUint16(head + 18, 2048);
	expect(() => new TrueType(small)).toThrow(RangeError);
});
