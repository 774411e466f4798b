import { describe, expect, it } from 'vitest';
import { ordered } from '../screens/clients/ordering.ts';
import type { VaultId } from '../../crypto/brands.ts';
import type { ClientRow } from '../../vault/view.ts';
import { finding } from './finding.ts';

const row = (name: string, lastAt = 0): ClientRow => ({
	vault: name as VaultId,
	name,
	files: 0,
	newFiles: 0,
	waitingDrops: 0,
	newMessages: 0,
	status: 'joined',
	lastAt,
	lastKind: 'file.added',
	lastByStaff: false
});
const names = (rows: readonly ClientRow[]) => rows.map(({ name }) => name);
const rows = ordered([
	row('Okafor, Maria & Chidi', 1),
	row('Lindqvist Marine AB', 3),
	row('Müller, Åsa', 2)
]);

describe('the client search', () => {
	it('shows everybody, newest activity first, until something is typed', () => {
		expect(names(finding(rows, ' '))).toEqual([
			'Lindqvist Marine AB',
			'Müller, Åsa',
			'Okafor, Maria & Chidi'
		]);
	});

	it('finds words in any order', () => {
		expect(names(finding(rows, 'maria oka'))).toEqual(['Okafor, Maria & Chidi']);
	});

	it('does not mind case or accents', () => {
		expect(names(finding(rows, 'asa MULLER'))).toEqual(['Müller, Åsa']);
	});

	it('finds a renamed client by the new name only', () => {
		expect(names(finding(rows, 'okafor'))).toEqual(['Okafor, Maria & Chidi']);
		expect(names(finding([row('Adeyemi')], 'okafor'))).toEqual([]);
	});
});
