/** New keys for oneself: everything moves to the new identity, or nothing does, and nobody with the old ones stays in. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { account, appendResponse, nothing, signedIn, vaultsPage } from '../../src/contract/api.ts';
import type { Grantee } from '../../src/contract/recipients.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { VaultId } from '../../src/crypto/brands.ts';
import type { ParsedEntry } from '../../src/crypto/entry-header.ts';
import { identityFromSeed, type Identity } from '../../src/crypto/identity.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { newIdentitySeed, newWordsEntropy, randomBytes } from '../../src/crypto/random.ts';
import { kitKeys, recoveryKeys } from '../../src/crypto/recovery.ts';
import { SoftwarePasskey } from './authenticator.ts';
import { listen } from './listener.ts';
import { expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { rejectedInFirm, rejectedInVault } from './readers.ts';
import { ChangingWorld, successionProof } from './changing-world.ts';
import { bundleOf, type Firm, type Person, type Vault } from './world.ts';

let portal: TestPortal;
let world: ChangingWorld;
let firm: Firm;
let vault: Vault;
let staff: Person;
let client: Person;
let successor: Identity;
beforeAll(async () => {
	portal = await openPortal();
	world = new ChangingWorld(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
});
beforeEach(async () => {
	staff = await world.staff(firm, 'admin');
	vault = await world.createVault(firm, firm.owner);
	client = await world.client(vault);
	successor = await identityFromSeed(newIdentitySeed());
});
/** Whatever a test tried: what the portal took, readers apply. */
afterEach(async () => {
	expect(await rejectedInFirm(firm)).toEqual([]);
	expect(await rejectedInVault(vault)).toEqual([]);
});
afterAll(() => portal.close());

type Entries = { vault: VaultId | null; entry: ParsedEntry }[];
const post = (by: Person, body: unknown) => by.browser.post('/api/account/rekey', body);
const asStaff = async (
	bend?: Parameters<ChangingWorld['staffSuccession']>[3]
): Promise<Entries> => [
	{ vault: null, entry: await world.staffSuccession(firm, staff, successor, bend) }
];
const asMember = async (
	bend?: Parameters<ChangingWorld['memberSuccession']>[3]
): Promise<Entries> => [
	{ vault: vault.id, entry: await world.memberSuccession(vault, client, successor, bend) }
];
const refused = async (by: Person, entries: Entries) =>
	expectRefusal(post(by, await world.rekeyRequest(by, successor, entries)), 'entry-refused');

/** The staff member under new keys. */
async function rekeyStaff(): Promise<Person> {
	const request = await world.rekeyRequest(staff, successor, await asStaff());
	await read(post(staff, request), signedIn);
	firm.epoch += 1;
	firm.members.delete(staff.identity.userId);
	firm.gone.add(staff.identity.userId);
	firm.members.add(successor.userId);
	return { ...staff, identity: successor };
}

async function rekeyClient(): Promise<Person> {
	const request = await world.rekeyRequest(client, successor, await asMember());
	await read(post(client, request), signedIn);
	vault.epoch += 1;
	return { ...client, identity: successor };
}

test('a colleague goes on under new keys with the passkey in use', async () => {
	const again = await rekeyStaff();
	const { userId, passkeys } = await read(again.browser.get('/api/account'), account);
	expect(userId).toBe(successor.userId);
	expect(passkeys.map(({ credential }) => credential)).toEqual([staff.passkey.id]);
	const { account: found } = await read(world.signIn(again, world.browser()), signedIn);
	expect(found.userId).toBe(successor.userId);
	await world.startEpoch(vault, again);
	await world.inviteStaff(firm, again, 'preparer');
});

test('every other passkey, the recovery words and all sessions end with the old keys', async () => {
	const other = new SoftwarePasskey(ORIGIN);
	const added = { ...(await world.newPasskey(staff.browser, other)), passkeyWrap: 'AAAA' };
	await read(staff.browser.post('/api/account/passkeys', added), nothing);
	const phone = world.browser();
	await read(world.signIn(staff, phone), signedIn);
	const laptop = world.browser();
	laptop.cookie = staff.browser.cookie;
	const streams = [await listen(phone), await listen(laptop)];
	await rekeyStaff();
	for (const { ended, heard } of streams) {
		await ended;
		expect(heard.at(-1)).toEqual({ type: 'signed-out' });
	}
	await expectRefusal(phone.get('/api/account'), 'not-signed-in');
	await expectRefusal(laptop.get('/api/account'), 'not-signed-in');
	await expectRefusal(world.signIn({ ...staff, passkey: other }, phone), 'passkey-unknown');
	const { recoveryId } = await recoveryKeys(staff.entropy);
	const asked = world.browser().post('/api/recovery/challenge', { recoveryId });
	await expectRefusal(asked, 'recovery-unknown');
});

