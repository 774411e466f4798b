import { describe, expect, test } from 'vitest';
import { World } from '../../tests/vault/world.ts';
import { inviteIdFrom, newTeamId, userIdFrom } from '../crypto/ids.ts';
import { newIdentitySeed, randomBytes } from '../crypto/random.ts';
import { identityFromSeed } from '../crypto/identity.ts';
import { expectedRecipients, isReader, keysBehind, mayCarryHistory } from './recipients.ts';

const world = await World.found();
const { owner } = world;
const keyless = await world.newStaff('Nils', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const vaultState = (await owner.vault(vault)).state;
const { state } = owner.firm;
const someKem = async () => (await identityFromSeed(newIdentitySeed())).kem.publicKey;

test('each reader comes with their own key', async () => {
	const user = userIdFrom(randomBytes(32));
	const invite = inviteIdFrom(randomBytes(16));
	const [mine, links] = [await someKem(), await someKem()];
	const readers = {
		members: new Map([[user, { bundle: { kem: mine } }]]),
		invitations: new Map([
			[invite, { kem: links, state: 'open' as const, by: owner.id, expires: 5 }]
		])
	};
	const team = state.teams.get(state.everyone);
	expect(expectedRecipients(state, [state.everyone], readers, 5)).toEqual([
		{ to: 'escrow', id: state.firm, teamEpoch: null, kem: state.escrow },
		{ to: 'team', id: state.everyone, teamEpoch: 1, kem: team?.kem },
		{ to: 'user', id: user, teamEpoch: null, kem: mine },
		{ to: 'invite', id: invite, teamEpoch: null, kem: links }
	]);
});

test('a team that the firm does not have receives nothing', () => {
	const nobody = { members: new Map(), invitations: new Map() };
	const found = expectedRecipients(state, [newTeamId()], nobody, 0);
	expect(found.map(({ to }) => to)).toEqual(['escrow']);
});

test('readers of a vault are its clients and the staff who hold a key of its team', async () => {
	await owner.firm.sync();
	const firm = owner.firm.state;
	expect(isReader(vaultState, firm, ana.id)).toBe(true);
	expect(isReader(vaultState, firm, owner.id)).toBe(true);
	expect(isReader(vaultState, firm, keyless.id)).toBe(false);
	expect(isReader(vaultState, firm, userIdFrom(randomBytes(32)))).toBe(false);
});

describe('of a firm whose team has a newer key', () => {
	/** As a newer firm log would say it. */
	const newer = (epoch: number, historyFrom: number) => {
		const team = state.teams.get(state.everyone);
		if (!team) throw new Error('no team');
		return { ...state, teams: new Map(state.teams).set(team.id, { ...team, epoch, historyFrom }) };
	};

	test('the vault is behind', () => {
		expect(keysBehind(vaultState, state)).toBe(false);
		expect(keysBehind(vaultState, newer(2, 1))).toBe(true);
	});

	test('the next key leads back, unless the team admitted somebody without history since', () => {
		expect(mayCarryHistory(vaultState, state)).toBe(true);
		expect(mayCarryHistory(vaultState, newer(2, 1))).toBe(true);
		expect(mayCarryHistory(vaultState, newer(2, 2))).toBe(false);
	});
});
