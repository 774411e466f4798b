/** What the folds' own tests left untold, found by changing the folds (docs/mutants.md). */
import { describe, expect, test } from 'vitest';
import type { UserId } from '../../src/crypto/brands.ts';
import { decodeBase64url } from '../../src/crypto/base64url.ts';
import { newWordsEntropy, randomBytes } from '../../src/crypto/random.ts';
import { admitToTeam } from '../../src/vault/admitting.ts';
import { FirmLog } from '../../src/vault/firm-log.ts';
import { foldVault } from '../../src/vault/fold-vault.ts';
import { removeStaff } from '../../src/vault/leaving.ts';
import { prepareNewKeys } from '../../src/vault/new-keys.ts';
import { Session } from '../../src/vault/session.ts';
import { VaultLog } from '../../src/vault/vault-log.ts';
import { fileBody, forgeVault, readVault, type Forgery } from '../vault/forge.ts';
import { World, type Person } from '../vault/world.ts';

const world = await World.found();
const { owner, portal, now } = world;
const vault = await world.createVault('Rivera');

/** What the fold says of a forgery by the owner in the vault. */
async function verdictOn(forgery: Forgery) {
	const log = await owner.vault(vault);
	const entry = await forgeVault(owner, log, forgery);
	const place = { firm: world.kit.firmId, vault };
	const read = await readVault(entry, log.epoch(log.state.epoch).seal);
	return (await foldVault(place, log.state, read, owner.firm)).verdict;
}

async function addFile(by: Person) {
	const { blob, file, body } = fileBody();
	const draft = { kind: 'file.added', payload: {}, body, blobs: [blob] } as const;
	const log = await by.vault(vault);
	await log.append(() => Promise.resolve({ ...draft, blobs: [blob] }), now);
	return file;
}

test('a file without a blob is malformed', async () => {
	const { body } = fileBody();
	const forgery = { kind: 'file.added', body, blobs: [] };
	expect(await verdictOn(forgery)).toEqual({ applied: false, reason: 'malformed' });
});

test('who takes new keys takes their own files along, and nobody else’s', async () => {
	const ana = await world.client(vault, 'Ana');
	const [hers, his] = [await addFile(ana), await addFile(owner)];
	const { account, request } = await newKeys(ana);
	const [{ entry }] = request['entries'] as [{ entry: string }];
	await portal.vaultLog(vault).append(decodeBase64url(entry), null);
	const { files } = (await owner.vault(vault)).state;
	expect(files.get(hers)?.addedBy).toBe(account.identity.userId);
	expect(files.get(his)?.addedBy).toBe(owner.id);
});

test('the genesis counts, and names the firm’s team', () => {
	const { teams, everyone } = owner.firm.state;
	expect(teams.get(everyone)?.name).not.toBeNull();
});

describe('after somebody was removed', async () => {
	const leaver = await world.staff('Petra', 'preparer');
	await removeStaff(owner.firm, owner.identity, leaver.id, now);
	await (await owner.vault(vault)).renew(now);

	test('the team’s new key is remembered as the remover’s', () => {
		const { teams, everyone } = owner.firm.state;
		expect(teams.get(everyone)?.startedBy).toEqual({ kind: 'user', id: owner.id });
	});

	test('who holds no key at all arrives at the same epoch and members', async () => {
		const firm = new FirmLog(world.kit.firmId, portal.firmLog, null, new Map());
		const keyless = () => ({ identity: null, teams: new Map() });
		const log = new VaultLog(vault, firm, portal.vaultLog(vault), keyless);
		await firm.sync();
		await log.sync();
		const { state } = await owner.vault(vault);
		expect(log.state.epoch).toBe(state.epoch);
		expect([...log.state.members.keys()]).toEqual([...state.members.keys()]);
	});

	test('who takes new keys is handed the team’s earlier keys again', async () => {
		// A newcomer without history starts a key that leads back to nothing.
		const newcomer = await world.newStaff('Nils', 'preparer');
		await admitToTeam(owner.firm, owner.identity, newcomer.id, false, now);
		const rita = await world.staff('Rita', 'preparer');
		const { account, request } = await newKeys(rita);
		const [{ entry }] = request['entries'] as [{ entry: string }];
		await portal.firmLog.append(decodeBase64url(entry), null);
		await owner.firm.sync();
		const { teams, everyone } = owner.firm.state;
		const epochsOf = (id: UserId) =>
			teams
				.get(everyone)
				?.earlier.flatMap(({ epoch, members }) => (members.has(id) ? [epoch] : []));
		// Not the one that the new key leads back to by itself.
		const handed = epochsOf(account.identity.userId);
		expect(handed?.length).toBeGreaterThan(0);
		expect(epochsOf(rita.id)).toEqual([...(handed ?? []), expect.any(Number)]);
	});
});

async function newKeys(person: Person) {
	const device = { loadHeads: async () => null, saveHeads: async () => undefined };
	const session = await Session.open(portal.api, person.account, device);
	const passkey = { credential: 'Y3JlZGVudGlhbA', prf: randomBytes(32) };
	return prepareNewKeys(session, passkey, newWordsEntropy(), now());
}
