/**
 * The skeleton of every PDF made here: numbered objects and the table that says where each begins. Text has one character
 * for each byte. Pictures are laid in as Blobs, whose bytes nobody holds in memory on the way.
 */
import type { Raw } from '../crypto/brands.ts';

/** Objects 1, 2, 3 …; the first is the catalog. `more` goes into the trailer. */
export function pdfPieces<Picture extends Blob = never>(
	objects: readonly (string | readonly (string | Picture)[])[],
	more = ''
): (string | Picture)[] {
	const pieces: (string | Picture)[] = [];
	let length = 0;
	const add = (piece: string | Picture) => {
		pieces.push(piece);
		length += typeof piece === 'string' ? piece.length : piece.size;
	};
	add('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n');
	const offsets: number[] = [];
	for (const [index, object] of objects.entries()) {
		offsets.push(length);
		add(`${index + 1} 0 obj\n`);
		for (const piece of typeof object === 'string' ? [object] : object) add(piece);
		add('\nendobj\n');
	}
	const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${more} >>\nstartxref\n${length}\n%%EOF\n`;
	add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`);
	return pieces;
}

export const pdfStream = (dictionary: string, data: string): string =>
	`<< ${dictionary} /Length ${data.length} >>\nstream\n${data}\nendstream`;

export function bytesOf(text: string): Raw {
	const bytes = new Uint8Array(text.length);
	for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
	return bytes;
}

/** What `bytesOf` gives back as these bytes. */
export const latin = (bytes: Uint8Array): string =>
	Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** Of two bytes. */
export const hex = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0');
