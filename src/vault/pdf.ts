/**
 * A small PDF: text in the standard fonts, and one attached file. The same content gives the same bytes, so that whoever has
 * the content can tell that not one byte of the file was changed. Lines that need letters outside the fonts' alphabet
 * (Windows-1252) are set in an embedded font where there is one; what that does not have is shown as code points
 * (letters.ts).
 */
import type { Raw } from '../crypto/brands.ts';
import { codeOf, isNarrow, shown } from './letters.ts';
import { embedded, type Embedded } from './pdf-font.ts';
import { bytesOf, hex, pdfPieces, pdfStream } from './pdf-objects.ts';
import type { TrueType } from './true-type.ts';

export type Font = 'plain' | 'bold' | 'mono';

export interface PdfLine {
	readonly text: string;
	readonly font: Font;
	/** In points; so are the others. */
	readonly size: number;
	readonly before: number;
	readonly indent: number;
}

/** A line that fits the column; its text is what is shown. */
export interface FittedLine extends PdfLine {
	/** The font to embed, where the standard ones do not have its letters. */
	readonly embed: TrueType | null;
}

export interface Attachment {
	readonly name: string;
	readonly description: string;
	/** ASCII. */
	readonly text: string;
}

/** Letter, with margins that suit A4 as well. */
const PAGE = { width: 612, height: 792, left: 66, top: 726, bottom: 66 };
const COLUMN = 470;
const FONTS = {
	plain: ['F1', 'Helvetica'],
	bold: ['F2', 'Helvetica-Bold'],
	mono: ['F3', 'Courier']
} as const;

const EMBEDDED = 'F4';
/** A bold line's pen is so many times thinner than its letters are high. */
const PEN = 36;

/** Advance widths of Helvetica from the space to the tilde, in thousandths of the size (Adobe’s font metrics). */
const WIDTHS =
	'278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
		.split(' ')
		.map(Number);
/** Wider than nearly all other letters, and than bold ones are beyond plain. */
const UNLISTED = 760;
const BOLDER = 1.08;

/**
 * The line broken to fit the column. Line breaks in it stay.
 * @param font null shows nothing but what the standard fonts have
 */
export function wrapped(line: PdfLine, font: TrueType | null): FittedLine[] {
	const room = COLUMN - line.indent;
	const text = shown(line.text, font ? 'european' : 'windows-1252');
	const fitted = { ...line, embed: isNarrow(text) ? null : font };
	const lines = text
		.split('\n')
		.flatMap((paragraph) => broken(paragraph, (piece) => widthOf(piece, fitted) <= room));
	return lines.map((piece, index) => ({
		...fitted,
		text: piece,
		before: index === 0 ? line.before : 0
	}));
}

function broken(paragraph: string, fits: (text: string) => boolean): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of paragraph.split(' ').flatMap((text) => cut(text, fits))) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (fits(longer)) line = longer;
		else {
			lines.push(line);
			line = word;
		}
	}
	return [...lines, line];
}

/** A word that is wider than the column, in pieces. */
function cut(word: string, fits: (text: string) => boolean): string[] {
	const pieces: string[] = [];
	let piece = '';
	for (const letter of word) {
		if (fits(piece + letter)) piece += letter;
		else {
			pieces.push(piece);
			piece = letter;
		}
	}
	return [...pieces, piece];
}

function widthOf(text: string, { font, size, embed }: FittedLine): number {
	const each = (letter: string) => {
		if (embed) return embed.widthOf(letter);
		return font === 'mono' ? 600 : (WIDTHS[letter.charCodeAt(0) - 32] ?? UNLISTED);
	};
	const width = [...text].reduce((sum, letter) => sum + each(letter), 0);
	return (width * size * (font === 'bold' ? BOLDER : 1)) / 1000;
}

/** One character for each byte. */
const encoded = (text: string): string =>
	[...text].map((letter) => String.fromCharCode(codeOf(letter) ?? 0x3f)).join('');
const literal = (text: string): string => `(${encoded(text).replaceAll(/[\\()]/g, '\\$&')})`;

