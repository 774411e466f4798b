import { expect, test } from 'vitest';
import type { PlaceView } from '../../vault/view.ts';
import { hasSeveralFirms, placeWords, waitsElsewhere } from './place-words.ts';

const place = (vault: string, wanted: number, unread: number, firm = 'A') =>
	({ vault, wanted, unread, firm }) as PlaceView;

test.each([
	[0, 0, ''],
	[2, 0, '2 to do'],
	[0, 1, '1 new'],
	[12, 3, '12 to do, 3 new']
])('%i wanted and %i unread are told as “%s”', (wanted, unread, words) => {
	expect(placeWords({ wanted, unread })).toBe(words);
});

test('what waits in the vault that is open is no news from another', () => {
	const places = [place('here', 2, 1), place('there', 0, 0)];
	expect(waitsElsewhere(places, 'here')).toBe(false);
	expect(waitsElsewhere(places, 'there')).toBe(true);
	expect(waitsElsewhere(places, null)).toBe(true);
});

test('firms are named where there are several', () => {
	expect(hasSeveralFirms([place('a', 0, 0), place('b', 0, 0)])).toBe(false);
	expect(hasSeveralFirms([place('a', 0, 0), place('b', 0, 0, 'B')])).toBe(true);
});
