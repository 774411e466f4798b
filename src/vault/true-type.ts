/**
 * A TrueType font, as far as embedding it into a PDF needs: how wide its letters are, and a font of a few of them alone.
 * It is read only where its bytes are known by their hash, so what it holds is not doubted here.
 */
import type { Raw } from '../crypto/brands.ts';
import { concat } from '../crypto/bytes.ts';

/** Of a font's own units, of which 1000 are its size. */
export interface Metrics {
	readonly box: readonly [number, number, number, number];
	readonly ascent: number;
	readonly descent: number;
	/** How high they are. */
	readonly capitals: number;
}

const PART = { wide: 0x0001, scale: 0x0008, more: 0x0020, scales: 0x0040, matrix: 0x0080 };
/** From the beginning of an outline to its points, or to its parts. */
const OUTLINE_HEADER = 10;

export class TrueType {
	readonly #bytes: Raw;
	readonly #view: DataView;
	readonly #glyphs: ReadonlyMap<number, number>;

	/** @throws RangeError for what is no such font: one of 1000 units, with long offsets and all of Unicode */
	constructor(bytes: Raw) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		const head = this.#table('head');
		if (this.#view.getUint16(head + 18) !== 1000 || this.#view.getInt16(head + 50) !== 1)
			throw new RangeError('another kind of font');
		this.#glyphs = this.#characterMap();
	}

