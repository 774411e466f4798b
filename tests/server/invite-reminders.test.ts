/** Reminders of an invitation nobody answered: how many, when, to whom no more, and what is known afterwards. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appendResponse } from '../../src/contract/api.ts';
import { inviteReminders } from '../../src/contract/reminders.ts';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { sweep } from '../../src/server/sweep.ts';
import { MailWorld } from './mail-world.ts';
import { Browser, DAY, expectRefusal, HOUR, openPortal, ORIGIN, read } from './portal.ts';
import { header, readable } from './smtp.ts';
import { World, type Invitation, type Vault } from './world.ts';

let world: MailWorld;
let vault: Vault;
let link: Invitation;
let address: string;
let people = 0;
beforeAll(async () => {
	world = await MailWorld.found();
});
beforeEach(async () => {
	await signInAgain();
	world.mail.refusals = {};
	vault = await world.createVault(world.firm, world.owner);
	link = await world.inviteClient(vault, world.owner, world.portal.services.now() + 14 * DAY);
	address = `guest${String(people++)}@client.example`;
});
afterAll(() => world.close());

const signInAgain = () => world.signIn(world.owner, world.owner.browser);
const at = (id = link.id, of = vault) => `/api/vaults/${of.id}/invites/${id}`;
const put = (to = address, active = true, language = 'en') =>
	world.owner.browser.put(at(), { address: to, active, language });
const remindNow = () => world.owner.browser.post(at(), {});
const states = async (of = vault) =>
	(await read(world.owner.browser.get(`/api/vaults/${of.id}/invites`), inviteReminders)).invites;
const mails = (to = address) => world.mail.received.filter((one) => one.to === to);
const days = async (count: number) => {
	for (let hour = 0; hour < count * 24; hour += 6) await world.postAfter(6 * HOUR);
};
const offOf = (mail = mails()[0]): string =>
	/<(http[^>]+)>/u
		.exec((mail && header(mail, 'List-Unsubscribe')) ?? '')?.[1]
		?.slice(ORIGIN.length) ?? '';
/** All that the database holds. */
async function everything(): Promise<string> {
	const { db } = world.portal.services;
	return JSON.stringify(await db.selectFrom('invite_reminders').selectAll().execute());
}

test('an invitation without an address is nobody’s to be reminded of', async () => {
	await days(10);
	await signInAgain();
	expect(await states()).toEqual([]);
});

test('C84 a reminder comes after three days, then every four, three in all while the link works', async () => {
	await read(put(), inviteReminders);
	await days(2);
	expect(mails()).toHaveLength(0);
	await days(2);
	expect(mails()).toHaveLength(1);
	await days(4);
	expect(mails()).toHaveLength(2);
	await signInAgain();
	expect(await states()).toMatchObject([{ address, active: true, sent: 2, stopped: null }]);
	await days(4);
	await days(14);
	expect(mails()).toHaveLength(3);
});

