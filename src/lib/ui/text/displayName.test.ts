import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginningOf, cleanName, cleanText, shortName, splitExtension } from './displayName.ts';

describe('a name made safe to show', () => {
	it('leaves an ordinary name, in any script, as it is', () => {
		for (const name of [
			'W-2 Northwind.pdf',
			'Årsredovisning 2025.pdf',
			'確定申告.pdf',
			'دفتر.xlsx'
		])
			expect(cleanName(name)).toBe(name);
	});

	it('keeps emoji whole, joiners included', () => {
		expect(cleanName('family 👨‍👩‍👧.jpg')).toBe('family 👨‍👩‍👧.jpg');
	});

	it('drops the override that would turn an extension around', () => {
		expect(cleanName('invoice\u202efdp.exe')).toBe('invoicefdp.exe');
	});

	it('drops control characters and keeps the name on one line', () => {
		expect(cleanName('a\u0000b\u001b[31m\r\nc\td\u2028e')).toBe('ab[31m c d e');
	});

	it('drops characters that have no ink', () => {
		expect(cleanName('pay\u200broll\u00ad\ufeff\u3164\u{e0041}.pdf')).toBe('payroll.pdf');
	});

	it('gives a name in which nothing is visible a word to stand on', () => {
		expect(cleanName('\u202e\u200b \u200d')).toBe('Unnamed');
		expect(cleanName('', 'Unnamed folder')).toBe('Unnamed folder');
	});

	it('replaces half a surrogate pair', () => {
		expect(cleanName('a\ud800b')).toBe('a\ufffdb');
	});

	it('does not let stacked marks climb out of the row', () => {
		expect(cleanName(`z${'\u0301'.repeat(40)}a`)).toBe(`z${'\u0301'.repeat(3)}a`);
	});

	it('shows a path as the text it is', () => {
		expect(cleanName('../../etc/passwd')).toBe('../../etc/passwd');
	});

	it('never holds a control or a bidirectional character, whatever came in', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (name) => {
				const shown = cleanName(name);
				expect(shown).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
				expect(shown).not.toBe('');
				expect(cleanName(shown)).toBe(shown);
			})
		);
	});
});

describe('a long name made short', () => {
	const long = `${'Statement of account '.repeat(6)}page 12.pdf`;

	it('keeps the beginning, the last letters and the extension', () => {
		expect(shortName(long, 40)).toMatch(/^Statement of account .*…\S* ?\S*12\.pdf$/u);
	});

	it('never takes more room than it was given', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme' }),
				fc.integer({ min: 8, max: 60 }),
				(name, limit) => {
					const letters = [...new Intl.Segmenter('en').segment(shortName(name, limit))];
					expect(letters.length).toBeLessThanOrEqual(limit);
				}
			)
		);
	});

	it('does not mistake a sentence after a full stop for an extension', () => {
		expect(shortName(`Mr. ${'long '.repeat(30)}end`, 30)).toMatch(/^Mr\. .*…/u);
	});

	it('does not cut an emoji in two', () => {
		expect(shortName('👨‍👩‍👧'.repeat(60), 20)).toBe(`${'👨‍👩‍👧'.repeat(11)}…${'👨‍👩‍👧'.repeat(8)}`);
	});
});

describe('the beginning of a sentence', () => {
	it('is all of it where that fits, and else ends where it was cut', () => {
		expect(beginningOf('Thank you, that is all.', 23)).toBe('Thank you, that is all.');
		expect(beginningOf('Thank you, that is all.', 22)).toBe('Thank you, that is al…');
		expect(beginningOf('Thank you, that is all.', 11)).toBe('Thank you,…');
	});

	it('is cleaned, and does not cut an emoji in two', () => {
		expect(beginningOf('Two\nlines \u202eof it', 40)).toBe('Two lines of it');
		expect(beginningOf('👨‍👩‍👧'.repeat(9), 4)).toBe(`${'👨‍👩‍👧'.repeat(3)}…`);
	});
});

describe('the ending of a name', () => {
	it.each([
		['December.pdf', 'December', '.pdf'],
		['archive.tar.gz', 'archive.tar', '.gz'],
		['Gustafsson Holdings AB', 'Gustafsson Holdings AB', ''],
		['Mr. Okafor', 'Mr. Okafor', ''],
		['.hidden', '.hidden', ''],
		['ends with a stop.', 'ends with a stop.', '']
	])('of %s is set apart', (name, stem, extension) =>
		expect(splitExtension(name)).toEqual([stem, extension])
	);

	it('loses nothing of the name', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (name) => {
				expect(splitExtension(name).join('')).toBe(name);
			})
		);
	});
});

describe('a text made safe to show', () => {
	it('keeps its lines, its paragraphs and its script', () => {
		const text = 'Dear Ana,\n\nשלום, مرحبا 👨‍👩‍👧\n– Petra';
		expect(cleanText(text)).toBe(text);
	});

	it('drops what reorders, hides or breaks out, and walls of empty lines', () => {
		expect(cleanText('pay\u202eevil\u2066 a\u200bb\u0000\u001b[2J')).toBe('payevil ab[2J');
		expect(cleanText('a\r\nb\u2028c\td')).toBe('a\nb\nc d');
		expect(cleanText(`a${'\n'.repeat(5000)}b`)).toBe('a\n\n\nb');
	});

	it('never holds a control but the line feed, nor a bidirectional character', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const shown = cleanText(text);
				expect(shown).not.toMatch(/(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
				expect(cleanText(shown)).toBe(shown);
			})
		);
	});
});
