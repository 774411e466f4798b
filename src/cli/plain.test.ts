import { expect, test } from 'vitest';
import { escapedJson, plain } from './plain.ts';

test.each([
	['an escape sequence', 'a\u001b[31mb', 'a\\u{1b}[31mb'],
	['a line break', 'a\r\nb', 'a\\u{d}\\u{a}b'],
	['an upper control character, which some terminals obey', 'a\u009b2Kb', 'a\\u{9b}2Kb'],
	['a change of writing direction', 'a\u202eb', 'a\\u{202e}b'],
	['an invisible tag beyond the basic plane', 'a\u{e0041}b', 'a\\u{e0041}b'],
	['half a character', 'a\ud800b', 'a\\u{d800}b'],
	['a line separator', 'a\u2028b', 'a\\u{2028}b']
])('%s is shown as its code point', (_, name, shown) => {
	expect(plain(name)).toBe(shown);
});

test.each(['Zoë Müller', '王小明', 'علی‌رضا', '👩‍👧 family', 'a/b & c'])(
	'%s is shown as it is',
	(name) => {
		expect(plain(name)).toBe(name);
	}
);

test('JSON keeps its meaning, and nothing in it moves a terminal', () => {
	const value = { name: 'a\u001b\u009b\u202e\u{e0041}\u2028\u007fé', list: [1, '\n'] };
	const text = escapedJson(JSON.stringify(value, null, '\t'));
	expect(JSON.parse(text)).toEqual(value);
	expect(text.replaceAll(/[\n\t]/gu, '')).toMatch(/^[ -~é]*$/u);
});
