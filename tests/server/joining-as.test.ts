/** One more vault for somebody who has an account: the same link, the same entry, and no second account. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
	account,
	appendResponse,
	keyringResponse,
	logPage,
	signedIn
} from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { listen } from './listener.ts';
import { DAY, expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { rejectedInVault } from './readers.ts';
import { ChangingWorld } from './changing-world.ts';
import {
	joinProof,
	type Bent,
	type Firm,
	type Invitation,
	type Person,
	type Vault
} from './world.ts';

let portal: TestPortal;
let world: ChangingWorld;
let firm: Firm;
/** Where Maria is at home, and where she is invited. */
let home: Vault;
let company: Vault;
let maria: Person;
let invitation: Invitation;
beforeAll(async () => {
	portal = await openPortal();
	world = new ChangingWorld(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
});
beforeEach(async () => {
	home = await world.createVault(firm, firm.owner);
	company = await world.createVault(firm, firm.owner);
	maria = await world.client(home);
	invitation = await world.inviteClient(company, firm.owner);
});
/** Whatever a test tried: what the portal took, readers apply. */
afterEach(async () => {
	for (const vault of [home, company]) expect(await rejectedInVault(vault)).toEqual([]);
});
afterAll(() => portal.close());

async function request(by = maria, vault = company, to = invitation, bend: Bent = {}) {
	const { entry } = await world.clientJoinRequest(vault, to, by, bend);
	const { keyringVersion } = await read(by.browser.get('/api/account'), account);
	return { entry, keyring: toWire(randomBytes(200)), version: keyringVersion };
}
const post = (by: Person, to: Invitation, body: unknown) =>
	by.browser.post(`/api/invites/${to.id}/join-as`, body);

async function joins(): Promise<void> {
	await read(post(maria, invitation, await request()), keyringResponse);
	company.epoch += 1;
}

const logOf = (by: Person, { id }: Vault) => by.browser.get(`/api/vaults/${id}/log`);
const isOpen = async () => (await world.browser().get(`/api/invites/${invitation.id}`)).ok;

test('somebody signed in joins one more vault with the account they have', async () => {
	const before = await read(maria.browser.get('/api/account'), account);
	await joins();
	await read(logOf(maria, company), logPage);
	await read(logOf(maria, home), logPage);
	const after = await read(maria.browser.get('/api/account'), account);
	expect(after.userId).toBe(before.userId);
	expect(after.keyringVersion).toBe(before.keyringVersion + 1);
	expect(after.keyring).not.toEqual(before.keyring);
	expect(await isOpen()).toBe(false);
});

test('the new vault’s readers and their other devices hear of it', async () => {
	const device = { ...maria, browser: world.browser() };
	await read(world.signIn(maria, device.browser), signedIn);
	const [staff, elsewhere] = [await listen(firm.owner.browser), await listen(device.browser)];
	await joins();
	for (const { heard } of [staff, elsewhere])
		await expect.poll(() => heard).toContainEqual(expect.objectContaining({ vault: company.id }));
	await Promise.all([staff.leave(), elsewhere.leave()]);
});

test('the link, the vault and the keyring change together or not at all', async () => {
	const honest = await request();
	await expectRefusal(post(maria, invitation, { ...honest, version: 7 }), 'keyring-moved');
	expect(await isOpen()).toBe(true);
	await expectRefusal(logOf(maria, company), 'not-found');
	await read(post(maria, invitation, honest), keyringResponse);
	company.epoch += 1;
});

test('without a session nobody joins as anybody', async () => {
	const honest = await request();
	const stranger = { ...maria, browser: world.browser() };
	await expectRefusal(post(stranger, invitation, honest), 'not-signed-in');
	expect(await isOpen()).toBe(true);
});

test('nobody joins with the keys of another, nor with theirs in another’s session', async () => {
	const jonas = await world.client(home);
	const hers = await request();
	await expectRefusal(post(jonas, invitation, hers), 'entry-refused');
	const withoutHerWord = await request(maria, company, invitation, {
		proof: joinProof(jonas.identity, { firm: firm.id, vault: company.id }, invitation.id)
	});
	await expectRefusal(post(maria, invitation, withoutHerWord), 'entry-refused');
	expect(await isOpen()).toBe(true);
});

test('a proof made for one invitation opens no other, and none for another vault', async () => {
	const other = await world.inviteClient(company, firm.owner);
	const forOther = joinProof(maria.identity, { firm: firm.id, vault: company.id }, other.id);
	const forHome = joinProof(maria.identity, { firm: firm.id, vault: home.id }, invitation.id);
	for (const proof of [forOther, forHome]) {
		const bent = await request(maria, company, invitation, { proof });
		await expectRefusal(post(maria, invitation, bent), 'entry-refused');
	}
	const payload = {
		epoch: await world.nextEpoch(company, firm.owner, { without: other.id }),
		invite: idBytes(other.id)
	};
	const draft = { kind: 'member.uninvited', payload, epoch: company.epoch + 1 };
	const entry = await world.vaultEntry(company, firm.owner, draft);
	await read(world.appendVault(company, firm.owner, entry), appendResponse);
	company.epoch += 1;
});

test('who is in is not let in again, and the link stays good for somebody else', async () => {
	await joins();
	invitation = await world.inviteClient(company, firm.owner);
	await expectRefusal(post(maria, invitation, await request()), 'entry-refused');
	await world.joinClient(company, invitation);
});

test('who was taken out comes back with new keys only', async () => {
	await joins();
	await world.removeMember(company, firm.owner, maria);
	invitation = await world.inviteClient(company, firm.owner);
	await expectRefusal(post(maria, invitation, await request()), 'entry-refused');
	await read(logOf(maria, home), logPage);
	await world.joinClient(company, invitation);
});

test('leaving one vault ends neither the account nor the other vault', async () => {
	await joins();
	await world.removeMember(home, firm.owner, maria);
	await expectRefusal(logOf(maria, home), 'not-found');
	await read(logOf(maria, company), logPage);
	await read(world.signIn(maria, world.browser()), signedIn);
});

test('staff keep their account to their work', async () => {
	const ana = await world.staff(firm, 'preparer');
	await expectRefusal(post(ana, invitation, await request(ana)), 'entry-refused');
	expect(await isOpen()).toBe(true);
});

test('a link to the team makes no client’s account one of staff', async () => {
	const toTeam = await world.inviteStaff(firm, firm.owner, 'preparer');
	await expectRefusal(post(maria, toTeam, await request()), 'entry-refused');
	const asStaff = await world.staffJoinRequest(firm, toTeam, maria);
	const body = { ...(await request()), entry: asStaff.entry };
	await expectRefusal(post(maria, toTeam, body), 'entry-refused');
});

test('used, withdrawn and expired links are refused as to anybody', async () => {
	const honest = await request();
	const other = await world.client(home);
	await joins();
	await expectRefusal(post(other, invitation, honest), 'invite-used');
	invitation = await world.inviteClient(company, firm.owner, Date.now() + DAY / 2);
	const late = await request(other);
	portal.pass(DAY / 2);
	await expectRefusal(post(other, invitation, late), 'invite-expired');
	portal.pass(-DAY / 2);
});

test('of two who race for one link one joins, and the other keeps the account as it was', async () => {
	const jonas = await world.client(home);
	const requests = [await request(), await request(jonas)];
	const answers = await Promise.all([
		post(maria, invitation, requests[0]),
		post(jonas, invitation, requests[1])
	]);
	expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
	company.epoch += 1;
	const loser = answers[0].ok ? jonas : maria;
	await expectRefusal(logOf(loser, company), 'not-found');
	await read(logOf(loser, home), logPage);
});
