import { expect, test } from 'vitest';
import { MOST_USES } from '../../contract/drops.ts';
import { embeddable, limits, uses } from './drop-choices.ts';

test('the button for a web site is one plain link, whatever the firm is called', () => {
	const html = embeddable('https://portal.example/drop#abc', '"><script>alert(1)</script> & Söhne');
	expect(html).not.toMatch(/<script|on\w+=/u);
	expect(html).toContain('href="https://portal.example/drop#abc"');
	expect(html).toContain('&lt;script&gt;');
	expect(html.match(/</gu)).toHaveLength(2);
	expect(html).toMatch(/^<a [^>]*style="[^"<>&]*background:#[0-9a-f]{6};color:#fff;[^"<>&]*">/u);
});

test('every choice is one that the log takes', () => {
	for (const { value } of uses) expect(Number(value)).toBeLessThanOrEqual(MOST_USES);
	for (const { value } of limits) expect(Number.isSafeInteger(Number(value) * 2)).toBe(true);
});