/** Text beside the pages: as on them, or in UTF-16 where that does not do. */
function stringOf(text: string): string {
	if (isNarrow(text)) return literal(text);
	const units = Array.from(text, (_, at) => text.charCodeAt(at));
	return `<FEFF${units.map((unit) => hex(unit)).join('')}>`;
}

export interface Face {
	readonly title: string;
	/** In which language the text is; null states none. */
	readonly lang: string | null;
	readonly footer: (page: number, of: number) => string;
}

/**
 * @param lines of `wrapped`
 * @param font as there
 */
export function pdfOf(
	face: Face,
	lines: readonly FittedLine[],
	attachment: Attachment,
	font: TrueType | null
): Raw {
	const { title, lang } = face;
	const stated = lang === null ? '' : ` /Lang ${literal(lang)}`;
	const wide =
		font &&
		embedded(
			font,
			lines.filter(({ embed }) => embed).map(({ text }) => text)
		);
	const pages = paged(lines, wide);
	const fontNames = Object.values(FONTS);
	// 1 catalog, 2 pages, 3 the file’s place, 4 the file, 5 title, then fonts, then two for each page, then the embedded font.
	const firstFont = 6;
	const firstPage = firstFont + fontNames.length;
	const firstEmbedded = firstPage + 2 * pages.length;
	const kids = pages.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ');
	const fonts = [
		...fontNames.map(([name], index) => `/${name} ${firstFont + index} 0 R`),
		...(wide ? [`/${EMBEDDED} ${firstEmbedded} 0 R`] : [])
	].join(' ');
	const name = literal(attachment.name);
	const objects = [
		`<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [${name} 3 0 R] >> >> /AF [3 0 R] /PageMode /UseAttachments${stated} >>`,
		`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
		`<< /Type /Filespec /F ${name} /UF ${name} /Desc ${literal(attachment.description)} /AFRelationship /Data /EF << /F 4 0 R >> >>`,
		pdfStream('/Type /EmbeddedFile /Subtype /text#2Fplain', attachment.text),
		`<< /Title ${stringOf(shown(title, font ? 'european' : 'windows-1252'))} >>`,
		...fontNames.map(
			([, font]) =>
				`<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`
		),
		...pages.flatMap((page, index) => [
			`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << ${fonts} >> >> /Contents ${firstPage + 2 * index + 1} 0 R >>`,
			pdfStream('', [...page, footed(face.footer(index + 1, pages.length))].join('\n'))
		]),
		...(wide ? wide.objects(firstEmbedded) : [])
	];
	return bytesOf(pdfPieces(objects, ' /Info 5 0 R').join(''));
}

function paged(lines: readonly FittedLine[], wide: Embedded | null): string[][] {
	const pages: string[][] = [[]];
	let y = PAGE.top;
	for (const line of lines) {
		y -= line.before + line.size * 1.4;
		if (y < PAGE.bottom) {
			pages.push([]);
			y = PAGE.top - line.size;
		}
		pages.at(-1)?.push(drawn(line, y, wide));
	}
	return pages;
}

function drawn({ text, font, size, indent, embed }: FittedLine, y: number, wide: Embedded | null) {
	const at = `${PAGE.left + indent} ${y.toFixed(2)}`;
	if (!embed || !wide) return `BT /${FONTS[font][0]} ${size} Tf ${at} Td ${literal(text)} Tj ET`;
	const shown = `BT /${EMBEDDED} ${size} Tf ${at} Td ${wide.encoded(text)} Tj ET`;
	// There is no bold cut of it: a pen follows the outlines as well.
	return font === 'bold' ? `q 2 Tr ${(size / PEN).toFixed(2)} w ${shown} Q` : shown;
}

const footed = (text: string): string =>
	drawn({ text, font: 'plain', size: 8, before: 0, indent: 0, embed: null }, 40, null);

/** The text of the attached file, or null when this is no file that `pdfOf` made. */
export function attachmentOf(pdf: Uint8Array): string | null {
	const text = new TextDecoder('latin1').decode(pdf);
	const found = /\/Type \/EmbeddedFile \/Subtype \/text#2Fplain \/Length (\d+) >>\nstream\n/.exec(
		text
	);
	if (!found) return null;
	const start = found.index + found[0].length;
	const length = Number(found[1]);
	return start + length > text.length ? null : text.slice(start, start + length);
}
