import { expect, test } from 'vitest';
import { itemIdFrom } from '../../../crypto/ids.ts';
import type { ChecklistDraft } from '../../../vault/view.ts';
import { listFrom, templateFrom, unmoved } from './firm-templates.ts';

const asked: ChecklistDraft = {
	title: 'Your 2025 tax return',
	year: 2025,
	items: [
		{
			item: itemIdFrom(new Uint8Array(16)),
			title: 'P60 for 2024/25',
			hint: 'It comes by 31 May 2025.',
			several: true,
			due: '2026-03-15'
		}
	]
};

test('a template keeps what is asked for, and neither a due date nor the item it was', () => {
	const template = templateFrom('Employees', asked);
	expect(template).toEqual({
		name: 'Employees',
		title: asked.title,
		year: 2025,
		items: [{ title: 'P60 for 2024/25', hint: 'It comes by 31 May 2025.', several: true }]
	});
	expect(unmoved(template)).toEqual({
		...asked,
		items: asked.items.map((one) => ({ ...one, item: null, due: null }))
	});
});

test('the years in it move with the year it is used for', () => {
	const list = listFrom(templateFrom('Employees', asked), 2027);
	expect([list.title, list.year]).toEqual(['Your 2027 tax return', 2027]);
	expect(list.items).toMatchObject([
		{ title: 'P60 for 2026/27', hint: 'It comes by 31 May 2027.' }
	]);
});

test('one that is of no year stays as it is', () => {
	const template = templateFrom('Letter of 2019', { ...asked, year: null });
	expect(listFrom(template, 2027)).toMatchObject({ title: 'Your 2025 tax return', year: null });
	expect(unmoved(template).items).toMatchObject([{ title: 'P60 for 2024/25' }]);
});
