/** People leave, and keys change: what a portal takes, what it refuses, and who is out from that moment on. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { appendResponse, ceremony, logPage, signedIn, vaultsPage } from '../../src/contract/api.ts';
import { inOrder, type Grantee } from '../../src/contract/recipients.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { Head, ParsedEntry } from '../../src/crypto/entry-header.ts';
import { idBytes, newTeamId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { recoveryKeys, signRecoveryChallenge } from '../../src/crypto/recovery.ts';
import { expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { listen } from './listener.ts';
import { rejectedInFirm, rejectedInVault } from './readers.ts';
import { ChangingWorld, type TeamChange } from './changing-world.ts';
import { type Draft, type EpochChange, type Firm, type Person, type Vault } from './world.ts';

let portal: TestPortal;
let world: ChangingWorld;
let firm: Firm;
let admin: Person;
let leaver: Person;
let vault: Vault;
beforeAll(async () => {
	portal = await openPortal();
	world = new ChangingWorld(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	admin = await world.staff(firm, 'admin');
});
beforeEach(async () => {
	leaver = await world.staff(firm);
	vault = await world.createVault(firm, firm.owner);
});
/** Whatever a test tried: what the portal took, readers apply. */
afterEach(async () => {
	expect(await rejectedInFirm(firm)).toEqual([]);
	expect(await rejectedInVault(vault)).toEqual([]);
});
afterAll(() => portal.close());

const folder: Draft = { kind: 'folder.made', payload: {} };
const appended = async (answer: Promise<Response>) => (await read(answer, appendResponse)).head;
const firmHead = (by = firm.owner): Promise<Head> =>
	world.head(by.browser, `/api/firms/${firm.id}/log`);
const say = async (by: Person, draft: Draft) =>
	world.appendVault(vault, by, await world.vaultEntry(vault, by, draft));
const refusedFirm = async (by: Person, entry: Promise<ParsedEntry>) =>
	expectRefusal(world.appendFirm(firm, by, await entry), 'entry-refused');

test('whoever is removed is signed out everywhere and reads nothing from that moment on', async () => {
	const phone = world.browser();
	await read(world.signIn(leaver, phone), signedIn);
	const stream = await listen(phone);
	await world.removeStaff(firm, firm.owner, leaver);
	await stream.ended;
	expect(stream.heard).toEqual([{ type: 'signed-out' }]);
	for (const browser of [leaver.browser, phone]) {
		await expectRefusal(browser.get(`/api/firms/${firm.id}/log`), 'not-signed-in');
		await expectRefusal(browser.get(`/api/vaults/${vault.id}/log`), 'not-signed-in');
		await expectRefusal(browser.get('/api/account'), 'not-signed-in');
	}
});

test('those who remain hear of a removal', async () => {
	const stream = await listen(admin.browser);
	await world.removeStaff(firm, firm.owner, leaver);
	const { seq } = await firmHead();
	await expect.poll(() => stream.heard).toEqual([{ type: 'firm', firm: firm.id, seq }]);
	await stream.leave();
});

async function recoverySignIn({ entropy }: Person) {
	const browser = world.browser();
	const { recoveryId, signIn } = await recoveryKeys(entropy);
	const asked = await read(browser.post('/api/recovery/challenge', { recoveryId }), ceremony);
	const signature = toWire(signRecoveryChallenge(signIn, asked.challenge));
	return browser.post('/api/recovery/sign-in', { ceremony: asked.id, recoveryId, signature });
}

test('whoever is removed is told so, once they proved who they are', async () => {
	await world.removeStaff(firm, firm.owner, leaver);
	const browser = world.browser();
	const asked = await world.ceremony(browser, 'authenticate');
	const forged = leaver.passkey.assert(asked, { challenge: toWire(randomBytes(32)) });
	await expectRefusal(browser.post('/api/sign-in', { assertion: forged }), 'passkey-refused');
	await expectRefusal(world.signIn(leaver, browser), 'access-ended');
	expect(browser.cookie).toBeNull();
	await expectRefusal(recoverySignIn(leaver), 'access-ended');
});