	get metrics(): Metrics {
		const head = this.#table('head');
		const hhea = this.#table('hhea');
		const at = (place: number) => this.#view.getInt16(place);
		return {
			box: [at(head + 36), at(head + 38), at(head + 40), at(head + 42)],
			ascent: at(hhea + 4),
			descent: at(hhea + 6),
			capitals: at(this.#table('OS/2') + 88)
		};
	}

	has(letter: string): boolean {
		return this.#glyphs.has(letter.codePointAt(0) ?? 0);
	}

	/** In thousandths of the size. */
	widthOf(letter: string): number {
		return this.#view.getUint16(this.#metric(this.#glyph(letter)));
	}

	/**
	 * A font in which the first of `letters` is glyph 1, the second glyph 2, and so on: each has one of its own even where two
	 * look the same, so that a glyph stands for one letter. What outlines are composed of comes after them.
	 */
	subset(letters: readonly string[]): Raw {
		const glyphs = [0, ...letters.map((letter) => this.#glyph(letter))];
		const places = new Map<number, number>();
		for (const glyph of glyphs)
			for (const { part } of this.#parts(glyph)) {
				if (places.has(part)) continue;
				places.set(part, glyphs.length);
				glyphs.push(part);
			}
		const outlines = glyphs.map((glyph) => padded(this.#moved(glyph, places)));
		const metrics = glyphs.map((glyph) => this.#copy(this.#metric(glyph), 4));
		const maxp = this.#copied('maxp');
		viewOf(maxp).setUint16(4, glyphs.length);
		const hhea = this.#copied('hhea');
		viewOf(hhea).setUint16(34, glyphs.length);
		return fontOf([
			['glyf', concat(...outlines)],
			['head', this.#copied('head')],
			['hhea', hhea],
			['hmtx', concat(...metrics)],
			['loca', offsetsOf(outlines)],
			['maxp', maxp]
		]);
	}

	#entry(tag: string): number {
		const count = this.#view.getUint16(4);
		for (let at = 12; at < 12 + 16 * count; at += 16)
			if (String.fromCharCode(...this.#bytes.subarray(at, at + 4)) === tag) return at;
		throw new RangeError(`no ${tag} in this font`);
	}

	#table(tag: string): number {
		return this.#view.getUint32(this.#entry(tag) + 8);
	}

	#copied(tag: string): Raw {
		return this.#copy(this.#table(tag), this.#view.getUint32(this.#entry(tag) + 12));
	}

	/** Of Node's own arrays of bytes a slice would be no copy. */
	#copy(at: number, length: number): Raw {
		return new Uint8Array(this.#bytes.subarray(at, at + length));
	}

	/** From code points to glyphs: the table of groups (format 12) for all of Unicode (platform 3, encoding 10). */
	#characterMap(): Map<number, number> {
		const [view, cmap] = [this.#view, this.#table('cmap')];
		const glyphs = new Map<number, number>();
		for (let index = 0; index < view.getUint16(cmap + 2); index++) {
			const record = cmap + 4 + 8 * index;
			const table = cmap + view.getUint32(record + 4);
			if (view.getUint32(record) !== 0x0003_000a || view.getUint16(table) !== 12) continue;
			for (let group = 0; group < view.getUint32(table + 12); group++) {
				const at = table + 16 + 12 * group;
				const [first, last] = [view.getUint32(at), view.getUint32(at + 4)];
				for (let code = first; code <= last; code++)
					glyphs.set(code, view.getUint32(at + 8) + code - first);
			}
		}
		return glyphs;
	}

	#glyph(letter: string): number {
		const glyph = this.#glyphs.get(letter.codePointAt(0) ?? 0);
		if (glyph === undefined) throw new RangeError('a letter that is not in this font');
		return glyph;
	}

	/** Where a glyph's width is; the bearing at its left follows. */
	#metric(glyph: number): number {
		if (glyph >= this.#view.getUint16(this.#table('hhea') + 34))
			throw new RangeError('a glyph without a width of its own');
		return this.#table('hmtx') + 4 * glyph;
	}

	#outline(glyph: number): Raw {
		const offset = this.#table('loca') + 4 * glyph;
		const [from, to] = [this.#view.getUint32(offset), this.#view.getUint32(offset + 4)];
		return this.#copy(this.#table('glyf') + from, to - from);
	}

	/** The glyphs that this one's outline is composed of, and where in the outline each is named. */
	#parts(glyph: number): { readonly part: number; readonly at: number }[] {
		const outline = viewOf(this.#outline(glyph));
		if (outline.byteLength === 0 || outline.getInt16(0) >= 0) return [];
		const parts = [];
		let flags: number = PART.more;
		for (let at = OUTLINE_HEADER; (flags & PART.more) !== 0; at += partLength(flags)) {
			flags = outline.getUint16(at);
			parts.push({ part: outline.getUint16(at + 2), at: at + 2 });
		}
		return parts;
	}

	/** The outline, composed of the same parts where they are now. */
	#moved(glyph: number, places: ReadonlyMap<number, number>): Raw {
		const outline = this.#outline(glyph);
		for (const { part, at } of this.#parts(glyph))
			viewOf(outline).setUint16(at, places.get(part) ?? 0);
		return outline;
	}
}

function partLength(flags: number): number {
	const place = flags & PART.wide ? 4 : 2;
	if (flags & PART.scale) return 4 + place + 2;
	if (flags & PART.scales) return 4 + place + 4;
	return 4 + place + (flags & PART.matrix ? 8 : 0);
}

const viewOf = (bytes: Raw) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

const padded = (bytes: Raw): Raw => concat(bytes, new Uint8Array(-bytes.length & 3));

function offsetsOf(outlines: readonly Raw[]): Raw {
	const offsets = new Uint8Array(4 * (outlines.length + 1));
	let end = 0;
	for (const [index, { length }] of outlines.entries())
		viewOf(offsets).setUint32(4 * (index + 1), (end += length));
	return offsets;
}

/** Of six tables, and for a search among them, which nobody needs and the format wants. */
const HEADER = [0x0001, 0x0000, 6, 64, 2, 32];
const ADJUSTMENT = 8;

/** Tables in the order of their names. */
function fontOf(
	tables: readonly (readonly ['glyf' | 'head' | 'hhea' | 'hmtx' | 'loca' | 'maxp', Raw])[]
): Raw {
	const directory = new Uint8Array(2 * HEADER.length + 16 * tables.length);
	const view = viewOf(directory);
	for (const [index, value] of HEADER.entries()) view.setUint16(2 * index, value);
	let offset = directory.length;
	let head = 0;
	for (const [index, [tag, bytes]] of tables.entries()) {
		const at = 2 * HEADER.length + 16 * index;
		if (tag === 'head') {
			head = offset;
			viewOf(bytes).setUint32(ADJUSTMENT, 0);
		}
		for (let letter = 0; letter < 4; letter++) view.setUint8(at + letter, tag.charCodeAt(letter));
		view.setUint32(at + 4, checksum(bytes));
		view.setUint32(at + 8, offset);
		view.setUint32(at + 12, bytes.length);
		offset += padded(bytes).length;
	}
	const font = concat(directory, ...tables.map(([, bytes]) => padded(bytes)));
	viewOf(font).setUint32(head + ADJUSTMENT, 0xb1b0_afba - checksum(font));
	return font;
}

/** As the format has it: the sum of its 32-bit words. */
function checksum(bytes: Raw): number {
	const words = viewOf(padded(bytes));
	let sum = 0;
	for (let at = 0; at < words.byteLength; at += 4) sum = (sum + words.getUint32(at)) >>> 0;
	return sum;
}
