import { describe, expect, test } from 'vitest';
import { wordingOf } from '../../../vault/requests.ts';
import { draftFrom, templateSets } from './templates.ts';

const KINDS = ['Individual', 'Couple', 'Sole trader', 'Company', 'Trust', 'Bookkeeping month'];

describe.each(templateSets)('the templates of $name', ({ id, templates }) => {
	test('are for everybody a firm has', () => {
		expect(templates.map(({ name }) => name)).toEqual(KINDS);
	});

	test.each(templates)(
		'$name can be asked for as it stands, and explains every item',
		(template) => {
			const draft = draftFrom(id, template, 2025);
			const { items, title } = wordingOf(draft);
			expect(items.length).toBeGreaterThan(5);
			expect(title).not.toMatch(/[{}]/u);
			expect(new Set(draft.items.map((item) => item.title)).size).toBe(items.length);
			for (const { hint } of draft.items) expect(hint).toMatch(/\.$/u);
		}
	);
});

test('a year is named as the country names it', () => {
	const titles = templateSets.map(
		({ id, templates: [first] }) => first && draftFrom(id, first, 2025).title
	);
	expect(titles).toEqual([
		'Your 2025 tax return',
		'Your Self Assessment for 2025/26',
		'Your 2025 tax return'
	]);
});
