/** What is left of a photo in the document that is sent. */
import { describe, expect, test } from 'vitest';
import { bareJpeg } from '../../src/vault/bare-jpeg.ts';
import { scanPdf } from '../../src/vault/scan-pdf.ts';

/** The grammar of a JPEG without a picture in it: what a reader of markers goes by. */
const segment = (marker: number, ...data: number[]): number[] => [
	...[0xff, marker],
	...[(data.length + 2) >> 8, (data.length + 2) & 0xff],
	...data
];
const text = (words: string): number[] => [...new TextEncoder().encode(words)];
const SOI = [0xff, 0xd8];
const EOI = [0xff, 0xd9];
const TABLES = [...segment(0xdb, 1, 2, 3), ...segment(0xc4, 4, 5, 6)];
const frame = (width: number, height: number, components = 3): number[] =>
	segment(0xc0, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, components);
/** With a stuffed FF and a restart in its data. */
const SCAN = [...segment(0xda, 1, 1, 0, 0, 63, 0), 9, 0xff, 0, 9, 0xff, 0xd3, 9];
const EXIF = segment(0xe1, ...text('Exif\0\0GPS 48.85837 N 2.29448 E'));
const XMP = segment(0xe1, ...text('http://ns.adobe.com/xap/1.0/ author'));
const COMMENT = segment(0xfe, ...text('taken at home'));
const camera = [SOI, segment(0xe0, 74), EXIF, XMP, TABLES, COMMENT, frame(300, 400), SCAN, EOI];
const jpeg = (pieces: number[][] = camera): Uint8Array<ArrayBuffer> =>
	new Uint8Array(pieces.flat());
const page = (pieces?: number[][]): Blob => new Blob([jpeg(pieces)]);
const read = async (pdf: Blob): Promise<string> =>
	new TextDecoder('latin1').decode(await pdf.arrayBuffer());

describe('a bare JPEG', () => {
	test('C65 has the picture and nothing that the camera said about it', () => {
		const trailing = [...text('a second picture behind the first: GPS')];
		const { bytes, width, height, components } = bareJpeg(jpeg([...camera, trailing]));
		expect([width, height, components]).toEqual([300, 400, 3]);
		expect(bytes).toEqual(jpeg([SOI, TABLES, frame(300, 400), SCAN, EOI]));
		const words = new TextDecoder('latin1').decode(bytes);
		for (const told of ['GPS', 'author', 'home']) expect(words).not.toContain(told);
	});

	test('takes fill bytes before a marker, several scans, and grey pictures', () => {
		const pieces = [SOI, [0xff], TABLES, frame(3, 5, 1), SCAN, SCAN, EOI];
		expect(bareJpeg(jpeg(pieces))).toMatchObject({ width: 3, height: 5, components: 1 });
	});

	test.each<[string, number[][]]>([
		['nothing', []],
		['something else', [text('%PDF-1.7')]],
		['a cut one', [SOI, EXIF, TABLES, frame(300, 400), SCAN]],
		['one cut within a segment', [SOI, EXIF.slice(0, 9)]],
		['one that claims more than there is', [SOI, [0xff, 0xdb, 0xff, 0xff, 1]]],
		['one without a picture', [SOI, TABLES, EOI]],
		['one with two frames', [SOI, frame(3, 5), frame(3, 5), SCAN, EOI]],
		['one of no width', [SOI, frame(0, 5), SCAN, EOI]],
		['one in the colours of print', [SOI, frame(3, 5, 4), SCAN, EOI]],
		['one of an unknown kind', [SOI, segment(0xc3, 8, 0, 5, 0, 3, 3), SCAN, EOI]]
	])('is not made of %s', (_, pieces) => {
		expect(() => bareJpeg(jpeg(pieces))).toThrow(
			expect.objectContaining({ code: 'scan-page-broken' })
		);
	});
});

describe('a PDF of pages', () => {
	test('has a sheet for each page, upright or lying, with the picture in its middle', async () => {
		const wide = page([SOI, TABLES, frame(400, 300), SCAN, EOI]);
		const pdf = await read(await scanPdf([page(), wide], 'a4'));
		expect(pdf).toContain('/Count 2');
		expect(pdf).toContain('/MediaBox [0 0 595.28 841.89]');
		expect(pdf).toContain('/MediaBox [0 0 841.89 595.28]');
		expect(pdf).toContain('q 595.28 0.00 0.00 793.71 0.00 24.09 cm /P Do Q');
		expect(pdf).toContain('q 793.71 0.00 0.00 595.28 24.09 0.00 cm /P Do Q');
		expect(await read(await scanPdf([page()], 'letter'))).toContain('/MediaBox [0 0 612 792]');
	});

	test('says of each object where it begins, and of each picture how long it is', async () => {
		const pdf = await read(await scanPdf([page(), page()], 'letter'));
		const start = Number(/startxref\n(\d+)\n%%EOF\n$/u.exec(pdf)?.[1]);
		const lines = pdf.slice(start).split('\n');
		expect(lines.slice(0, 3)).toEqual(['xref', '0 9', '0000000000 65535 f ']);
		for (let number = 1; number <= 8; number++)
			expect(pdf.slice(Number(lines[number + 2]?.slice(0, 10)))).toMatch(
				new RegExp(`^${number} 0 obj\n`, 'u')
			);
		const [, length, rest = ''] = /\/DCTDecode \/Length (\d+) >>\nstream\n([^]*)/u.exec(pdf) ?? [];
		expect(rest.slice(Number(length)).startsWith('\nendstream\nendobj\n')).toBe(true);
	});

	test('C65 says nothing of a camera, a place, a time, a title or a program', async () => {
		const pdf = await read(await scanPdf([page()], 'a4'));
		for (const told of ['GPS', 'author', 'home', '/Info', '/Title', '/Producer', '/ID', 'Date'])
			expect(pdf).not.toContain(told);
	});

	test('is not made when one page is no JPEG', async () => {
		await expect(scanPdf([page(), new Blob(['hello'])], 'a4')).rejects.toMatchObject({
			code: 'scan-page-broken'
		});
	});
});
