/** A person's address and wishes, turning mail off, reminders, the firm's report and its test mail: who may, and each no. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { nothing } from '../../src/contract/api.ts';
import { mailReport, mailSettings, reminderState } from '../../src/contract/notices.ts';
import { sweep } from '../../src/server/sweep.ts';
import { mailBy, MailWorld, WAIT_MS } from './mail-world.ts';
import { Browser, DAY, expectRefusal, HOUR, openPortal, ORIGIN, read } from './portal.ts';
import { header } from './smtp.ts';
import { World, type Person, type Vault } from './world.ts';

let world: MailWorld;
let client: Person;
let vault: Vault;
let address: string;
let people = 0;
beforeAll(async () => {
	world = await MailWorld.found();
});
/** The clock is turned far: sessions end meanwhile. */
const signInAgain = () => world.signIn(world.owner, world.owner.browser);
beforeEach(async () => {
	await signInAgain();
	world.mail.refusals = {};
	vault = await world.createVault(world.firm, world.owner);
	client = await world.client(vault);
	address = `client${String(people++)}@client.example`;
});
afterAll(() => world.close());

const settingsOf = ({ browser }: Person) => read(browser.get('/api/account/mail'), mailSettings);
const reminder = ({ browser }: Person, at = vault) =>
	browser.post(`/api/vaults/${at.id}/reminder`, {});
const reminderOf = (at = vault) =>
	read(world.owner.browser.get(`/api/vaults/${at.id}/reminder`), reminderState);
const mailTo = (to: string) => world.mail.received.filter((one) => one.to === to);
const wrong = (code: string): string => String((Number(code) + 1) % 1e8).padStart(8, '0');

test('before anything was said there is no address and no preference', async () => {
	expect(await settingsOf(client)).toEqual({
		sends: true,
		address: null,
		refused: false,
		pending: null,
		preferences: null
	});
});

test('C81 only a code goes to an address before it is confirmed', async () => {
	await world.prefer(client, {});
	await read(world.askForCode(client, address), mailSettings);
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	expect(mailTo(address).map((mail) => header(mail, 'Subject'))).toEqual([
		'Your code for Harbor & Finch'
	]);
	expect(await settingsOf(client)).toMatchObject({ address: null, pending: { address } });
});

test('the code confirms the address, for whoever asked for it and once', async () => {
	await world.askForCode(client, address);
	const { code } = world;
	const other = await world.client(vault);
	await expectRefusal(world.confirm(other, code), 'mail-code-expired');
	expect(await read(world.confirm(client, code), mailSettings)).toMatchObject({
		address,
		pending: null
	});
	await expectRefusal(world.confirm(client, code), 'mail-code-expired');
});

test('an address in use stays in use until another is confirmed', async () => {
	await world.confirmed(client, address);
	await world.askForCode(client, `new.${address}`);
	expect((await settingsOf(client)).address).toBe(address);
	await world.confirm(client, world.code);
	expect((await settingsOf(client)).address).toBe(`new.${address}`);
});

test('a wrong code is refused, and after five of them the right one too', async () => {
	await world.askForCode(client, address);
	const { code } = world;
	for (let guess = 0; guess < 5; guess++)
		await expectRefusal(world.confirm(client, wrong(code)), 'mail-code-wrong');
	await expectRefusal(world.confirm(client, code), 'mail-code-expired');
	expect((await settingsOf(client)).address).toBeNull();
});

test('a code that is half an hour old does not work, and its address is not kept', async () => {
	await world.askForCode(client, address);
	const { code } = world;
	world.portal.pass(30 * 60_000);
	await expectRefusal(world.confirm(client, code), 'mail-code-expired');
	expect((await settingsOf(client)).pending).toBeNull();
	await sweep(world.portal.services);
	const { db } = world.portal.services;
	const user = client.identity.userId;
	const kept = db.selectFrom('mail_settings').select('pending').where('user', '=', user);
	expect(await kept.executeTakeFirst()).toEqual({ pending: null });
});

test('no more than five codes a day are sent, wherever to', async () => {
	world.toMidnight();
	for (let code = 0; code < 5; code++)
		await read(world.askForCode(client, `${String(code)}.${address}`), mailSettings);
	const before = world.mail.received.length;
	await expectRefusal(world.askForCode(client, address), 'mail-codes-used-up');
	expect(world.mail.received).toHaveLength(before);
	world.portal.pass(DAY);
	await read(world.askForCode(client, address), mailSettings);
});

