/** What is shown in its own letters, and what as code points. The rules are for ever, as certificates are. */
import { describe, expect, test } from 'vitest';
import { installedFont } from '../cli/installed-font.ts';
import { toHex, utf8 } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { isNarrow, isPrintable, shown } from './letters.ts';

/** Each letter of the plane of all living scripts that is shown after and before one of these. */
function shownAmong(others: readonly string[]): string[] {
	const all = Array.from({ length: 0x1_0000 }, (_, code) => code)
		.filter((code) => code < 0xd800 || code > 0xdfff)
		.map((code) => String.fromCodePoint(code));
	return all.filter((letter) =>
		others.some((other) => {
			const text = `${other}${letter}${other}`;
			return text === text.normalize('NFC') && isPrintable(text, 'european');
		})
	);
}

describe('a text on a certificate', () => {
	test.each([
		'Łukasz Żółć (Client)',
		'Nguyễn Thị Ánh Đặng',
		'Ελένη Παπαδοπούλου',
		'Дмитрий Иванов',
		'Вера Иванова',
		'Иванов В. В.',
		'Ђорђе Љубица, Їжак Ґанок',
		'Ġorġ Ħaġ, Şükrü Işık, Ștefan Țurcanu, Őze, Þór',
		'1099_Иванов-2025.pdf',
		'Договор № 5, 1000 ₽, 20 ₴',
		'Μαρία Λαμπράκη',
		'Νίκος',
		'Сергій Єва'
	])('in letters of Europe stays as it is: %s', (text) => {
		expect(shown(text, 'european')).toBe(text);
	});

	test('is composed first', () => {
		expect(shown('Z\u0307o\u0301\u0142c\u0301', 'european')).toBe('Żółć');
		expect(shown('\u212b \u2126', 'european')).toBe('Å Ω');
	});

	test.each([
		['of other scripts', '王 أحمد שרה नमस्ते', /^(?:\\u\{[0-9a-f]+\} ?)+$/u],
		['emoji', 'Ł \u{1f600}', 'Ł \\u{1f600}'],
		['a mark that is part of no letter', 'ł\u0301q\u0301', 'ł\\u{301}q\\u{301}'],
		['what turns text round', 'Ł\u202e\u2066', 'Ł\\u{202e}\\u{2066}'],
		['what has no width', 'Ł\u200b\u200d\u2060\ufeff', 'Ł\\u{200b}\\u{200d}\\u{2060}\\u{feff}'],
		['controls', 'Ł\u0000\u0007\t\u0085\u2028', 'Ł\\u{0}\\u{7}\\u{9}\\u{85}\\u{2028}'],
		[
			'other spaces and hyphens',
			'Ł\u2003\u202f\u2010\u2212',
			'Ł\\u{2003}\\u{202f}\\u{2010}\\u{2212}'
		],
		['ligatures and digraphs', 'ﬁ ĳ ǆ ŉ', '\\u{fb01} \\u{133} \\u{1c6} \\u{149}'],
		['letters of no language of today', 'ſ ɑ ʒ ѣ ԁ ϐ', /^(?:\\u\{[0-9a-f]+\} ?)+$/u],
		['wide and mathematical letters', 'Ａ\u{1d400}', '\\u{ff21}\\u{1d400}'],
		['half a character', 'Ł\ud83d', 'Ł\\u{d83d}']
	])('shows as code points: %s', (_, text, expected) => {
		expect(shown(text, 'european')).toEqual(
			typeof expected === 'string' ? expected : expect.stringMatching(expected)
		);
		expect(isPrintable(text, 'european')).toBe(false);
	});

	test.each([
		['one Cyrillic letter in a Latin name', 'P\u0430ypal', 'P\\u{430}ypal'],
		['one Latin letter in a Cyrillic name', 'Ивaнов', '\\u{418}\\u{432}a\\u{43d}\\u{43e}\\u{432}'],
		['Greek in a Latin name', '\u039daria Łoś', '\\u{39d}aria Łoś'],
		['a unit of measure in Greek', '5 \u03bcm', '5 \\u{3bc}m'],
		['Greek and Cyrillic', 'λж', '\\u{3bb}\\u{436}'],
		['a Latin word with a letter of its own as well', 'Łuk\u0430sz', '\\u{141}uk\\u{430}sz'],
		['with a mark in between', 'q\u0301\u0430l', 'q\\u{301}\\u{430}l']
	])('keeps a word that mixes scripts as code points: %s', (_, text, expected) => {
		expect(shown(text, 'european')).toBe(expected);
	});

	test.each([
		['СОСА', '\\u{421}\\u{41e}\\u{421}\\u{410}'],
		['Вера', '\\u{412}\\u{435}\\u{440}\\u{430}'],
		['for Вера only', 'for \\u{412}\\u{435}\\u{440}\\u{430} only'],
		['р\u0430-ypal', '\\u{440}\\u{430}-ypal'],
		['р\u200dypal', '\\u{440}\\u{200d}ypal'],
		['ё', '\\u{451}'],
		['З00 000', '\\u{417}00 000'],
		['ΑΒΒΑ', '\\u{391}\\u{392}\\u{392}\\u{391}'],
		['ό', '\\u{3cc}'],
		['Є50, Ұ50', '\\u{404}50, \\u{4b0}50'],
		['Какао', '\\u{41a}\\u{430}\\u{43a}\\u{430}\\u{43e}'],
		['Иван for СОСА', 'Иван for \\u{421}\\u{41e}\\u{421}\\u{410}']
	])('keeps what could be Latin or a digit altogether as code points: %s', (text, expected) => {
		expect(shown(text, 'european')).toBe(expected);
	});

	test('in Windows-1252 is shown as it always was', () => {
		const text = 'Inés & Zoë — “50 €”\nÿ\u00a0\u00ad';
		for (const alphabet of ['windows-1252', 'european'] as const)
			expect(shown(text, alphabet)).toBe(text);
		expect(isNarrow(text)).toBe(true);
		expect(shown('Łukasz Иванов', 'windows-1252')).toBe(
			'\\u{141}ukasz \\u{418}\\u{432}\\u{430}\\u{43d}\\u{43e}\\u{432}'
		);
		expect(isNarrow('Ł')).toBe(false);
	});
});

test(
	'every letter that is shown is in the font, and which they are never changes',
	{ timeout: 60_000 },
	async () => {
		const font = await installedFont();
		const letters = shownAmong(['s', 'λ', 'ж']);
		expect(letters.filter((letter) => letter !== '\n' && !font.has(letter))).toEqual([]);
		expect([letters.length, await hashOf(letters)]).toEqual([
			1158,
			'b7f77698a75878041642bce76325968b06a32e94f193ef49b6d2d22a560aadf9'
		]);
		const alone = shownAmong(['']);
		expect([alone.length, await hashOf(alone)]).toEqual([
			902,
			'adbc1fc008dc87ac8d29aad17be818dc3f6926fd9c6b06274ca89ae7879c6005'
		]);
	}
);

const hashOf = async (letters: string[]) => toHex(await sha256(utf8(letters.join(''))));
