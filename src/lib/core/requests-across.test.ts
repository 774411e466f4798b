import { describe, expect, test } from 'vitest';
import type { VaultId } from '../../crypto/brands.ts';
import type { ClientRequests } from '../../vault/view.ts';
import { dueOfRow, filtered, whatInWords } from './requests-across.ts';

const TODAY = '2026-03-20';
const row = (client: string, change: Partial<ClientRequests> = {}): ClientRequests => ({
	vault: client as VaultId,
	client,
	wanted: 0,
	returned: 0,
	overdue: 0,
	received: 0,
	nextDue: null,
	...change
});
const names = (rows: readonly ClientRequests[]) => rows.map(({ client }) => client);

describe('requests across clients', () => {
	const rows = [
		row('Zoe', { wanted: 2, nextDue: '2026-04-01' }),
		row('Ana', { wanted: 1 }),
		row('Max', { returned: 1, overdue: 1, nextDue: '2026-03-15', received: 1 }),
		row('Liu', { received: 3 }),
		row('Eva')
	];

	test('that wait for the client are those not sent or sent back, the soonest due first', () => {
		expect(names(filtered(rows, 'waiting'))).toEqual(['Max', 'Zoe', 'Ana']);
	});

	test('to check come where most wait first', () => {
		expect(names(filtered(rows, 'check'))).toEqual(['Liu', 'Max']);
	});

	test('that are late are those whose day has passed', () => {
		expect(names(filtered(rows, 'overdue'))).toEqual(['Max']);
	});

	test('are told in words, by what is to be done', () => {
		const max = row('Max', { wanted: 3, returned: 1, overdue: 2, received: 1 });
		expect(whatInWords(max, 'waiting')).toBe('3 documents wanted and 1 document sent back');
		expect(whatInWords(max, 'check')).toBe('1 answer to check');
		expect(whatInWords(max, 'overdue')).toBe('2 documents late');
		expect(dueOfRow(max, TODAY)).toBe('No due date');
		expect(dueOfRow({ ...max, nextDue: '2026-03-17' }, TODAY)).toBe('3 days late');
	});
});
