import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archivePaths, segment } from './archive-names.ts';

const atTop = (...names: string[]) =>
	archivePaths(
		names.map((name) => ({ name, folder: null })),
		[]
	);

describe('a name in an archive', () => {
	test('stays as it is when every system can keep it', () => {
		for (const name of [
			'W-2 2025.pdf',
			'Bescheid für Jürgen.pdf',
			'領収書.png',
			'.env.txt'.slice(1)
		])
			expect(segment(name)).toBe(name);
	});

	test.each([
		['../../etc/passwd', '_.._etc_passwd'],
		['/etc/passwd', '_etc_passwd'],
		['C:\\Windows\\x.dll', 'C__Windows_x.dll'],
		['..', 'unnamed'],
		['...', 'unnamed'],
		['', 'unnamed'],
		['   ', 'unnamed'],
		['a\u0000b.pdf', 'ab.pdf'],
		['invoice\u202efdp.exe', 'invoicefdp.exe'],
		['report.pdf. . ', 'report.pdf'],
		['what?.pdf', 'what_.pdf'],
		['a<b>|"*.txt', 'a_b____.txt']
	])('%j becomes %j', (given, kept) => {
		expect(segment(given)).toBe(kept);
	});

	test.each(['CON', 'con.txt', 'Nul.tar.gz', 'COM1', 'lpt9.log', 'COM¹', 'aux .pdf', 'CONOUT$'])(
		'%j, a device of Windows, gets a mark in front',
		(name) => {
			expect(segment(name)).toBe(`_${name}`);
		}
	);

	test('console.txt and com10.txt are no devices', () => {
		expect(segment('console.txt')).toBe('console.txt');
		expect(segment('com10.txt')).toBe('com10.txt');
	});

	test('keeps its ending when it is too long for a disk', () => {
		const long = segment(`${'ü'.repeat(127)}.pdf`);
		expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(240);
		expect(long.endsWith('ü.pdf')).toBe(true);
	});
});

describe('names that collide when unpacked', () => {
	test('differ by a number in front of the ending', () => {
		expect(atTop('a.pdf', 'a.pdf', 'a.pdf')).toEqual(['a.pdf', 'a (2).pdf', 'a (3).pdf']);
	});

	test.each([
		['case', 'Report.PDF', 'report.pdf'],
		['the spelling of an accent', 'caf\u00e9.txt', 'cafe\u0301.txt'],
		['width', 'Ａ.txt', 'A.txt'],
		['a ligature', 'ﬁle.txt', 'file.txt'],
		['sharp s', 'straße.txt', 'STRASSE.txt'],
		['an end that Windows cuts off', 'a.txt', 'a.txt...'],
		['a letter nobody sees', 'a\u200d.txt', 'a.txt']
	])('are told apart where %s does not count', (_, one, other) => {
		const [first, second] = atTop(one, other);
		expect(first).toBe(segment(one));
		expect(second).toMatch(/ \(2\)\.(?:txt|pdf)$/iu);
	});

	test('a number that is taken already is passed over', () => {
		expect(atTop('a.pdf', 'a (2).pdf', 'a.pdf')).toEqual(['a.pdf', 'a (2).pdf', 'a (3).pdf']);
	});

	test('a file and a folder of one name do not meet', () => {
		const folders = [{ folder: 'x', name: 'Letters' }];
		const files = [
			{ name: 'letters', folder: null },
			{ name: 'a.pdf', folder: 'x' }
		];
		expect(archivePaths(files, folders)).toEqual(['letters (2)', 'Letters/a.pdf']);
	});

	test('two folders of one name stay two, and an empty one takes no name', () => {
		const folders = ['x', 'y', 'z'].map((folder) => ({ folder, name: '2025' }));
		const files = [
			{ name: 'a.pdf', folder: 'x' },
			{ name: 'a.pdf', folder: 'z' },
			{ name: 'a.pdf', folder: 'x' }
		];
		expect(archivePaths(files, folders)).toEqual([
			'2025/a.pdf',
			'2025 (2)/a.pdf',
			'2025/a (2).pdf'
		]);
	});
});

test('whatever the names, every path is safe, distinct everywhere and at most one folder deep', () => {
	const name = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.constantFrom('a', 'A', 'á', 'a\u0301', 'con', '..', 'a ', 'a.', '../a', 'a (2)', '\u202ea')
	);
	const folder = fc.option(fc.constantFrom('x', 'y'));
	const files = fc.array(fc.record({ name, folder }), { maxLength: 30 });
	fc.assert(
		fc.property(files, name, name, (given, x, y) => {
			const folders = [
				{ folder: 'x', name: x },
				{ folder: 'y', name: y }
			];
			const paths = archivePaths(given, folders);
			const seen = new Set(paths.map((path) => path.normalize('NFKD').toLowerCase()));
			expect(seen.size).toBe(given.length);
			for (const path of paths) {
				expect(path.isWellFormed()).toBe(true);
				expect(path.split('/').length).toBeLessThanOrEqual(2);
				for (const part of path.split('/'))
					expect(part).toMatch(/^[^<>:"/\\|?*\p{Cc}]*[^<>:"/\\|?*\p{Cc}. ]$/u);
				expect(path).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
			}
		})
	);
});
