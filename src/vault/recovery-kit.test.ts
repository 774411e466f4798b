import { beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, person, refusalOf, World, type Person } from '../../tests/vault/world.ts';
import { decodeBase64url } from '../crypto/base64url.ts';
import type { VaultId } from '../crypto/brands.ts';
import { newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { wrappedFrom } from '../crypto/keys.ts';
import { admitToTeam } from './admitting.ts';
import { memberKeys, removeStaff } from './leaving.ts';
import { forgetKit, kitView, openKit, prepareFirmRecovery } from './recovery-kit.ts';
import { makeTeamEpoch } from './team-keys.ts';

let world: World;
let vault: VaultId;
let petra: Person;
let ana: Person;

beforeEach(async () => {
	world = await World.found();
	petra = await world.staff('Petra', 'preparer');
	vault = await world.createVault('Rivera');
	ana = await world.client(vault, 'Ana');
	await makeFolder(await petra.vault(vault), '2024', world.now);
});

const passkey = () => ({ credential: 'Y3JlZGVudGlhbA', prf: randomBytes(32) });
const folders = async (who: Person) => [...(await who.vault(vault)).state.folders.values()];

/** What the page does with the kit's words; the portal appends the entry. */
async function recovered(name = 'Renata'): Promise<Person> {
	const kit = await openKit(world.portal.api, world.words);
	const input = { name, passkey: passkey(), words: newWordsEntropy() };
	const { account, request } = await prepareFirmRecovery(kit, input, world.now());
	await world.portal.firmLog.append(decodeBase64url(String(request['entry'])), null);
	return person(world.portal, account);
}

describe('the recovery kit', () => {
	test('shows what it opens before anything is done with it', async () => {
		const kit = await openKit(world.portal.api, world.words);
		expect(kitView(kit)).toEqual({
			firmName: 'Alder & Finch',
			mark: { colour: 'pine', initials: 'AF' },
			owners: ['Olga Alder']
		});
	});

	test('makes an owner who reads everything from before and after, and removes nobody', async () => {
		const renata = await recovered();
		expect(renata.firm.state.staff.get(renata.id)).toMatchObject({ role: 'owner', name: 'Renata' });
		expect(renata.firm.state.staff.has(world.owner.id)).toBe(true);
		expect(await folders(renata)).toEqual(['2024']);
		await makeFolder(await renata.vault(vault), '2025', world.now);
		await petra.firm.sync();
		await makeFolder(await petra.vault(vault), '2026', world.now);
		for (const reader of [renata, petra, ana, world.owner])
			expect(await folders(reader)).toEqual(['2024', '2025', '2026']);
	});

	test('reads across changes of keys, and across somebody who was to get no history', async () => {
		const { owner, now } = world;
		const nora = await world.newStaff('Nora', 'preparer');
		await admitToTeam(owner.firm, owner.identity, nora.id, false, now);
		await makeFolder(await owner.vault(vault), '2025', now);
		await world.client(vault, 'Ben', false);
		await makeFolder(await owner.vault(vault), '2026', now);
		await removeStaff(owner.firm, owner.identity, petra.id, now);
		expect(await folders(await recovered())).toEqual(['2024', '2025', '2026']);
		expect(await folders(nora)).not.toContain('2024');
	});

	test('lets the new owner end the access of a lost one', async () => {
		const renata = await recovered();
		await removeStaff(renata.firm, renata.identity, world.owner.id, world.now);
		const log = await renata.vault(vault);
		await makeFolder(log, '2025', world.now);
		await world.owner.firm.sync();
		expect((await world.owner.vault(vault)).heldEpoch(log.state.epoch)).toBeNull();
	});

	test('of another firm opens nothing', async () => {
		expect(await refusalOf(() => openKit(world.portal.api, newWordsEntropy()))).toBe('kit-unknown');
		const other = await World.found();
		expect(await refusalOf(() => openKit(world.portal.api, other.words))).toBe('kit-unknown');
	});

	test('does not believe a portal that answers with another firm’s log', async () => {
		const other = await World.found();
		const api = { ...other.portal.api, kitChallenge: world.portal.api.kitChallenge };
		expect(await refusalOf(() => openKit(api, world.words))).toBe('log-broken');
	});

	test('works although somebody kept the team’s key from it', async () => {
		const { owner, now } = world;
		await owner.firm.append(async (state) => {
			const held = owner.firm.teams.get(state.everyone);
			const members = memberKeys(state, [owner.id, petra.id]);
			const place = { team: state.everyone, epoch: 2, sender: owner.id };
			const made = await makeTeamEpoch(state, place, members, held ?? null);
			const team = { ...made.payload, escrow: wrappedFrom(randomBytes(1169)) };
			return {
				kind: 'team.rotated',
				payload: { admit: null, team },
				body: null,
				newEpoch: made.held
			};
		}, now);
		const renata = await recovered();
		const log = await renata.vault(vault);
		await makeFolder(log, '2025', now);
		expect(await folders(renata)).toEqual(['2025']);
		await petra.firm.sync();
		expect(await folders(petra)).toEqual(['2024', '2025']);
	});

	test('needs a passkey that unlocks', async () => {
		const kit = await openKit(world.portal.api, world.words);
		const input = {
			name: 'Renata',
			passkey: { ...passkey(), prf: null },
			words: newWordsEntropy()
		};
		expect(await refusalOf(() => prepareFirmRecovery(kit, input, world.now()))).toBe(
			'passkey-too-weak'
		);
	});

	test('is forgotten after use', async () => {
		const kit = await openKit(world.portal.api, world.words);
		forgetKit(kit);
		for (const { seed } of [kit.keys.root, kit.keys.escrow])
			expect(seed.every((byte) => byte === 0)).toBe(true);
	});
});
