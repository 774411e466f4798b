import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { appendResponse, inviteResponse, logPage, signedIn } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import { newLinkSecret } from '../../src/crypto/random.ts';
import { idBytes, newVaultId } from '../../src/crypto/ids.ts';
import { linkKeys } from '../../src/crypto/link.ts';
import { expectRefusal, HOUR, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { rejectedInFirm, rejectedInVault } from './readers.ts';
import {
	bundleOf,
	joinProof,
	World,
	type Draft,
	type EpochChange,
	type Firm,
	type Invitation,
	type Vault
} from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
let vault: Vault;
beforeAll(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	vault = await world.createVault(firm, firm.owner);
});
/** Whatever a test tried: what the portal took, readers apply. */
afterEach(async () => {
	expect(await rejectedInFirm(firm)).toEqual([]);
	expect(await rejectedInVault(vault)).toEqual([]);
});
afterAll(() => portal.close());

const post = (invitation: { id: string }, body: unknown) =>
	world.browser().post(`/api/invites/${invitation.id}/join`, body);
const inviteStaff = (expires?: number) => world.inviteStaff(firm, firm.owner, 'preparer', expires);
const inviteClient = () => world.inviteClient(vault, firm.owner);

test('a colleague joins by a link and reads the firm log before they hold a team', async () => {
	const ana = await world.joinStaff(firm, await inviteStaff());
	const page = await read(ana.browser.get(`/api/firms/${firm.id}/log`), logPage);
	expect(page.head.seq).toBe(page.entries.length - 1);
	await expectRefusal(ana.browser.get(`/api/vaults/${vault.id}/log`), 'not-found');
});

test('a client joins by a link and reads their vault and the firm log', async () => {
	const client = await world.client(vault);
	await read(client.browser.get(`/api/vaults/${vault.id}/log`), logPage);
	await read(client.browser.get(`/api/firms/${firm.id}/log`), logPage);
});

test('the holder of a link sees its capsule and the logs it is about', async () => {
	const invitation = await inviteClient();
	const browser = world.browser();
	const seen = await read(browser.get(`/api/invites/${invitation.id}`), inviteResponse);
	expect(seen).toEqual({
		kind: 'client',
		firm: firm.id,
		vault: vault.id,
		capsule: new Uint8Array(invitation.capsule)
	});
	await read(browser.get(`/api/invites/${invitation.id}/firm-log`), logPage);
	await read(browser.get(`/api/invites/${invitation.id}/vault-log`), logPage);
});

test('the holder of a colleague’s link sees no vault', async () => {
	const invitation = await inviteStaff();
	await expectRefusal(world.browser().get(`/api/invites/${invitation.id}/vault-log`), 'not-found');
});

test('a link nobody made is not found', async () => {
	const { inviteId } = await linkKeys(newLinkSecret());
	await expectRefusal(world.browser().get(`/api/invites/${inviteId}`), 'not-found');
	await expectRefusal(world.browser().get('/api/invites/mangled'), 'not-found');
	await expectRefusal(world.browser().get(`/api/invites/${inviteId}/firm-log`), 'not-found');
	await expectRefusal(post({ id: inviteId }, {}), 'not-found');
});

async function expectClosed(
	invitation: Invitation,
	code: 'invite-used' | 'invite-expired' | 'invite-revoked'
) {
	for (const path of ['', '/firm-log', '/vault-log']) {
		await expectRefusal(world.browser().get(`/api/invites/${invitation.id}${path}`), code);
	}
	await expectRefusal(post(invitation, {}), code);
}

test('a used link is refused', async () => {
	const invitation = await inviteClient();
	await world.joinClient(vault, invitation);
	await expectClosed(invitation, 'invite-used');
});

test('an expired link is refused', async () => {
	const invitation = await inviteStaff(Date.now() + 60_000);
	const person = await world.person();
	const request = await world.staffJoinRequest(firm, invitation, person);
	portal.pass(60_001);
	await expectClosed(invitation, 'invite-expired');
	await expectRefusal(post(invitation, request), 'invite-expired');
});

test('a withdrawn link is refused', async () => {
	const invitation = await inviteStaff();
	const payload = { invite: idBytes((await linkKeys(invitation.secret)).inviteId) };
	const draft = { kind: 'staff.uninvited', payload, body: null };
	const entry = await world.firmEntry(firm, firm.owner, draft);
	await read(world.appendFirm(firm, firm.owner, entry), appendResponse);
	await expectClosed(invitation, 'invite-revoked');
});