test('what proved a person without access serves no second time', async () => {
	await world.removeStaff(firm, firm.owner, leaver);
	const browser = world.browser();
	const assertion = leaver.passkey.assert(await world.ceremony(browser, 'authenticate'));
	await expectRefusal(browser.post('/api/sign-in', { assertion }), 'access-ended');
	await expectRefusal(browser.post('/api/sign-in', { assertion }), 'ceremony-expired');
});

test('the links of whoever is removed are withdrawn, and nobody else’s', async () => {
	const second = await world.staff(firm, 'admin');
	const colleague = await world.inviteStaff(firm, second, 'preparer');
	const client = await world.inviteClient(vault, second);
	const stays = await world.inviteStaff(firm, admin, 'preparer');
	await world.removeStaff(firm, firm.owner, second);
	const join = (id: string) => world.browser().post(`/api/invites/${id}/join`, {});
	for (const { id } of [colleague, client]) {
		await expectRefusal(world.browser().get(`/api/invites/${id}`), 'invite-revoked');
		await expectRefusal(join(id), 'invite-revoked');
	}
	await world.joinStaff(firm, stays);
	// The link was a reader of the vault. It is none of the next key.
	await world.startEpoch(vault, firm.owner);
});

test('a link of whoever is removed cannot be withdrawn once more', async () => {
	const { id } = await world.inviteClient(vault, leaver);
	await world.removeStaff(firm, firm.owner, leaver);
	const payload = { epoch: await world.nextEpoch(vault, firm.owner), invite: idBytes(id) };
	const draft = { kind: 'member.uninvited', payload, epoch: vault.epoch + 1 };
	await expectRefusal(say(firm.owner, draft), 'entry-refused');
	await world.startEpoch(vault, firm.owner);
});

test('an entry that was under way when its author was removed is not taken', async () => {
	const entry = await world.vaultEntry(vault, leaver, folder);
	await world.removeStaff(firm, firm.owner, leaver);
	await expectRefusal(world.appendVault(vault, leaver, entry), 'not-signed-in');
	// Nor from somebody who would bring it in for them.
	await expectRefusal(world.appendVault(vault, firm.owner, entry), 'entry-refused');
});

test('staff without a team are removed without a new key', async () => {
	const person = await world.joinStaff(firm, await world.inviteStaff(firm, admin, 'preparer'));
	const { epoch } = firm;
	await world.removeStaff(firm, admin, person);
	expect(firm.epoch).toBe(epoch);
	await appended(say(firm.owner, folder));
	await expectRefusal(world.signIn(person, world.browser()), 'access-ended');
});

test('a preparer removes nobody', async () => {
	const other = await world.staff(firm);
	await refusedFirm(leaver, world.removal(firm, leaver, other));
});

test('nobody removes themself', async () => {
	await refusedFirm(firm.owner, world.removal(firm, firm.owner, firm.owner));
	await refusedFirm(admin, world.removal(firm, admin, admin));
});

test('only an owner removes owners and admins', async () => {
	const second = await world.staff(firm, 'admin');
	const partner = await world.staff(firm, 'owner');
	await refusedFirm(admin, world.removal(firm, admin, second));
	await refusedFirm(admin, world.removal(firm, admin, partner));
	await world.removeStaff(firm, partner, second);
	await world.removeStaff(firm, firm.owner, partner);
	await world.removeStaff(firm, admin, leaver);
});

test('somebody who is not on the roster cannot be removed', async () => {
	await refusedFirm(admin, world.removal(firm, admin, await world.person()));
	await world.removeStaff(firm, admin, leaver);
	await refusedFirm(admin, world.removal(firm, admin, leaver));
});

test('whoever holds no key of a team cannot remove its members', async () => {
	const keyless = await world.joinStaff(firm, await world.inviteStaff(firm, firm.owner, 'admin'));
	await refusedFirm(keyless, world.removal(firm, keyless, leaver));
});

