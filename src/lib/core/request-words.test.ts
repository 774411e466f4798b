import { describe, expect, test } from 'vitest';
import { itemIdFrom, checklistIdFrom } from '../../crypto/ids.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { ChecklistView, ItemView } from '../../vault/view.ts';
import { dayOf, dueInWords, isLate, nextFirst, nextInWords, progressOf } from './request-words.ts';

const TODAY = '2026-03-12';
const item = (status: ItemView['status'], due: string | null = null, title = 'W-2'): ItemView => ({
	item: itemIdFrom(randomBytes(16)),
	title,
	hint: '',
	several: false,
	due,
	status,
	answers: [],
	versions: [],
	decision: null
});
const list = (...items: ItemView[]): ChecklistView => ({
	checklist: checklistIdFrom(randomBytes(16)),
	title: '2025',
	year: 2025,
	changed: 1,
	items
});

describe('a day', () => {
	test('is the reader’s own', () => {
		expect(dayOf(new Date(2026, 2, 5, 23, 59))).toBe('2026-03-05');
	});

	test.each([
		['2026-03-15', 'by 15 March'],
		['2027-01-31', 'by 31 January 2027'],
		['2026-03-13', 'due tomorrow'],
		['2026-03-12', 'due today'],
		['2026-03-11', '1 day late'],
		['2026-02-28', '12 days late'],
		['2026-01-31', 'was due 31 January'],
		['2025-03-12', 'was due 12 March 2025']
	])('%s is said as %s', (due, words) => {
		expect(dueInWords(due, TODAY, 'en-GB')).toBe(words);
	});

	test('that has passed is late only while something waits for the client', () => {
		const late = (status: ItemView['status']) => isLate(item(status, '2026-03-01'), TODAY);
		expect([late('wanted'), late('returned'), late('received'), late('waived')]).toEqual([
			true,
			true,
			false,
			false
		]);
		expect(isLate(item('wanted', TODAY), TODAY)).toBe(false);
	});
});

test('what does not apply is neither sent nor missing', () => {
	const items = [item('received'), item('accepted'), item('returned'), item('waived')];
	expect(progressOf(items)).toEqual({ sent: 2, of: 3 });
});

test.each<[string, ItemView[]]>([
	['Everything that was asked for is here. Thank you.', [item('received'), item('waived')]],
	['One document is still needed.', [item('wanted')]],
	[
		'Two documents are still needed, the next by 15 March.',
		[item('wanted', '2026-04-01'), item('returned', '2026-03-15'), item('accepted', '2026-03-13')]
	],
	['One document is still needed. Please send what is late first.', [item('wanted', '2026-03-01')]]
])('a client reads “%s”', (words, items) => {
	expect(nextInWords([list(...items)], TODAY, 'en-GB')).toBe(words);
});

test('what came back is on top, then what is due soonest, and what is done comes last', () => {
	const order = nextFirst([
		item('accepted', null, 'a'),
		item('wanted', null, 'b'),
		item('wanted', '2026-04-01', 'c'),
		item('waived', null, 'd'),
		item('wanted', '2026-03-15', 'e'),
		item('received', null, 'f'),
		item('returned', null, 'g')
	]);
	expect(order.map(({ title }) => title).join('')).toBe('gecbfad');
});