test('a client’s withdrawn link is refused', async () => {
	const invitation = await inviteClient();
	const epoch = vault.epoch + 1;
	const change = { without: invitation.id };
	const payload = {
		epoch: await world.nextEpoch(vault, firm.owner, change),
		invite: idBytes(invitation.id)
	};
	const draft = { kind: 'member.uninvited', payload, epoch };
	const entry = await world.vaultEntry(vault, firm.owner, draft);
	await read(world.appendVault(vault, firm.owner, entry), appendResponse);
	vault.epoch = epoch;
	await expectClosed(invitation, 'invite-revoked');
});

test('of two people racing for one link exactly one joins', async () => {
	const invitation = await inviteStaff();
	const requests = [];
	for (let i = 0; i < 4; i++) {
		requests.push(await world.staffJoinRequest(firm, invitation, await world.person()));
	}
	const answers = await Promise.all(requests.map((request) => post(invitation, request)));
	expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
});

test('a colleague without recovery words, or with a passkey that cannot unlock, is sent back', async () => {
	const invitation = await inviteStaff();
	const request = await world.staffJoinRequest(firm, invitation, await world.person());
	await expectRefusal(post(invitation, { ...request, recovery: null }), 'recovery-required');
	await expectRefusal(post(invitation, { ...request, passkeyWrap: null }), 'passkey-too-weak');
	await read(post(invitation, request), signedIn);
});

test('a join that lost the race for the head can be sent again with the same passkey answers', async () => {
	const invitation = await inviteStaff();
	const person = await world.person();
	const request = await world.staffJoinRequest(firm, invitation, person);
	await inviteStaff();
	await expectRefusal(post(invitation, request), 'head-moved');
	const { entry } = await world.staffJoinRequest(firm, invitation, person);
	await read(post(invitation, { ...request, entry }), signedIn);
});

async function staffEntry(invitation: Invitation, bend: Partial<Draft>) {
	const person = await world.person();
	const { inviteId, signing } = await linkKeys(invitation.secret);
	const entry = await world.firmEntry(firm, firm.owner, {
		kind: 'staff.joined',
		payload: {
			bundle: bundleOf(person.identity),
			invite: idBytes(inviteId),
			proof: joinProof(person.identity, { firm: firm.id }, inviteId)
		},
		author: { kind: 'invite', id: inviteId },
		signer: signing,
		...bend
	});
	return { ...(await world.account(person)), entry: toWire(entry.bytes) };
}

test('a join signed by another key than the link’s is refused', async () => {
	const invitation = await inviteStaff();
	const { signing } = await linkKeys(newLinkSecret());
	await expectRefusal(
		post(invitation, await staffEntry(invitation, { signer: signing })),
		'entry-refused'
	);
});

test('a join by another invitation’s entry is refused', async () => {
	const invitation = await inviteStaff();
	const other = await inviteStaff();
	await expectRefusal(post(invitation, await staffEntry(other, {})), 'entry-refused');
});

test('a join with an entry of another kind is refused', async () => {
	const invitation = await inviteStaff();
	const bend = { kind: 'firm.changed', payload: {} };
	await expectRefusal(post(invitation, await staffEntry(invitation, bend)), 'entry-refused');
});

test('a join with somebody else’s bundle is refused', async () => {
	const invitation = await inviteStaff();
	const stranger = await world.person();
	const invite = idBytes(invitation.id);
	const proof = joinProof(stranger.identity, { firm: firm.id }, invitation.id);
	const payload = { bundle: bundleOf(stranger.identity), invite, proof };
	await expectRefusal(post(invitation, await staffEntry(invitation, { payload })), 'entry-refused');
});

test('a join with a bundle that does not vouch for itself is refused', async () => {
	const invitation = await inviteStaff();
	const person = await world.person();
	const bundle = { ...bundleOf(person.identity), proof: new Uint8Array(64) };
	const invite = idBytes(invitation.id);
	const proof = joinProof(person.identity, { firm: firm.id }, invitation.id);
	const request = await staffEntry(invitation, { payload: { bundle, invite, proof } });
	const body = { ...request, userId: person.identity.userId };
	await expectRefusal(post(invitation, body), 'entry-refused');
});

test('a client’s join that does not start the next epoch is refused', async () => {
	const invitation = await inviteClient();
	const person = await world.person();
	const stale = { ...vault, epoch: vault.epoch - 1 };
	const request = await world.clientJoinRequest(stale, invitation, person);
	await expectRefusal(post(invitation, request), 'entry-refused');
});

