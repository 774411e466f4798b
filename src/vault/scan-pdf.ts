/**
 * One PDF of photographed pages: each JPEG goes in as it was compressed, fitted to a sheet of paper, with nothing about
 * the camera, the place or the time, and no title, date or program in the document.
 */
import { bareJpeg, type BareJpeg } from './bare-jpeg.ts';
import { bytesOf, pdfPieces, pdfStream } from './pdf-objects.ts';

type PdfObject = string | (string | Blob)[];
export type Paper = 'a4' | 'letter';

/** In points, upright. */
const SHEETS: Record<Paper, { width: number; height: number }> = {
	a4: { width: 595.28, height: 841.89 },
	letter: { width: 612, height: 792 }
};

/** Reads one page at a time. Rejects with `scan-page-broken` for a page that is no JPEG. */
export async function scanPdf(pages: readonly Blob[], paper: Paper): Promise<Blob> {
	// 1 catalog, 2 pages, then three for each page.
	const kids = pages.map((_, index) => `${3 + 3 * index} 0 R`).join(' ');
	const objects: PdfObject[] = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`
	];
	for (const [index, page] of pages.entries()) {
		const picture = bareJpeg(new Uint8Array(await page.arrayBuffer()));
		objects.push(...pageOf(picture, 3 + 3 * index, paper));
	}
	const pieces = pdfPieces<Blob>(objects).map((piece) =>
		typeof piece === 'string' ? bytesOf(piece) : piece
	);
	return new Blob(pieces, { type: 'application/pdf' });
}

/** The page, what is drawn on it, and the picture; as wide or as high as the sheet, and in its middle. */
function pageOf(picture: BareJpeg, number: number, paper: Paper): PdfObject[] {
	const { width, height } = turned(SHEETS[paper], picture);
	const scale = Math.min(width / picture.width, height / picture.height);
	const drawn = [picture.width * scale, picture.height * scale] as const;
	const at = [(width - drawn[0]) / 2, (height - drawn[1]) / 2] as const;
	const matrix = [drawn[0], 0, 0, drawn[1], ...at].map((value) => value.toFixed(2)).join(' ');
	const image = new Blob([picture.bytes]);
	const space = picture.components === 1 ? '/DeviceGray' : '/DeviceRGB';
	return [
		`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Resources << /XObject << /P ${number + 2} 0 R >> >> /Contents ${number + 1} 0 R >>`,
		pdfStream('', `q ${matrix} cm /P Do Q`),
		[
			`<< /Type /XObject /Subtype /Image /Width ${picture.width} /Height ${picture.height} /ColorSpace ${space} /BitsPerComponent 8 /Filter /DCTDecode /Length ${image.size} >>\nstream\n`,
			image,
			'\nendstream'
		]
	];
}

/** A picture that is wider than high lies on a sheet that is, too. */
const turned = (
	sheet: { width: number; height: number },
	picture: BareJpeg
): { width: number; height: number } =>
	picture.width > picture.height ? { width: sheet.height, height: sheet.width } : sheet;
