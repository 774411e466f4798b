import { describe, expect, test } from 'vitest';
import { World } from '../../tests/vault/world.ts';
import type { ItemId } from '../crypto/brands.ts';
import { newChecklistId } from '../crypto/ids.ts';
import { accepting, listing, waiving, wordingOf } from './requests.ts';
import { requestFigures } from './requests-view.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultState } from './vault-state.ts';

const world = await World.found();
const { owner } = world;
const vault = await world.createVault('Rivera');
const log = await owner.vault(vault);

const append = (draft: (state: VaultState) => VaultDraft | null) =>
	log.append((state) => Promise.resolve(draft(state)), world.now);
const itemOf = (title: string): ItemId => {
	const found = [...log.state.items.values()].find((item) => item.title === title);
	if (!found) throw new Error(title);
	return found.item;
};

describe('the figures of a vault', () => {
	test('are nothing where nothing is asked', () => {
		expect(requestFigures(log.state.items.values(), '2026-03-16')).toMatchObject({
			overdue: 0,
			nextDue: null
		});
	});

	test('count items by status, what is late today, and the next day that matters', async () => {
		const line = (title: string, due: string | null) => ({
			item: null,
			title,
			hint: '',
			several: false,
			due
		});
		const wording = wordingOf({
			title: 'Your 2025 return',
			year: 2025,
			items: [
				line('W-2', '2026-03-15'),
				line('1098', '2026-04-01'),
				line('1099', null),
				line('K-1', '2026-02-01')
			]
		});
		await append(() => listing(newChecklistId(), wording));
		const me = owner.id;
		await append((state) => waiving(state, { me, item: itemOf('K-1') }, ''));
		expect(requestFigures(log.state.items.values(), '2026-03-15')).toEqual({
			by: { wanted: 3, received: 0, accepted: 0, returned: 0, waived: 1 },
			overdue: 0,
			nextDue: '2026-03-15'
		});
		expect(requestFigures(log.state.items.values(), '2026-03-16').overdue).toBe(1);
		await append((state) => accepting(state, { me, item: itemOf('W-2'), answers: [] }));
		expect(requestFigures(log.state.items.values(), '2026-03-16')).toMatchObject({
			by: { wanted: 2, accepted: 1 },
			overdue: 0,
			nextDue: '2026-04-01'
		});
	});
});