const stranger = async () => (await world.person()).identity.userId;
const badChanges: [string, () => Promise<TeamChange>][] = [
	['the same epoch again', async () => ({ number: firm.epoch })],
	['an epoch that skips one', async () => ({ number: firm.epoch + 2 })],
	['a team that is not the firm’s', async () => ({ id: newTeamId() })],
	['members in another order', async () => ({ members: (right) => right.toReversed() })],
	['a member too many', async () => ({ joins: await stranger() })],
	['a member missing', async () => ({ members: (right) => right.slice(1) })],
	['a member twice', async () => ({ members: (right) => [...right, ...right.slice(-1)] })],
	['nothing of the key before', async () => ({ previous: null })]
];
test.each(badChanges)('a removal or new key with %s is refused', async (_, change) => {
	const bend = { change: await change() };
	await refusedFirm(firm.owner, world.removal(firm, firm.owner, leaver, bend));
	await refusedFirm(firm.owner, world.rotation(firm, firm.owner, undefined, bend));
	await read(leaver.browser.get(`/api/firms/${firm.id}/log`), logPage);
});

test('an epoch that skips one is refused, whatever its entry says of itself', async () => {
	const bend = { change: { number: firm.epoch + 2 }, epoch: firm.epoch + 2 };
	await refusedFirm(admin, world.removal(firm, admin, leaver, bend));
	await refusedFirm(admin, world.rotation(firm, admin, undefined, bend));
});

test('a removal that leaves the person in the team is refused', async () => {
	const change = { members: () => inOrder(firm.members) };
	await refusedFirm(firm.owner, world.removal(firm, firm.owner, leaver, { change }));
});

test('a removal without, or with more than, the new keys of the person’s teams is refused', async () => {
	const epoch = await world.teamEpoch(firm, { leaves: leaver.identity.userId });
	await refusedFirm(admin, world.removal(firm, admin, leaver, { teams: [] }));
	await refusedFirm(admin, world.removal(firm, admin, leaver, { teams: [], epoch: firm.epoch }));
	await refusedFirm(admin, world.removal(firm, admin, leaver, { teams: [epoch, epoch] }));
});

test('a new key whose entry is sealed under the one before is refused', async () => {
	await refusedFirm(admin, world.removal(firm, admin, leaver, { epoch: firm.epoch }));
	await refusedFirm(admin, world.rotation(firm, admin, undefined, { epoch: firm.epoch }));
});

test('a new key starts without anybody leaving', async () => {
	await world.rotateTeam(firm, admin);
	const changed = { kind: 'firm.changed', payload: {} };
	await appended(world.appendFirm(firm, admin, await world.firmEntry(firm, admin, changed)));
	await refusedFirm(admin, world.firmEntry(firm, admin, { ...changed, epoch: firm.epoch - 1 }));
	await world.startEpoch(vault, firm.owner);
});

test('a preparer, or an admin without the team’s key, starts none of its epochs', async () => {
	await refusedFirm(leaver, world.rotation(firm, leaver));
	const keyless = await world.joinStaff(firm, await world.inviteStaff(firm, firm.owner, 'admin'));
	await refusedFirm(keyless, world.rotation(firm, keyless));
});

test('a newcomer is admitted without history by a key that does not lead back', async () => {
	const newcomer = await world.joinStaff(firm, await world.inviteStaff(firm, admin, 'preparer'));
	const leadsBack = { change: { previous: randomBytes(105) } };
	await refusedFirm(admin, world.rotation(firm, admin, newcomer, leadsBack));
	await refusedFirm(admin, world.rotation(firm, admin, leaver));
	await refusedFirm(admin, world.rotation(firm, admin, await world.person()));
	await world.rotateTeam(firm, admin, newcomer);

	// Nor does the next key of any vault of the team, whoever makes it.
	const draft = (change: EpochChange) => world.epochDraft(vault, firm.owner, change);
	await expectRefusal(say(firm.owner, await draft({})), 'entry-refused');
	await world.startEpoch(vault, firm.owner, { previous: null });
	await world.startEpoch(vault, newcomer);
	await appended(say(newcomer, folder));
});

