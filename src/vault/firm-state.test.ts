import { expect, test } from 'vitest';
import { World } from '../../tests/vault/world.ts';
import { teamsOf } from './firm-state.ts';

test('whoever is not on the roster holds no team’s rights, whatever the teams say', async () => {
	const { owner } = await World.found();
	const { state } = owner.firm;
	expect(teamsOf(state, owner.id, [state.everyone])).toEqual([state.everyone]);
	expect(teamsOf({ ...state, staff: new Map() }, owner.id, [state.everyone])).toEqual([]);
});
