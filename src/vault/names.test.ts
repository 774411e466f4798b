import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../tests/vault/world.ts';
import { utf8 } from '../crypto/bytes.ts';
import { fileName, typedFileName, typedName, typedWords } from './names.ts';

const family = '👨‍👩‍👧';
const heart = '❤️';

describe('a typed name', () => {
	test.each([
		['Müller & Söhne', 'Müller & Söhne'],
		['  2025  ', '2025'],
		[`Family ${family} ${heart}`, `Family ${family} ${heart}`],
		['שלום', 'שלום'],
		['cafe\u0301', 'café'],
		['a'.repeat(255), 'a'.repeat(255)],
		['…', '…']
	])('%j is kept', (typed, kept) => {
		expect(typedName(typed)).toBe(kept);
	});

	test.each(['', '   ', '\t\n', '\u200d', '\ufe0f \u200d'])('%j is empty', async (typed) => {
		expect(await refusalOf(() => typedName(typed))).toBe('name-empty');
	});

	test.each([
		['a line break', 'a\nb'],
		['a null', 'a\0b'],
		['an escape', 'a\u001b[31mb'],
		['a C1 control', 'a\u0085b'],
		['a right-to-left override', 'invoice\u202efdp.exe'],
		['a bidi isolate', 'a\u2066b'],
		['a zero-width space', 'a\u200bb'],
		['a byte order mark', 'a\ufeffb'],
		['a soft hyphen', 'a\u00adb'],
		['a line separator', 'a\u2028b'],
		['a private character', 'a\ue000b'],
		['half a character', 'a\ud800b']
	])('with %s is not allowed', async (_, typed) => {
		expect(await refusalOf(() => typedName(typed))).toBe('name-not-allowed');
	});

	test.each(['a'.repeat(256), 'ä'.repeat(128), '😀'.repeat(64)])(
		'of more than 255 bytes is too long',
		async (typed) => {
			expect(await refusalOf(() => typedName(typed))).toBe('name-too-long');
		}
	);
});

describe('a typed file name', () => {
	test('is kept as it was typed', () => {
		expect(typedFileName(` W-2 ${family}.pdf`)).toBe(`W-2 ${family}.pdf`);
	});

	test.each(['../../etc/passwd', 'W-2/1099.pdf', 'a\\b', '.htaccess', '..'])(
		'%j would have to change, and is refused',
		async (typed) => {
			expect(await refusalOf(() => typedFileName(typed))).toBe('name-not-a-file');
		}
	);
});

describe('a file’s own name', () => {
	test.each([
		['W-2 2025.pdf', 'W-2 2025.pdf'],
		['../../etc/passwd', 'passwd'],
		['..', 'unnamed'],
		['.', 'unnamed'],
		['', 'unnamed'],
		['   ', 'unnamed'],
		['...', 'unnamed'],
		['.htaccess', 'htaccess'],
		['. .hidden', 'hidden'],
		['C:\\x\\y', 'y'],
		['C:\\Users\\me\\W-2.pdf', 'W-2.pdf'],
		['folder/', 'unnamed'],
		['a/..\\b', 'b'],
		['invoice\u202efdp.exe', 'invoicefdp.exe'],
		['a\r\nContent-Type: x.pdf', 'aContent-Type: x.pdf'],
		['a\0.pdf', 'a.pdf'],
		['\u200d', 'unnamed'],
		['\u202e', 'unnamed'],
		['half\ud800.pdf', 'half.pdf'],
		[`${family}.jpg`, `${family}.jpg`],
		['Re\u0301sume\u0301.pdf', 'Résumé.pdf']
	])('%j becomes %j', (given, kept) => {
		expect(fileName(given)).toBe(kept);
	});

	test('of more than 255 bytes is cut in the middle and keeps its extension', () => {
		const name = fileName(`${'ä'.repeat(300)}.pdf`);
		expect(utf8(name).length).toBeLessThanOrEqual(255);
		expect(name).toMatch(/^ä{125}\.pdf$/u);
	});

	test('with an endless extension is cut at the end', () => {
		expect(fileName(`a.${'b'.repeat(400)}`)).toBe(`a.${'b'.repeat(253)}`);
	});

	test('never loses half a character to the cut', () => {
		const name = fileName('😀'.repeat(100));
		expect(name).toBe('😀'.repeat(63));
	});

	test('always becomes one visible path segment of 1 to 255 bytes, and then stays as it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
				const name = fileName(given);
				const { length } = utf8(name);
				expect(length).toBeGreaterThan(0);
				expect(length).toBeLessThanOrEqual(255);
				expect(name).not.toMatch(/[/\\\p{Cc}\p{Co}\u202a-\u202e\u2066-\u2069]|^\.|^\s/u);
				expect(fileName(name)).toBe(name);
			}),
			{ numRuns: 500 }
		);
	});
});

describe('words such as a reason', () => {
	test('are one line, without what nobody sees and without what is not text', () => {
		expect(typedWords(' Page 2\r\n is\tcut\u202e off\u0000 ')).toBe('Page 2 is cut off');
		expect(typedWords('\u200d \u200b')).toBe('');
		expect(typedWords('a\ud800b')).toBe('a\ufffdb');
	});

	test('have at most 1,000 bytes', () => {
		expect(typedWords('ä'.repeat(500))).toBe('ä'.repeat(500));
		expect(() => typedWords('ä'.repeat(501))).toThrow('text-too-long');
	});
});