test('a join does not lead back either where the team withholds its history', async () => {
	const invitation = await world.inviteClient(vault, firm.owner);
	const newcomer = await world.joinStaff(firm, await world.inviteStaff(firm, admin, 'preparer'));
	await world.rotateTeam(firm, admin, newcomer);
	const request = (previous: EpochChange, person: Person) =>
		world.clientJoinRequest(vault, invitation, person, { change: previous });
	const address = `/api/invites/${invitation.id}/join`;
	const person = await world.person();
	await expectRefusal(person.browser.post(address, await request({}, person)), 'entry-refused');
	const body = await request({ previous: null }, person);
	await read(person.browser.post(address, body), signedIn);
	vault.epoch += 1;
});

const behind = async (by: Person, query = '') => {
	const listed = await read(by.browser.get(`/api/firms/${firm.id}/vaults?${query}`), vaultsPage);
	return new Map(listed.vaults.map((row) => [row.vault, row.keysBehind]));
};

test('after somebody left, a vault takes a new key before anything else', async () => {
	const client = await world.client(vault);
	const link = await world.inviteClient(vault, firm.owner);
	expect((await behind(admin)).get(vault.id)).toBe(false);
	expect((await behind(admin, 'behind=1')).has(vault.id)).toBe(false);
	await world.removeStaff(firm, firm.owner, leaver);
	for (const by of [admin, client]) {
		expect((await behind(by)).get(vault.id)).toBe(true);
		expect((await behind(by, 'behind=1')).get(vault.id)).toBe(true);
	}
	await expectRefusal(say(admin, folder), 'keys-behind');
	await expectRefusal(say(client, { kind: 'file.viewed', payload: {} }), 'keys-behind');
	const label = { kind: 'vault.renamed', payload: { label: world.label(firm) } };
	await expectRefusal(say(admin, label), 'keys-behind');
	// A member, a link and a removal can bring the new key as well as staff.
	await world.startEpoch(vault, client);
	await appended(say(admin, folder));
	await world.rotateTeam(firm, admin);
	await world.joinClient(vault, link);
	await appended(say(client, { kind: 'file.viewed', payload: {} }));
	await world.rotateTeam(firm, admin);
	await world.removeMember(vault, admin, client);
	await appended(say(admin, folder));
	expect((await behind(admin, 'behind=1')).has(vault.id)).toBe(false);
});

test('only ?behind=1 asks for the vaults that are behind', async () => {
	for (const query of ['behind=0', 'behind=', 'behind=true'])
		await expectRefusal(
			admin.browser.get(`/api/firms/${firm.id}/vaults?${query}`),
			'malformed-request'
		);
});

test('what quotes the firm as it was before its newest keys is sent back', async () => {
	const before = await firmHead();
	await world.removeStaff(firm, firm.owner, leaver);
	await expectRefusal(say(admin, { ...folder, firmHead: before }), 'firm-moved');
	const draft = await world.epochDraft(vault, admin);
	await expectRefusal(say(admin, { ...draft, firmHead: before }), 'firm-moved');
	const { entry } = await world.vaultGenesis(firm, admin, { firmHead: before });
	await expectRefusal(world.postVault(firm, admin, entry), 'firm-moved');
	await world.startEpoch(vault, admin);
	const later = await firmHead();
	await world.inviteStaff(firm, admin, 'preparer');
	await appended(say(admin, { ...folder, firmHead: later }));
});

test('a vault begins with the current keys of its teams', async () => {
	await world.removeStaff(firm, firm.owner, leaver);
	const old: (right: Grantee[]) => Grantee[] = (right) =>
		right.map((grant) => (grant.to === 'team' ? { ...grant, teamEpoch: firm.epoch - 1 } : grant));
	const { entry } = await world.vaultGenesis(firm, admin, { change: { grants: old } });
	await expectRefusal(world.postVault(firm, admin, entry), 'entry-refused');
	const made = await world.createVault(firm, admin);
	expect((await behind(admin)).get(made.id)).toBe(false);
	await world.startEpoch(vault, admin);
});