test('a thief of a link cannot make somebody else a colleague or a client', async () => {
	const [victim, thief] = [await world.person(), await world.person()];
	const colleague = await inviteStaff();
	const asStaff = joinProof(thief.identity, { firm: firm.id }, colleague.id);
	const first = await world.staffJoinRequest(firm, colleague, victim, { proof: asStaff });
	await expectRefusal(post(colleague, first), 'entry-refused');
	const invitation = await inviteClient();
	const place = { firm: firm.id, vault: vault.id };
	const asClient = joinProof(thief.identity, place, invitation.id);
	const second = await world.clientJoinRequest(vault, invitation, victim, { proof: asClient });
	await expectRefusal(post(invitation, second), 'entry-refused');
});

test('a proof for another place or link does not serve', async () => {
	const [invitation, other] = [await inviteClient(), await inviteClient()];
	const person = await world.person();
	const here = { firm: firm.id, vault: vault.id };
	const proofs = [
		joinProof(person.identity, here, other.id),
		joinProof(person.identity, { firm: firm.id }, invitation.id),
		joinProof(person.identity, { ...here, vault: newVaultId() }, invitation.id)
	];
	for (const proof of proofs) {
		const request = await world.clientJoinRequest(vault, invitation, person, { proof });
		await expectRefusal(post(invitation, request), 'entry-refused');
	}
});

test('a joiner whose clock is past the link’s end is told so, and can join once it is right', async () => {
	const time = Date.now() + 2 * HOUR;
	const colleague = await inviteStaff(Date.now() + HOUR);
	const ana = await world.person();
	const early = await world.staffJoinRequest(firm, colleague, ana, { time });
	await expectRefusal(post(colleague, early), 'invite-expired');
	await world.joinStaff(firm, colleague);

	const invitation = await world.inviteClient(vault, firm.owner, Date.now() + HOUR);
	const change = { time };
	const ben = await world.person();
	const ahead = await world.clientJoinRequest(vault, invitation, ben, { time, change });
	await expectRefusal(post(invitation, ahead), 'invite-expired');
	await world.joinClient(vault, invitation);
});

test('a joiner whose clock is days ahead is refused', async () => {
	const time = Date.now() + 48 * HOUR;
	const invitation = await inviteStaff(Date.now() + 72 * HOUR);
	const person = await world.person();
	const request = await world.staffJoinRequest(firm, invitation, person, { time });
	await expectRefusal(post(invitation, request), 'clock-ahead');
});

test('a colleague’s join under another key than the team’s is refused', async () => {
	const invitation = await inviteStaff();
	const person = await world.person();
	const request = await world.staffJoinRequest(firm, invitation, person, { epoch: 2 });
	await expectRefusal(post(invitation, request), 'entry-refused');
});

test('a join that keeps the key from somebody leaves no member, no account and an open link', async () => {
	const invitation = await inviteClient();
	const person = await world.person();
	const changes: EpochChange[] = [
		{ grants: (right) => right.slice(1) },
		{ grants: (right) => right.slice(0, -1) },
		{ grants: () => [] }
	];
	for (const change of changes) {
		const request = await world.clientJoinRequest(vault, invitation, person, { change });
		await expectRefusal(post(invitation, request), 'entry-refused');
	}
	const { userId } = person.identity;
	const { db } = portal.services;
	const members = db.selectFrom('vault_members').select('user').where('user', '=', userId);
	const users = db.selectFrom('users').select('id').where('id', '=', userId);
	expect([await members.execute(), await users.execute()]).toEqual([[], []]);
	await world.joinClient(vault, invitation);
});

test('nothing of a refused join remains', async () => {
	const invitation = await inviteStaff();
	const { signing } = await linkKeys(newLinkSecret());
	const request = await staffEntry(invitation, { signer: signing });
	await expectRefusal(post(invitation, request), 'entry-refused');
	const { db } = portal.services;
	const rows = await db.selectFrom('users').select('id').where('id', '=', request.userId).execute();
	expect(rows).toEqual([]);
	await world.joinStaff(firm, invitation);
});

test('a passkey that is already somebody’s cannot join', async () => {
	const invitation = await inviteStaff();
	const person = { ...(await world.person()), passkey: firm.owner.passkey };
	const request = await world.staffJoinRequest(firm, invitation, person);
	await expectRefusal(post(invitation, request), 'passkey-taken');
});
