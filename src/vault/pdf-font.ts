/**
 * A TrueType font within a PDF, cut down to the letters that are used. Each has a number of its own, which is that of its
 * glyph, so that text can be searched and copied. Nothing is compressed: a compressor may give other bytes tomorrow.
 */
import { hex, latin, pdfStream } from './pdf-objects.ts';
import type { TrueType } from './true-type.ts';

export interface Embedded {
	/** What shows this text, all of whose letters are among those embedded. */
	readonly encoded: (text: string) => string;
	/** The font and what it needs, from this number on. */
	readonly objects: (first: number) => string[];
}

/** How many characters one section of a character map may have. */
const SECTION = 100;

/** @returns null where there is no text */
export function embedded(font: TrueType, texts: readonly string[]): Embedded | null {
	const letters = [...new Set(texts.flatMap((text) => [...text]))].sort(byCodePoint);
	if (letters.length === 0) return null;
	const numbers = new Map(letters.map((letter, index) => [letter, index + 1]));
	return {
		encoded: (text) => `<${[...text].map((letter) => hex(numbers.get(letter) ?? 0)).join('')}>`,
		objects: (first) => objects(font, letters, first)
	};
}

function objects(font: TrueType, letters: readonly string[], first: number): string[] {
	const program = font.subset(letters);
	const name = `${tagOf(letters)}+NotoSans-Regular`;
	const { box, ascent, descent, capitals } = font.metrics;
	const widths = letters.map((letter) => font.widthOf(letter)).join(' ');
	return [
		`<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${first + 1} 0 R] /ToUnicode ${first + 4} 0 R >>`,
		`<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${first + 2} 0 R /CIDToGIDMap /Identity /W [1 [${widths}]] >>`,
		`<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${box.join(' ')}] /ItalicAngle 0 /Ascent ${ascent} /Descent ${descent} /CapHeight ${capitals} /StemV 80 /FontFile2 ${first + 3} 0 R >>`,
		pdfStream(`/Length1 ${program.length}`, latin(program)),
		pdfStream('', toUnicode(letters))
	];
}

/** Six capitals, others for other letters: programs that put files together tell subsets of a font apart by them. */
function tagOf(letters: readonly string[]): string {
	let sum = letters.reduce((before, letter) => (before * 31 + codePoint(letter)) % 26 ** 6, 0);
	let tag = '';
	while (tag.length < 6) {
		tag += String.fromCharCode(0x41 + (sum % 26));
		sum = Math.floor(sum / 26);
	}
	return tag;
}

function toUnicode(letters: readonly string[]): string {
	const lines = letters.map((letter, index) => `<${hex(index + 1)}> <${hex(codePoint(letter))}>`);
	const sections = [];
	for (let at = 0; at < lines.length; at += SECTION) {
		const section = lines.slice(at, at + SECTION);
		sections.push(`${section.length} beginbfchar`, ...section, 'endbfchar');
	}
	return [
		'/CIDInit /ProcSet findresource begin',
		'12 dict begin',
		'begincmap',
		'/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
		'/CMapName /Adobe-Identity-UCS def',
		'/CMapType 2 def',
		'1 begincodespacerange',
		'<0000> <FFFF>',
		'endcodespacerange',
		...sections,
		'endcmap',
		'CMapName currentdict /CMap defineresource pop',
		'end',
		'end'
	].join('\n');
}

const codePoint = (letter: string): number => letter.codePointAt(0) ?? 0;
const byCodePoint = (a: string, b: string): number => codePoint(a) - codePoint(b);
