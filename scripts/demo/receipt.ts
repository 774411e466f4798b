/** A till receipt as somebody might have photographed it: a grey PNG, drawn with letters of three by five points. */
import { crc32, deflateSync } from 'node:zlib';

/** Five rows of three points each, one octal digit a row. */
const LETTERS: Readonly<Record<string, string>> = {
	A: '25755',
	B: '65656',
	C: '34443',
	D: '65556',
	E: '74647',
	F: '74644',
	G: '34553',
	H: '55755',
	I: '72227',
	J: '11152',
	K: '55655',
	L: '44447',
	M: '57755',
	N: '65555',
	O: '25552',
	P: '65644',
	Q: '25563',
	R: '65655',
	S: '34216',
	T: '72222',
	U: '55557',
	V: '55552',
	W: '55775',
	X: '55255',
	Y: '55222',
	Z: '71247',
	0: '75557',
	1: '26227',
	2: '71747',
	3: '71317',
	4: '55711',
	5: '74717',
	6: '74757',
	7: '71122',
	8: '75757',
	9: '75717',
	'.': '00002',
	':': '02020',
	'-': '00700',
	'/': '11244',
	'%': '51245'
};
const DOT = 5;
const COLUMNS = 26;
const WIDTH = 640;
const MARGIN = 52;
const LINE = DOT * 9;

const shade = { table: 96, paper: 238, ink: 52 } as const;

/** `lines`: at most 26 of A-Z, 0-9 and .:-/% each. */
export function receipt(name: string, lines: readonly string[]): File {
	const height = lines.length * LINE + MARGIN * 4;
	const picture = new Uint8Array(WIDTH * height).fill(shade.table);
	const paint = (x: number, y: number, w: number, h: number, tone: number) => {
		for (let row = y; row < y + h; row++) picture.fill(tone, row * WIDTH + x, row * WIDTH + x + w);
	};
	paint(MARGIN, MARGIN, WIDTH - 2 * MARGIN, height - 2 * MARGIN, shade.paper);
	for (const [row, line] of lines.entries())
		for (const [column, letter] of [...line.slice(0, COLUMNS)].entries())
			for (const [down, octal] of [...(LETTERS[letter] ?? '00000')].entries())
				for (const across of [0, 1, 2])
					if (Number(octal) & (4 >> across))
						paint(
							MARGIN + 14 + column * DOT * 4 + across * DOT,
							MARGIN * 2 + row * LINE + down * DOT,
							DOT,
							DOT,
							shade.ink
						);
	return new File([png(picture, height)], name, { type: 'image/png' });
}

function png(picture: Uint8Array, height: number): Uint8Array<ArrayBuffer> {
	const rows = Buffer.alloc((WIDTH + 1) * height);
	for (let row = 0; row < height; row++)
		rows.set(picture.subarray(row * WIDTH, (row + 1) * WIDTH), row * (WIDTH + 1) + 1);
	const header = Buffer.alloc(13);
	header.writeUInt32BE(WIDTH, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 0, 0, 0, 0], 8);
	return Uint8Array.from(
		Buffer.concat([
			Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
			chunk('IHDR', header),
			chunk('IDAT', deflateSync(rows)),
			chunk('IEND', Buffer.alloc(0))
		])
	);
}

function chunk(type: string, content: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(content.length);
	const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
	const check = Buffer.alloc(4);
	check.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, check]);
}
