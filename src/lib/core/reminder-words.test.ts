import { expect, test } from 'vitest';
import { newChecklistId, inviteIdFrom } from '../../crypto/ids.ts';
import { randomBytes } from '../../crypto/random.ts';
import { inviteInWords, manyTimes, remindersInWords, spacings } from './reminder-words.ts';

const TODAY = '2026-02-26';
const plan = {
	checklist: newChecklistId(),
	...{ active: true, next: '2026-03-08', every: 7, most: 4, sent: 0 }
};
const said = (change: Partial<typeof plan>, missing = true) =>
	remindersInWords({ ...plan, ...change }, missing, TODAY, 'en-GB');

test('a list’s reminders are said as they will be', () => {
	expect(said({})).toBe('First reminder 8 March, then every week.');
	expect(said({ every: 14, sent: 1 })).toBe(
		'Next reminder 8 March, then every two weeks. 1 of 4 sent.'
	);
	expect(said({ most: 1 })).toBe('First reminder 8 March.');
	expect(said({ every: 5, sent: 3 })).toBe('Next reminder 8 March. 3 of 4 sent.');
	expect(said({ sent: 4 })).toBe('All 4 reminders were sent.');
	expect(said({ sent: 1, most: 1 })).toBe('The one reminder was sent.');
	expect(said({}, false)).toBe('Nothing is missing, so nobody is reminded.');
	expect(said({ active: false })).toBe('No reminders.');
});

test('what was chosen can be chosen again, also where it is unusual', () => {
	expect(spacings(7).map(({ value }) => value)).toEqual(['3', '7', '14', '30']);
	expect(spacings(10).map(({ value }) => value)).toEqual(['3', '7', '10', '14', '30']);
	expect(manyTimes().map(({ value }) => Number(value))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('an invitation’s reminders are said with what to do where they ended', () => {
	const invite = {
		invite: inviteIdFrom(randomBytes(16)),
		address: 'maria@client.example',
		language: 'en' as const,
		...{ active: true, stopped: null, sent: 0, last: null, next: Date.UTC(2026, 2, 1, 12) }
	};
	expect(inviteInWords(invite)).toMatch(/^Next on .*None sent yet\.$/u);
	expect(inviteInWords({ ...invite, active: false, sent: 1 })).toBe(
		'Reminders are off. 1 of 3 sent.'
	);
	expect(inviteInWords({ ...invite, sent: 2, next: null })).toBe('2 of 3 sent.');
	expect(inviteInWords({ ...invite, sent: 3 })).toContain('make a new link');
	expect(inviteInWords({ ...invite, stopped: 'declined' })).toContain('Call them');
	expect(inviteInWords({ ...invite, stopped: 'undeliverable' })).toContain('Check it');
});
