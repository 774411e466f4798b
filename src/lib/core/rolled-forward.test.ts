import { expect, test } from 'vitest';
import { checklistIdFrom, itemIdFrom } from '../../crypto/ids.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { ItemView } from '../../vault/view.ts';
import { rolledForward, yearLater, yearsOn } from './rolled-forward.ts';

test.each([
	['Your 2025 return', 'Your 2026 return'],
	['P60 for 2024/25', 'P60 for 2025/26'],
	['2099-00', '2100-01'],
	['Form 1098 and W-2, 2025', 'Form 1098 and W-2, 2026'],
	['Account 120255', 'Account 120255'],
	['Call 555-2025', 'Call 555-2025']
])('%s becomes %s', (text, later) => {
	expect(yearLater(text)).toBe(later);
});

test('years move back as they move on', () => {
	expect(yearsOn('P60 for 2024/25, kept since 2001', -25)).toBe('P60 for 1999/00, kept since 1976');
	expect(yearsOn('P60 for 1999/00', 25)).toBe('P60 for 2024/25');
});

const item = (change: Partial<ItemView>): ItemView => ({
	item: itemIdFrom(randomBytes(16)),
	title: 'W-2 for 2025',
	hint: 'Comes by 31 January 2026',
	several: true,
	due: '2026-03-15',
	status: 'accepted',
	answers: [],
	versions: [],
	decision: null,
	...change
});

test('a list rolls forward with fresh items, days a year later, and without what did not apply', () => {
	const list = {
		checklist: checklistIdFrom(randomBytes(16)),
		title: 'Your 2025 return',
		year: 2025,
		changed: 3,
		items: [item({}), item({ status: 'waived', title: 'K-1' }), item({ due: '2028-02-29' })]
	};
	const next = rolledForward(list, false);
	expect(next).toEqual({
		title: 'Your 2026 return',
		year: 2026,
		items: [
			{
				item: null,
				title: 'W-2 for 2026',
				hint: 'Comes by 31 January 2027',
				several: true,
				due: '2027-03-15'
			},
			expect.objectContaining({ due: '2029-02-28' })
		]
	});
	expect(rolledForward(list, true).items.map(({ title }) => title)).toContain('K-1');
	expect(rolledForward({ ...list, year: null }, false).year).toBeNull();
});