test.each([
	['two addresses', 'a@b.example, c@d.example'],
	['a name beside it', 'Maria <a@b.example>'],
	['a line break', 'a@b.example\r\nBcc: c@d.example'],
	['a quoted part', '"a b"@c.example'],
	['no host', 'maria'],
	['too long', `${'a'.repeat(250)}@b.example`]
])('an address with %s is not understood', async (_, typed) => {
	await expectRefusal(world.askForCode(client, typed), 'malformed-request');
});

test('an address that the mail server refuses is told at once, and not kept', async () => {
	world.mail.refusals = { recipient: () => '550 5.1.1 No such mailbox' };
	await expectRefusal(world.askForCode(client, address), 'mail-address-refused');
	expect((await settingsOf(client)).pending).toBeNull();
});

test('while mail does not work, no code is promised', async () => {
	world.mail.refusals = { sender: '451 4.3.0 Later' };
	await expectRefusal(world.askForCode(client, address), 'mail-failing');
	expect((await settingsOf(client)).pending).toBeNull();
});

test('an hour or a zone that does not exist is not understood', async () => {
	await expectRefusal(world.prefer(client, { hour: 24 }), 'malformed-request');
	await expectRefusal(world.prefer(client, { zone: 'Mars/Olympus' }), 'malformed-request');
});

test('an address that is cleared is gone, with everything that was kept for it', async () => {
	await world.confirmed(client, address);
	await world.tell(vault);
	await read(client.browser.delete('/api/account/mail/address'), mailSettings);
	await world.postAfter(WAIT_MS);
	expect(world.noticesTo(address)).toEqual([]);
	expect(await settingsOf(client)).toMatchObject({ address: null, preferences: null });
	const { db } = world.portal.services;
	const rows = await db.selectFrom('mail_settings').select('address').execute();
	expect(rows.map((row) => row.address)).not.toContain(address);
});

test('a portal without a mail server works and says so', async () => {
	const silent = await openPortal();
	try {
		const there = new World(silent.fetch, ORIGIN);
		const firm = await there.setUp(silent.setupToken);
		const { browser } = firm.owner;
		expect(await settingsOf(firm.owner)).toMatchObject({ sends: false });
		const asked = browser.post('/api/account/mail/address', { address });
		await expectRefusal(asked, 'mail-off');
		const report = await read(browser.get(`/api/firms/${firm.id}/mail`), mailReport);
		expect(report.state).toBe('off');
		await expectRefusal(browser.post(`/api/firms/${firm.id}/mail/test`, {}), 'mail-off');
		const { id } = await there.createVault(firm, firm.owner);
		await expectRefusal(browser.post(`/api/vaults/${id}/reminder`, {}), 'mail-off');
	} finally {
		await silent.close();
	}
});

const offLink = async (person: Person): Promise<URL> => {
	await world.confirmed(person, address);
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	const [mail] = world.noticesTo(address);
	const link = /^<(.+)>$/.exec((mail && header(mail, 'List-Unsubscribe')) ?? '')?.[1];
	return new URL(link ?? '');
};
/** As a mail program's servers press it (RFC 8058): a form, no cookie, from nowhere. */
const oneClick = (link: URL, headers: HeadersInit = {}) =>
	world.portal.fetch(link.pathname, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: 'List-Unsubscribe=One-Click'
	});

test('the link in a mail’s header turns mail off with one press and without signing in', async () => {
	const link = await offLink(client);
	expect(link.origin).toBe(ORIGIN);
	await world.tell(vault);
	await read(oneClick(link), nothing);
	await world.postAfter(HOUR);
	expect(world.noticesTo(address)).toHaveLength(1);
	expect(await settingsOf(client)).toMatchObject({ address, preferences: { frequency: 'off' } });
});

test('it does so from another web site too, because mail programs are web sites', async () => {
	const link = await offLink(client);
	const from = { 'sec-fetch-site': 'cross-site', origin: 'https://webmail.example' };
	await read(oneClick(link, from), nothing);
	expect((await settingsOf(client)).preferences?.frequency).toBe('off');
});

test('following the link turns nothing off: it leads to the account page', async () => {
	const link = await offLink(client);
	const answer = await world.portal.fetch(link.pathname, {});
	expect([answer.status, answer.headers.get('location')]).toEqual([303, `${ORIGIN}/account`]);
	expect((await settingsOf(client)).preferences?.frequency).toBe('at-once');
});

test('a token that is nobody’s turns nothing off', async () => {
	await world.confirmed(client, address);
	await expectRefusal(oneClick(new URL(`${ORIGIN}/api/notices/off/none`)), 'not-found');
	expect((await settingsOf(client)).preferences?.frequency).toBe('at-once');
});

test('the token of a mail signs nobody in and changes nothing else', async () => {
	const link = await offLink(client);
	const browser = new Browser(world.portal.fetch);
	browser.cookie = `tallyport=${link.pathname.split('/').at(-1) ?? ''}`;
	await expectRefusal(browser.get('/api/account/mail'), 'not-signed-in');
});

