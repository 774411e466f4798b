import { describe, expect, test } from 'vitest';
import { stranger } from '../../tests/vault/forge.ts';
import { grantTeam, World } from '../../tests/vault/world.ts';
import { newTeamSecret, randomBytes } from '../crypto/random.ts';
import { teamKeys } from '../crypto/team.ts';
import { wrappedFrom } from '../crypto/keys.ts';
import type { FirmState, TeamMember } from './firm-state.ts';
import { heldTeams, wrapTeamSecret, type HeldTeams } from './team-keys.ts';

const world = await World.found();
const { owner } = world;
const petra = await world.staff('Petra', 'preparer');
const nils = await world.newStaff('Nils', 'preparer');
const { state } = owner.firm;
const none: HeldTeams = new Map();
const everyone = state.teams.get(state.everyone);
if (!everyone) throw new Error('no team');
const place = { firm: state.firm, team: state.everyone, epoch: 1, sender: owner.id };

const withMember = (id: typeof petra.id, member: Partial<TeamMember>): FirmState => {
	const granted = everyone.members.get(petra.id);
	if (!granted) throw new Error('no member');
	const members = new Map(everyone.members).set(id, { ...granted, ...member });
	return { ...state, teams: new Map([[state.everyone, { ...everyone, members }]]) };
};

describe('team keys', () => {
	test('owner and preparer hold the same, from the genesis and from a grant', async () => {
		const [a] = (await heldTeams(state, owner.identity, none)).values();
		const [b] = (await heldTeams(state, petra.identity, none)).values();
		expect(a?.keys.kem.publicKey).toEqual(everyone.kem);
		expect(b).toEqual(a);
	});

	test('somebody who was not given one holds none', async () => {
		expect(await heldTeams(state, nils.identity, none)).toEqual(none);
		expect(await heldTeams(state, await stranger(), none)).toEqual(none);
	});

	test('a grant opens the names in the firm log with the entry that hands it over', async () => {
		await grantTeam(owner, nils.id, world.now);
		await nils.firm.sync();
		expect(nils.firm.state.name).toBe('Alder & Finch');
		expect(nils.firm.teams.size).toBe(1);
	});

	test('a key already held is not opened again', async () => {
		const known = await heldTeams(state, petra.identity, none);
		const broken = withMember(petra.id, { wrap: wrappedFrom(randomBytes(1169)) });
		expect(await heldTeams(broken, petra.identity, known)).toEqual(known);
	});

	test('a wrap that does not open is no key', async () => {
		const broken = withMember(petra.id, { wrap: wrappedFrom(randomBytes(1169)) });
		expect((await heldTeams(broken, petra.identity, none)).size).toBe(0);
	});

	test('a wrap of another secret than the log’s team key is no key', async () => {
		const wrap = await wrapTeamSecret(newTeamSecret(), petra.identity.kem.publicKey, place);
		const swapped = withMember(petra.id, { wrap });
		expect((await heldTeams(swapped, petra.identity, none)).size).toBe(0);
	});

	test('a wrap copied from another author’s entry does not open', async () => {
		const grantedBy = { kind: 'user' as const, id: petra.id };
		const copied = withMember(petra.id, { grantedBy });
		expect((await heldTeams(copied, petra.identity, none)).size).toBe(0);
	});

	test('a wrap for another team or generation does not open', async () => {
		const [held] = owner.firm.teams.values();
		if (!held) throw new Error('no key');
		const kem = petra.identity.kem.publicKey;
		const wrap = await wrapTeamSecret(held.secret, kem, { ...place, epoch: 2 });
		expect((await teamKeys(held.secret)).kem.publicKey).toEqual(everyone.kem);
		const misplaced = withMember(petra.id, { wrap });
		expect((await heldTeams(misplaced, petra.identity, none)).size).toBe(0);
	});
});

test('keys to names from elsewhere replace none that a team gives, and add none for unknown epochs', async () => {
	const right = owner.firm.directory.get(1);
	const other = (await teamKeys(newTeamSecret())).directory;
	owner.firm.learnDirectory(
		new Map([
			[1, other],
			[2, other]
		])
	);
	expect(owner.firm.directory.get(1)).toEqual(right);
	expect(owner.firm.directory.has(2)).toBe(false);
});