test('a new key for the key of a team that is over is refused', async () => {
	await world.rotateTeam(firm, admin);
	const grants = (right: Grantee[]) =>
		right.map((grant) => (grant.to === 'team' ? { ...grant, teamEpoch: firm.epoch - 1 } : grant));
	const draft = await world.epochDraft(vault, admin, { grants });
	await expectRefusal(say(admin, draft), 'entry-refused');
	await world.startEpoch(vault, admin);
});

test('whoever was admitted at a key writes from that entry of the firm’s log on', async () => {
	const newcomer = await world.joinStaff(firm, await world.inviteStaff(firm, admin, 'preparer'));
	await world.rotateTeam(firm, admin, newcomer);
	await world.startEpoch(vault, newcomer, { previous: null });
	await appended(say(newcomer, folder));
});

test('a client who is removed is signed out and told that access has ended', async () => {
	const client = await world.client(vault);
	const stream = await listen(client.browser);
	await world.removeMember(vault, leaver, client);
	await stream.ended;
	expect(stream.heard.at(-1)).toEqual({ type: 'signed-out' });
	expect(stream.heard.filter(({ type }) => type === 'vault')).toEqual([]);
	await expectRefusal(client.browser.get(`/api/vaults/${vault.id}/log`), 'not-signed-in');
	await expectRefusal(world.signIn(client, world.browser()), 'access-ended');
});

test('a client who is removed from one vault keeps the others', async () => {
	const client = await world.client(vault);
	const other = await world.createVault(firm, admin);
	const { db } = portal.services;
	const { userId: user } = client.identity;
	await db.insertInto('vault_members').values({ vault: other.id, user }).execute();
	await world.removeMember(vault, leaver, client);
	await expectRefusal(client.browser.get(`/api/vaults/${vault.id}/log`), 'not-found');
	await read(client.browser.get(`/api/vaults/${other.id}/log`), logPage);
	await read(world.signIn(client, world.browser()), signedIn);
});

test('a client removes nobody', async () => {
	const [client, other] = [await world.client(vault), await world.client(vault)];
	const entry = await world.memberRemoval(vault, client, other);
	await expectRefusal(world.appendVault(vault, client, entry), 'entry-refused');
});

test('who is no member of the vault cannot be removed from it', async () => {
	for (const person of [leaver, await world.person()]) {
		const entry = await world.memberRemoval(vault, admin, person);
		await expectRefusal(world.appendVault(vault, admin, entry), 'entry-refused');
	}
});

test('a removal that still grants the key to whoever leaves is refused', async () => {
	const client = await world.client(vault);
	const { userId: id } = client.identity;
	const grants = (right: Grantee[]): Grantee[] => [...right, { to: 'user', id, teamEpoch: null }];
	const entry = await world.memberRemoval(vault, admin, client, { grants });
	await expectRefusal(world.appendVault(vault, admin, entry), 'entry-refused');
	await read(client.browser.get(`/api/vaults/${vault.id}/log`), logPage);
});

test('a link without history is granted nothing, and joining by it leads back to nothing', async () => {
	const invitation = await world.inviteClient(vault, leaver, undefined, false);
	await world.startEpoch(vault, leaver);
	const person = await world.person();
	const address = `/api/invites/${invitation.id}/join`;
	const leadsBack = await world.clientJoinRequest(vault, invitation, person);
	await expectRefusal(person.browser.post(address, leadsBack), 'entry-refused');
	const change = { previous: null };
	const request = await world.clientJoinRequest(vault, invitation, person, { change });
	await read(person.browser.post(address, request), signedIn);
	vault.epoch += 1;
	await appended(say(person, { kind: 'file.viewed', payload: {} }));
});

test('an invitation has a key with what is wrapped to it, or neither', async () => {
	const { payload, capsule } = await world.invitation();
	for (const half of [
		{ kem: randomBytes(1216), wrap: null },
		{ kem: null, wrap: randomBytes(1169) }
	]) {
		const draft = { kind: 'member.invited', payload: { ...payload, earlier: [], ...half } };
		const entry = await world.vaultEntry(vault, admin, draft);
		await expectRefusal(world.appendVault(vault, admin, entry, capsule), 'entry-refused');
	}
});