test('the links made with the old keys are withdrawn', async () => {
	const colleague = await world.inviteStaff(firm, staff, 'preparer');
	const link = await world.inviteClient(vault, staff);
	await rekeyStaff();
	for (const { id } of [colleague, link])
		await expectRefusal(world.browser().get(`/api/invites/${id}`), 'invite-revoked');
	await world.startEpoch(vault, firm.owner);
});

test('the old keys sign nothing any more', async () => {
	const entry = await world.firmEntry(firm, staff, { kind: 'firm.changed', payload: {} });
	const again = await rekeyStaff();
	await expectRefusal(world.appendFirm(firm, again, entry), 'entry-refused');
	const { epoch } = firm;
	const late = await world.firmEntry(firm, staff, { kind: 'firm.changed', payload: {}, epoch });
	await expectRefusal(world.appendFirm(firm, again, late), 'entry-refused');
});

test('those who remain hear of it, as do readers of a client’s vaults', async () => {
	const stream = await listen(firm.owner.browser);
	await rekeyStaff();
	await world.startEpoch(vault, firm.owner);
	successor = await identityFromSeed(newIdentitySeed());
	await rekeyClient();
	await expect.poll(() => stream.heard.map(({ type }) => type)).toEqual(['firm', 'vault', 'vault']);
	await stream.leave();
});

