import { expect, test } from 'vitest';
import { typedAddress, typedCode } from './typed-mail.ts';

test('an address is taken without the spaces around it', () => {
	expect(typedAddress(' maria@client.example ')).toBe('maria@client.example');
});

test.each([
	'',
	'maria',
	'maria@',
	'a@b.example, c@d.example',
	'Maria <a@b.example>',
	'a b@c.example'
])('“%s” is no address', (text) => {
	expect(() => typedAddress(text)).toThrow('address-mistyped');
});

test('a code is taken however it was typed or pasted', () => {
	for (const text of ['01234567', '0123 4567', ' 0123-4567\n'])
		expect(typedCode(text)).toBe('01234567');
});

test.each(['', '1234567', '123456789', '0123 456x'])('“%s” is no code', (text) => {
	expect(() => typedCode(text)).toThrow('code-mistyped');
});
