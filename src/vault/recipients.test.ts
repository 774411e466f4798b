import { expect, test } from 'vitest';
import { World } from '../../tests/vault/world.ts';
import { inviteIdFrom, newTeamId, userIdFrom } from '../crypto/ids.ts';
import { newIdentitySeed, randomBytes } from '../crypto/random.ts';
import { identityFromSeed } from '../crypto/identity.ts';
import { expectedRecipients } from './recipients.ts';

const { owner } = await World.found();
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