test('a client goes on under new keys, with their files and what they have seen', async () => {
	const blob = await world.upload(vault, client, [new Uint8Array(70)]);
	await read(world.addFile(vault, client, blob), appendResponse);
	const first = await world.upload(vault, firm.owner, [new Uint8Array(90)]);
	const { head } = await read(world.addFile(vault, firm.owner, first), appendResponse);
	await read(client.browser.post(`/api/vaults/${vault.id}/seen`, { seq: head.seq }), nothing);
	const pending = await world.upload(vault, client, [new Uint8Array(80)]);
	const theirs = await world.upload(vault, firm.owner, [new Uint8Array(90)]);
	await read(world.addFile(vault, firm.owner, theirs), appendResponse);
	const again = await rekeyClient();
	const { vaults } = await read(again.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
	expect(vaults.map(({ vault: id, newFiles, members }) => [id, newFiles, members])).toEqual([
		[vault.id, 1, 1]
	]);
	await read(world.addFile(vault, again, pending), appendResponse);
	const draft = { kind: 'file.removed', payload: {}, blobs: [blob] };
	const entry = await world.vaultEntry(vault, again, draft);
	await read(world.appendVault(vault, again, entry), appendResponse);
});

test('a client needs no recovery words, and may bring them', async () => {
	const request = await world.rekeyRequest(client, successor, await asMember());
	await read(post(client, { ...request, recovery: null }), signedIn);
	vault.epoch += 1;
	const { recovery } = await read(client.browser.get('/api/account'), account);
	expect(recovery).toBeNull();
});

test('staff bring new recovery words', async () => {
	const request = await world.rekeyRequest(staff, successor, await asStaff());
	await expectRefusal(post(staff, { ...request, recovery: null }), 'recovery-required');
	const old = await world.recovery({ ...staff, identity: successor }, staff.entropy);
	await expectRefusal(post(staff, { ...request, recovery: old }), 'entry-refused');
	await read(post(staff, request), signedIn);
	firm.epoch += 1;
	firm.members.delete(staff.identity.userId);
	firm.members.add(successor.userId);
});

test('without a session there are no new keys', async () => {
	const request = await world.rekeyRequest(staff, successor, await asStaff());
	await expectRefusal(world.browser().post('/api/account/rekey', request), 'not-signed-in');
});

test('new keys need a fresh answer by a passkey of one’s own', async () => {
	const request = await world.rekeyRequest(client, successor, await asMember());
	const asked = await world.ceremony(client.browser, 'authenticate');
	const theirs = staff.passkey.assert(asked);
	await expectRefusal(post(client, { ...request, assertion: theirs }), 'passkey-unknown');
	const unknown = new SoftwarePasskey(ORIGIN).assert(asked);
	await expectRefusal(post(client, { ...request, assertion: unknown }), 'passkey-unknown');
	const forged = client.passkey.assert(asked, { challenge: toWire(randomBytes(32)) });
	await expectRefusal(post(client, { ...request, assertion: forged }), 'passkey-refused');
	await expectRefusal(post(client, { ...request, assertion: theirs }), 'passkey-unknown');
});

test('one request brings new keys once', async () => {
	const request = await world.rekeyRequest(client, successor, await asMember());
	await read(post(client, request), signedIn);
	vault.epoch += 1;
	await expectRefusal(post(client, request), 'entry-refused');
});

test('what lost the race for the head can be sent again with the same passkey answer', async () => {
	const request = await world.rekeyRequest(staff, successor, await asStaff());
	await world.inviteStaff(firm, firm.owner, 'preparer');
	await expectRefusal(post(staff, request), 'head-moved');
	const { entries } = await world.rekeyRequest(staff, successor, await asStaff());
	await read(post(staff, { ...request, entries }), signedIn);
	firm.epoch += 1;
	firm.members.delete(staff.identity.userId);
	firm.members.add(successor.userId);
});

test('new keys come with an entry for each place, once, and for no other', async () => {
	const other = await world.createVault(firm, firm.owner);
	const [mine = { vault: null, entry: null }] = await asMember();
	const { userId: user } = client.identity;
	const { db } = portal.services;
	await db.insertInto('vault_members').values({ vault: other.id, user }).execute();
	if (mine.entry === null) throw new Error('no entry');
	// One of two vaults.
	await refused(client, [mine]);
	await refused(client, [mine, mine]);
	const elsewhere = await world.memberSuccession(other, client, successor);
	await db.deleteFrom('vault_members').where('vault', '=', other.id).execute();
	// A vault that is not theirs, and the firm, whose staff they are not.
	await refused(client, [mine, { vault: other.id, entry: elsewhere }]);
	await refused(client, [{ vault: other.id, entry: elsewhere }]);
	const inFirm = await world.staffSuccession(firm, client, successor);
	await refused(client, [mine, { vault: null, entry: inFirm }]);
	await refused(client, [{ vault: null, entry: inFirm }]);
	await refused(staff, [...(await asStaff()), mine]);
	await rekeyClient();
});

test('a client of two vaults has new keys in both, or in none', async () => {
	const other = await world.createVault(firm, firm.owner);
	const { db } = portal.services;
	const { userId: user } = client.identity;
	await db.insertInto('vault_members').values({ vault: other.id, user }).execute();
	const there = async (bend = {}) => ({
		vault: other.id,
		entry: await world.memberSuccession(other, client, successor, bend)
	});
	await refused(client, [...(await asMember()), await there({ epoch: other.epoch })]);
	const both = [await there(), ...(await asMember())];
	await read(post(client, await world.rekeyRequest(client, successor, both)), signedIn);
	vault.epoch += 1;
	const members = await db
		.selectFrom('vault_members')
		.select('vault')
		.where('user', '=', successor.userId)
		.execute();
	expect(members.map(({ vault: id }) => id).sort()).toEqual([vault.id, other.id].sort());
});

test('an entry under another address than its own is refused', async () => {
	const [mine] = await asMember();
	const [inFirm] = await asStaff();
	if (mine === undefined || inFirm === undefined) throw new Error('no entry');
	await refused(client, [{ vault: null, entry: mine.entry }]);
	await refused(staff, [{ vault: vault.id, entry: inFirm.entry }]);
});

test('an entry that names another firm than the vault’s is refused', async () => {
	const { firmId: id } = await kitKeys(newWordsEntropy());
	const firmHead = await world.head(client.browser, `/api/firms/${firm.id}/log`);
	const grants = (right: Grantee[]): Grantee[] =>
		right.map((grant) => (grant.to === 'escrow' ? { ...grant, id: firm.id } : grant));
	const there = { ...vault, firm: { ...firm, id } };
	const bend = { firmHead, change: { grants } };
	const entry = await world.memberSuccession(there, client, successor, bend);
	await refused(client, [{ vault: vault.id, entry }]);
});

test('an entry of another kind is refused', async () => {
	const changed = await world.firmEntry(firm, staff, { kind: 'firm.changed', payload: {} });
	await refused(staff, [{ vault: null, entry: changed }]);
	const viewed = await world.vaultEntry(vault, client, { kind: 'file.viewed', payload: {} });
	await refused(client, [{ vault: vault.id, entry: viewed }]);
});

test('the endpoints of the logs take no new keys', async () => {
	const [inFirm] = await asStaff();
	const [mine] = await asMember();
	if (mine === undefined || inFirm === undefined) throw new Error('no entry');
	await expectRefusal(world.appendFirm(firm, staff, inFirm.entry), 'entry-refused');
	await expectRefusal(world.appendVault(vault, client, mine.entry), 'entry-refused');
});

test('new keys that the old ones did not sign for are refused', async () => {
	await refused(staff, await asStaff({ signer: successor.signing }));
	await refused(client, await asMember({ signer: successor.signing }));
	const { owner } = firm;
	const entry = await world.staffSuccession(firm, owner, successor);
	await refused(staff, [{ vault: null, entry }]);
});

test('new keys that do not sign for the place they take are refused', async () => {
	const of = staff.identity.userId;
	for (const proof of [
		successionProof(staff.identity, { firm: firm.id }, of),
		successionProof(successor, { firm: firm.id }, firm.id),
		successionProof(successor, { firm: firm.id, vault: vault.id }, of)
	])
		await refused(staff, await asStaff({ proof }));
	const other = successionProof(successor, { firm: firm.id }, client.identity.userId);
	await refused(client, await asMember({ proof: other }));
});

test('another bundle than that of the new account is refused', async () => {
	const entries = await asStaff();
	const request = await world.rekeyRequest(staff, successor, entries);
	const { identity } = await world.person();
	const body = { ...request, userId: identity.userId };
	await expectRefusal(post(staff, body), 'entry-refused');
});

test('a bundle that does not vouch for itself is refused', async () => {
	const proof = successionProof(successor, { firm: firm.id }, staff.identity.userId);
	const bundle = { ...bundleOf(successor), proof: randomBytes(64) };
	const change = { leaves: staff.identity.userId, joins: successor.userId };
	const teams = [await world.teamEpoch(firm, change)];
	await refused(staff, await asStaff({ payload: { bundle, earlier: [], proof, teams } }));
});

test('the keys of somebody who is or was here are no new keys', async () => {
	const gone = await world.staff(firm);
	await world.removeStaff(firm, firm.owner, gone);
	for (const { identity } of [staff, firm.owner, gone]) {
		successor = identity;
		await refused(staff, await asStaff());
	}
	await world.startEpoch(vault, firm.owner);
});

test('new keys of the person’s teams come with it, for exactly the same people', async () => {
	const { userId } = staff.identity;
	await refused(staff, await asStaff({ teams: [] }));
	await refused(staff, await asStaff({ change: { previous: null } }));
	await refused(staff, await asStaff({ change: { number: firm.epoch } }));
	await refused(staff, await asStaff({ change: { members: (right) => right.slice(1) } }));
	await refused(staff, await asStaff({ change: { members: (right) => [...right, userId] } }));
	await refused(staff, await asStaff({ epoch: firm.epoch }));
});

test('a colleague without a team yet replaces their keys too', async () => {
	staff = await world.joinStaff(firm, await world.inviteStaff(firm, firm.owner, 'preparer'));
	const request = await world.rekeyRequest(staff, successor, await asStaff());
	await read(post(staff, request), signedIn);
	const again = { ...staff, identity: successor };
	await read(world.grantTeam(firm, firm.owner, again), appendResponse);
	firm.members.add(successor.userId);
	const viewed = await world.vaultEntry(vault, again, { kind: 'file.viewed', payload: {} });
	await read(world.appendVault(vault, again, viewed), appendResponse);
});

test('a new key of the vault comes with it, for exactly its readers', async () => {
	await refused(client, await asMember({ change: { number: vault.epoch } }));
	await refused(client, await asMember({ change: { grants: (right) => right.slice(1) } }));
	await refused(client, await asMember({ change: { leaves: firm.owner.identity.userId } }));
	await refused(client, await asMember({ epoch: vault.epoch }));
	const kept = client.identity.userId;
	await refused(
		client,
		await asMember({
			change: { grants: (right) => [...right, { to: 'user', id: kept, teamEpoch: null }] }
		})
	);
});

test('nothing remains of new keys that were refused', async () => {
	const body = await world.rekeyRequest(staff, successor, await asStaff({ teams: [] }));
	await expectRefusal(post(staff, body), 'entry-refused');
	const { db } = portal.services;
	const { userId } = successor;
	const rows = await db.selectFrom('users').select('id').where('id', '=', userId).execute();
	expect(rows).toEqual([]);
	const { userId: same, passkeys } = await read(staff.browser.get('/api/account'), account);
	expect([same, passkeys.length]).toEqual([staff.identity.userId, 1]);
	expect(idBytes(same)).toEqual(idBytes(staff.identity.userId));
});
