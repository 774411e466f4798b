/**
 * Small PDFs for the demo: a page of words, lines of amounts and rules, drawn with Helvetica. Text is Windows-1252, which
 * suits names in Latin letters. Everything is made here; nobody's papers are in it.
 */

export type Line =
	| { readonly kind: 'heading' | 'text' | 'small'; readonly text: string }
	| { readonly kind: 'row' | 'total'; readonly text: string; readonly amount: string }
	| { readonly kind: 'rule' | 'gap' };

export interface Letterhead {
	readonly name: string;
	readonly under: string;
	/** Red, green and blue, from 0 to 1. */
	readonly colour: readonly [number, number, number];
}

const WIDTH = 612;
const HEIGHT = 792;
const LEFT = 64;
const RIGHT = WIDTH - 64;
const STEP = { heading: 30, text: 17, small: 13, row: 19, total: 22, rule: 14, gap: 12 } as const;
const SIZE = { heading: 17, text: 10.5, small: 8.5, row: 10.5, total: 11 } as const;
/** The width of a digit, a comma and a point of Helvetica, in parts of the size: amounts end at the same edge. */
const DIGIT = 0.556;
const MARK = 0.278;

export function pdf(name: string, head: Letterhead, lines: readonly Line[]): File {
	const [r, g, b] = head.colour;
	const drawn = [
		`${r} ${g} ${b} rg 0 ${HEIGHT - 10} ${WIDTH} 10 re f`,
		words(head.name, LEFT, HEIGHT - 58, 'F2', 15),
		'0.4 g',
		words(head.under, LEFT, HEIGHT - 74, 'F1', 9),
		'0.1 g'
	];
	let y = HEIGHT - 118;
	for (const line of lines) {
		drawn.push(...drawing(line, y));
		y -= STEP[line.kind];
	}
	const bytes = Uint8Array.from(Buffer.from(documentOf(drawn.join('\n')), 'latin1'));
	return new File([bytes], name, { type: 'application/pdf' });
}

function drawing(line: Line, y: number): string[] {
	switch (line.kind) {
		case 'gap':
			return [];
		case 'rule':
			return [`0.75 G 0.6 w ${LEFT} ${y + 4} m ${RIGHT} ${y + 4} l S`];
		case 'row':
		case 'total': {
			const font = line.kind === 'row' ? 'F1' : 'F2';
			const size = SIZE[line.kind];
			const start = RIGHT - widthOf(line.amount) * size;
			return [words(line.text, LEFT, y, font, size), words(line.amount, start, y, font, size)];
		}
		default:
			return [words(line.text, LEFT, y, line.kind === 'heading' ? 'F2' : 'F1', SIZE[line.kind])];
	}
}

const widthOf = (amount: string): number =>
	[...amount].reduce((sum, mark) => sum + (/[\d€£$+-]/u.test(mark) ? DIGIT : MARK), 0);

function words(text: string, x: number, y: number, font: string, size: number): string {
	const escaped = windows1252(text).replace(/[\\()]/g, '\\$&');
	return `BT /${font} ${size} Tf ${x.toFixed(1)} ${y.toFixed(1)} Td (${escaped}) Tj ET`;
}

const PUNCTUATION: Readonly<Record<string, string>> = { '’': '\x92', '–': '\x96', '€': '\x80' };
const windows1252 = (text: string): string =>
	[...text].map((mark) => PUNCTUATION[mark] ?? (mark.charCodeAt(0) < 256 ? mark : '?')).join('');

function documentOf(content: string): string {
	const font = (name: string) =>
		`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>`,
		`<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
		font('Helvetica'),
		font('Helvetica-Bold')
	];
	let text = '%PDF-1.4\n';
	const places = objects.map((object, index) => {
		const at = text.length;
		text += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return `${String(at).padStart(10, '0')} 00000 n \n`;
	});
	const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
	const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n`;
	return `${text}${table}${trailer}startxref\n${text.length}\n%%EOF\n`;
}
