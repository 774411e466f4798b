/**
 * A small PDF: text in the standard fonts, and one attached file. The same content gives the same bytes, so that whoever has
 * the content can tell that not one byte of the file was changed. Text outside the fonts' alphabet (Windows-1252) is shown
 * as code points rather than replaced by something that looks alike.
 */
import type { Raw } from '../crypto/brands.ts';
import { bytesOf, pdfPieces, pdfStream } from './pdf-objects.ts';

export type Font = 'plain' | 'bold' | 'mono';

export interface PdfLine {
	readonly text: string;
	readonly font: Font;
	/** In points; so are the others. */
	readonly size: number;
	readonly before: number;
	readonly indent: number;
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

/** Advance widths of Helvetica from the space to the tilde, in thousandths of the size (Adobe’s font metrics). */
const WIDTHS =
	'278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
		.split(' ')
		.map(Number);
/** Wider than nearly all other letters, and than bold ones are beyond plain. */
const UNLISTED = 760;
const BOLDER = 1.08;

/** Windows-1252 from 0x80 to 0x9f; a space where it has no character. */
const UPPER = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** The line broken to fit the column. Line breaks in it stay. */
export function wrapped(line: PdfLine): PdfLine[] {
	const room = COLUMN - line.indent;
	const lines = shown(line.text)
		.split('\n')
		.flatMap((paragraph) => broken(paragraph, (text) => widthOf(text, line) <= room));
	return lines.map((text, index) => ({ ...line, text, before: index === 0 ? line.before : 0 }));
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

function widthOf(text: string, { font, size }: PdfLine): number {
	const each = (letter: string) =>
		font === 'mono' ? 600 : (WIDTHS[letter.charCodeAt(0) - 32] ?? UNLISTED);
	const width = [...text].reduce((sum, letter) => sum + each(letter), 0);
	return (width * size * (font === 'bold' ? BOLDER : 1)) / 1000;
}

const shown = (text: string): string =>
	[...text.normalize('NFC')]
		.map((letter) =>
			letter === '\n' || codeOf(letter) !== null
				? letter
				: `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`
		)
		.join('');

/** Whether the page shows this text as it is. */
export const isPrintable = (text: string): boolean => shown(text) === text.normalize('NFC');

/** The byte that shows this letter, or null. */
function codeOf(letter: string): number | null {
	const code = letter.codePointAt(0) ?? 0;
	if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code;
	const upper = letter === ' ' ? -1 : UPPER.indexOf(letter);
	return upper < 0 ? null : 0x80 + upper;
}

/** One character for each byte. */
const encoded = (text: string): string =>
	[...text].map((letter) => String.fromCharCode(codeOf(letter) ?? 0x3f)).join('');
const literal = (text: string): string => `(${encoded(text).replaceAll(/[\\()]/g, '\\$&')})`;

export interface Face {
	readonly title: string;
	/** In which language the text is; null states none. */
	readonly lang: string | null;
	readonly footer: (page: number, of: number) => string;
}

/** `lines` fit the column: see `wrapped`. */
export function pdfOf(face: Face, lines: readonly PdfLine[], attachment: Attachment): Raw {
	const { title, lang } = face;
	const stated = lang === null ? '' : ` /Lang ${literal(lang)}`;
	const pages = paged(lines);
	const fontNames = Object.values(FONTS);
	// 1 catalog, 2 pages, 3 the file’s place, 4 the file, 5 title, then fonts, then two for each page.
	const firstFont = 6;
	const firstPage = firstFont + fontNames.length;
	const kids = pages.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ');
	const fonts = fontNames.map(([name], index) => `/${name} ${firstFont + index} 0 R`).join(' ');
	const name = literal(attachment.name);
	const objects = [
		`<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [${name} 3 0 R] >> >> /AF [3 0 R] /PageMode /UseAttachments${stated} >>`,
		`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
		`<< /Type /Filespec /F ${name} /UF ${name} /Desc ${literal(attachment.description)} /AFRelationship /Data /EF << /F 4 0 R >> >>`,
		pdfStream('/Type /EmbeddedFile /Subtype /text#2Fplain', attachment.text),
		`<< /Title ${literal(shown(title))} >>`,
		...fontNames.map(
			([, font]) =>
				`<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`
		),
		...pages.flatMap((page, index) => [
			`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << ${fonts} >> >> /Contents ${firstPage + 2 * index + 1} 0 R >>`,
			pdfStream('', [...page, footed(face.footer(index + 1, pages.length))].join('\n'))
		])
	];
	return bytesOf(pdfPieces(objects, ' /Info 5 0 R').join(''));
}

function paged(lines: readonly PdfLine[]): string[][] {
	const pages: string[][] = [[]];
	let y = PAGE.top;
	for (const line of lines) {
		y -= line.before + line.size * 1.4;
		if (y < PAGE.bottom) {
			pages.push([]);
			y = PAGE.top - line.size;
		}
		pages.at(-1)?.push(drawn(line, y));
	}
	return pages;
}

function drawn({ text, font, size, indent }: PdfLine, y: number): string {
	const at = `${PAGE.left + indent} ${y.toFixed(2)}`;
	return `BT /${FONTS[font][0]} ${size} Tf ${at} Td ${literal(text)} Tj ET`;
}

const footed = (text: string): string =>
	drawn({ text, font: 'plain', size: 8, before: 0, indent: 0 }, 40);

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