test('a reminder reaches the client with their next mail, also when they have seen everything', async () => {
	await world.confirmed(client, address);
	expect(await reminderOf()).toEqual({ sends: true, reachable: 1, last: null, next: null });
	await client.browser.post(`/api/vaults/${vault.id}/seen`, { seq: 1_000_000 });
	const sent = await read(reminder(world.owner), reminderState);
	expect(sent.next).toBe((sent.last ?? 0) + 3 * DAY);
	await world.postAfter(WAIT_MS);
	const [mail] = world.noticesTo(address);
	expect(mail && header(mail, 'Subject')).toBe('Something is still waiting for you');
});

test('a client is not reminded twice in three days', async () => {
	await world.confirmed(client, address);
	await read(reminder(world.owner), reminderState);
	world.portal.pass(3 * DAY - HOUR);
	await expectRefusal(reminder(world.owner), 'reminded-lately');
	await signInAgain();
	world.portal.pass(2 * HOUR);
	await read(reminder(world.owner), reminderState);
});

test('a client is not reminded more than five times in thirty days', async () => {
	await world.confirmed(client, address);
	for (let sent = 0; sent < 5; sent++) {
		await read(reminder(world.owner), reminderState);
		world.portal.pass(3 * DAY + HOUR);
		await signInAgain();
	}
	await expectRefusal(reminder(world.owner), 'reminders-used-up');
	const { next } = await reminderOf();
	expect(next).toBeGreaterThan(world.portal.services.now());
});

test('where nobody can be reached, a reminder is refused and does not count', async () => {
	await expectRefusal(reminder(world.owner), 'nobody-to-remind');
	await world.confirmed(client, address, { frequency: 'off' });
	await expectRefusal(reminder(world.owner), 'nobody-to-remind');
	expect(await reminderOf()).toMatchObject({ reachable: 0, last: null });
});

test('a client can neither send reminders nor see whom they reach', async () => {
	await expectRefusal(reminder(client), 'not-found');
	await expectRefusal(client.browser.get(`/api/vaults/${vault.id}/reminder`), 'not-found');
});

test('only owners and admins see how mail is doing, and send tests', async () => {
	const preparer = await world.staff(world.firm);
	const admin = await world.staff(world.firm, 'admin');
	const base = `/api/firms/${world.firm.id}/mail`;
	for (const { browser } of [preparer, client]) {
		await expectRefusal(browser.get(base), 'not-found');
		await expectRefusal(browser.post(`${base}/test`, {}), 'not-found');
	}
	await read(admin.browser.get(base), mailReport);
});

test('a test mail goes to the administrator’s own confirmed address, and says whether mail works', async () => {
	const admin = await world.staff(world.firm, 'admin');
	const send = () => admin.browser.post(`/api/firms/${world.firm.id}/mail/test`, {});
	await expectRefusal(send(), 'mail-unconfirmed');
	await world.confirmed(admin, address);
	expect(await read(send(), mailReport)).toMatchObject({ state: 'working' });
	expect(mailTo(address).map((mail) => header(mail, 'Subject'))).toContain(
		'Test mail from Harbor & Finch'
	);
	await world.mail.down();
	await expectRefusal(send(), 'mail-failing');
	await world.mail.up();
	const report = read(admin.browser.get(`/api/firms/${world.firm.id}/mail`), mailReport);
	expect(await report).toMatchObject({ state: 'failing', reason: 'unreachable' });
});

test('no more than ten test mails a day are sent', async () => {
	const admin = await world.staff(world.firm, 'admin');
	await world.confirmed(admin, address);
	const send = () => admin.browser.post(`/api/firms/${world.firm.id}/mail/test`, {});
	world.toMidnight();
	for (let mail = 0; mail < 10; mail++) await read(send(), mailReport);
	await expectRefusal(send(), 'mail-tests-used-up');
});

test('asking for codes is limited by network address as well', async () => {
	const limits = {
		ceremonies: 99,
		setup: 99,
		signIn: 99,
		recovery: 99,
		drop: 99,
		join: 99,
		mail: 1,
		mailOff: 99
	};
	const portal = await openPortal({ mail: mailBy(world.mail), limits });
	try {
		const there = new World(portal.fetch, ORIGIN);
		const { owner } = await there.setUp(portal.setupToken);
		await owner.browser.post('/api/account/mail/address', { address });
		const again = owner.browser.post('/api/account/mail/confirm', { code: '00000000' });
		await expectRefusal(again, 'too-many-requests');
	} finally {
		await portal.close();
	}
});
