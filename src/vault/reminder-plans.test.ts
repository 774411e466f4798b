import { describe, expect, test } from 'vitest';
import { newChecklistId, newVaultId } from '../crypto/ids.ts';
import {
	asListReminders,
	asPlan,
	firstReminder,
	planOf,
	usualReminders
} from './reminder-plans.ts';

const TODAY = '2026-02-26';
const due = (...days: (string | null)[]) => days.map((day) => ({ due: day }));

describe('the first reminder', () => {
	test.each([
		[
			'a week before the first document is due',
			due('2026-04-15', '2026-03-15', null),
			'2026-03-08'
		],
		['in a week where nothing has a date', due(null, null), '2026-03-05'],
		['in a week for an empty list', [], '2026-03-05'],
		['in three days where it would have been before', due('2026-03-02'), '2026-03-01'],
		['in three days where everything is late', due('2025-12-31'), '2026-03-01']
	])('is %s', (_, items, day) => {
		expect(firstReminder(items, TODAY)).toBe(day);
	});
});

test('days cross the wire as numbers and come back as the same days, leap days too', () => {
	for (const first of ['1970-01-01', '2028-02-29', '2026-12-31']) {
		const plan = asPlan({ ...usualReminders([], TODAY), first });
		const back = asListReminders(newChecklistId(), {
			...{ plan: '', active: true, every: 7, most: 4, sent: 0, last: null, missing: true },
			next: plan.first
		});
		expect(back.next).toBe(first);
	}
});

test('the id of a plan is the same for whoever knows vault and list, and says neither', async () => {
	const vault = newVaultId();
	const list = newChecklistId();
	const id = await planOf(vault, list);
	expect(id).toMatch(/^[\w-]{22}$/u);
	expect(await planOf(vault, list)).toBe(id);
	expect(await planOf(newVaultId(), list)).not.toBe(id);
	expect(await planOf(vault, newChecklistId())).not.toBe(id);
	expect(id).not.toBe(list);
});
