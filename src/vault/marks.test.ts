import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../tests/vault/world.ts';
import { markColours } from '../lib/ui/identity/marks.ts';
import { contrast } from '../server/mail/contrast.ts';
import { readableColours, typedMark } from './marks.ts';

const tokens = readFileSync('src/lib/ui/tokens.css', 'utf8');

/** Of a token in light and in dark. */
function shades(name: string): [string, string] {
	const [, light = '', dark = ''] =
		new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`, 'u').exec(tokens) ?? [];
	return [light, dark];
}

describe('a firm’s mark', () => {
	test.each(readableColours)('initials on %s can be read in light and in dark', (colour) => {
		const [inks, grounds] = [shades('mark-ink'), shades(`mark-${colour}`)];
		for (const theme of [0, 1] as const)
			expect(contrast(inks[theme], grounds[theme])).toBeGreaterThan(4.5);
	});

	test('has exactly the colours that the pages draw', () => {
		expect(readableColours).toEqual(markColours.map(({ id }) => id));
	});

	test('of a colour on which nothing can be read is refused', async () => {
		for (const colour of ['yellow', '#ffffff', 'Pine', '', 'constructor'])
			expect(await refusalOf(() => typedMark({ colour, initials: 'HF' }))).toBe(
				'colour-unreadable'
			);
	});

	test('of more than three letters, or of none, is refused', async () => {
		const refused = (initials: string) => refusalOf(() => typedMark({ colour: 'pine', initials }));
		expect(await refused('HFCO')).toBe('initials-too-long');
		expect(await refused('👩‍👩‍👧‍👦👩‍👩‍👧‍👦')).toBe('initials-too-long');
		expect(await refused('  ')).toBe('name-empty');
		expect(await refused('H\u202e')).toBe('name-not-allowed');
	});

	test('is kept as it was chosen', () => {
		expect(typedMark({ colour: 'plum', initials: ' MÖB ' })).toEqual({
			colour: 'plum',
			initials: 'MÖB'
		});
	});
});