test('C84 it says to look for the link, has no link of its own, and nothing of the invitation', async () => {
	await read(put(), inviteReminders);
	await days(4);
	const text = readable(mails()[0]?.raw ?? '');
	expect(text).toContain('look for the message in which they sent you a link');
	expect(text.match(/https?:\/\/[^\s"<>]+/gu)).toEqual([`${ORIGIN}${offOf()}`]);
	for (const secret of [link.id, encodeBase64url(link.secret), vault.id, world.firm.id, 'A client'])
		expect(text).not.toContain(secret);
});

test('whoever joins is not reminded, and the address is forgotten', async () => {
	await read(put(), inviteReminders);
	await world.joinClient(vault, link);
	await days(6);
	expect(mails()).toHaveLength(0);
	expect(await everything()).not.toContain(address);
});

test('a withdrawn link is nobody’s to be reminded of, and the address is forgotten', async () => {
	await read(put(), inviteReminders);
	const epoch = await world.nextEpoch(vault, world.owner, { without: link.id });
	const entry = await world.vaultEntry(vault, world.owner, {
		kind: 'member.uninvited',
		payload: { epoch, invite: idBytes(link.id) },
		epoch: vault.epoch + 1
	});
	await read(world.appendVault(vault, world.owner, entry), appendResponse);
	await days(6);
	expect(mails()).toHaveLength(0);
	expect(await everything()).not.toContain(address);
});

test('a link that has run out is nobody’s to be reminded of, and the address is forgotten', async () => {
	link = await world.inviteClient(vault, world.owner, world.portal.services.now() + 2 * DAY);
	await read(put(), inviteReminders);
	await days(6);
	expect(mails()).toHaveLength(0);
	await sweep(world.portal.services);
	expect(await everything()).not.toContain(address);
});

test('switched off none comes; switched on again they go on where they were', async () => {
	await read(put(), inviteReminders);
	await days(4);
	await read(put(address, false), inviteReminders);
	await days(6);
	expect(mails()).toHaveLength(1);
	await signInAgain();
	await read(put(), inviteReminders);
	await days(1);
	expect(mails()).toHaveLength(2);
});

test('now means with the next run, not twice in three days, and not more than three', async () => {
	await read(put(), inviteReminders);
	await read(remindNow(), inviteReminders);
	await world.postAfter(15_000);
	expect(mails()).toHaveLength(1);
	await expectRefusal(remindNow(), 'reminded-lately');
	for (const _ of [2, 3]) {
		world.portal.pass(3 * DAY);
		await read(remindNow(), inviteReminders);
		await world.postAfter(15_000);
	}
	expect(mails()).toHaveLength(3);
	world.portal.pass(3 * DAY);
	await signInAgain();
	await expectRefusal(remindNow(), 'reminders-used-up');
});

test('nobody is reminded now without an address', async () => {
	await expectRefusal(remindNow(), 'nobody-to-remind');
});

test('C84 one press in a mail program ends them for this invitation, and the address is forgotten', async () => {
	await read(put(), inviteReminders);
	await days(4);
	const off = offOf();
	const stranger = new Browser(world.portal.fetch);
	expect((await stranger.get(off)).status).toBe(303);
	const sites = {
		'sec-fetch-site': 'cross-site',
		'content-type': 'application/x-www-form-urlencoded'
	};
	const pressed = { headers: sites, body: 'List-Unsubscribe=One-Click' };
	expect((await stranger.send('POST', off, pressed)).status).toBe(200);
	await days(8);
	expect(mails()).toHaveLength(1);
	expect(await everything()).not.toContain(address);
	await signInAgain();
	expect(await states()).toMatchObject([{ address: null, active: false, stopped: 'declined' }]);
	await expectRefusal(put(), 'reminder-declined');
	await expectRefusal(put('another@client.example'), 'reminder-declined');
	await expectRefusal(remindNow(), 'reminder-declined');
	await read(world.owner.browser.delete(at()), inviteReminders);
	await expectRefusal(put(), 'reminder-declined');
});

test('an address that does not exist is said so, and another one may be put', async () => {
	await read(put(), inviteReminders);
	world.mail.refusals = { recipient: () => '550 5.1.1 Nobody here' };
	await days(4);
	world.mail.refusals = {};
	await days(2);
	expect(mails()).toHaveLength(0);
	await signInAgain();
	expect(await states()).toMatchObject([{ address, active: false, stopped: 'undeliverable' }]);
	await read(put('right@client.example'), inviteReminders);
	await days(4);
	expect(mails('right@client.example')).toHaveLength(1);
});

test('the address can be taken away', async () => {
	await read(put(), inviteReminders);
	await read(world.owner.browser.delete(at()), inviteReminders);
	expect(await states()).toEqual([]);
	expect(await everything()).not.toContain(address);
});

test('mail that is down for a day delays one and makes no second', async () => {
	await read(put(), inviteReminders);
	await world.mail.down();
	await days(4);
	await world.mail.up();
	await days(1);
	expect(mails()).toHaveLength(1);
	await signInAgain();
	expect(await states()).toMatchObject([{ sent: 1 }]);
});

test('a mail server that asks for patience gets it, and the reminder comes once', async () => {
	await read(put(), inviteReminders);
	world.mail.refusals = { text: '451 4.3.0 Later' };
	await days(3);
	await world.postAfter(HOUR);
	expect(await states()).toMatchObject([{ sent: 0 }]);
	world.mail.refusals = {};
	await days(2);
	expect(mails()).toHaveLength(1);
});

test('a connection that breaks after the text was sent counts as sent', async () => {
	await read(put(), inviteReminders);
	world.mail.refusals = { breaks: true };
	await days(3);
	await world.postAfter(HOUR);
	world.mail.refusals = {};
	await days(1);
	expect(mails()).toHaveLength(0);
	expect(await states()).toMatchObject([{ sent: 1 }]);
});

test('of another vault’s invitation nothing is answered', async () => {
	const other = await world.createVault(world.firm, world.owner);
	const { browser } = world.owner;
	await expectRefusal(
		browser.put(at(link.id, other), { address, active: true, language: 'en' }),
		'not-found'
	);
	await expectRefusal(browser.post(at(link.id, other), {}), 'not-found');
	await read(put(), inviteReminders);
	await read(browser.delete(at(link.id, other)), inviteReminders);
	expect(await states()).toHaveLength(1);
	expect(await states(other)).toEqual([]);
});

test('a client of the vault sees no address of who is invited', async () => {
	await read(put(), inviteReminders);
	const member = await world.client(vault);
	await expectRefusal(member.browser.get(`/api/vaults/${vault.id}/invites`), 'not-found');
});

test('an address is one plain mailbox', async () => {
	await expectRefusal(put('a@b.example, c@d.example'), 'malformed-request');
});

test('one person gives no more than 200 addresses a day', async () => {
	world.toMidnight();
	for (let count = 0; count < 200; count++) await put(`guest${String(count)}@many.example`);
	await expectRefusal(put('one-more@many.example'), 'reminders-used-up');
	world.portal.pass(DAY);
	expect((await put('one-more@many.example')).status).toBe(200);
});

test('a portal that sends no mail takes no address', async () => {
	const portal = await openPortal();
	try {
		const there = new World(portal.fetch, ORIGIN);
		const firm = await there.setUp(portal.setupToken);
		const own = await there.createVault(firm, firm.owner);
		const { id } = await there.inviteClient(own, firm.owner);
		const { browser } = firm.owner;
		await expectRefusal(
			browser.put(`/api/vaults/${own.id}/invites/${id}`, { address, active: true, language: 'en' }),
			'mail-off'
		);
		const state = await read(browser.get(`/api/vaults/${own.id}/invites`), inviteReminders);
		expect(state).toEqual({ sends: false, invites: [] });
	} finally {
		await portal.close();
	}
});

test('nothing of it is logged', () => {
	expect(world.portal.logged.join('\n')).not.toMatch(/guest\d|client\.example/u);
});
