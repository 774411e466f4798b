/** Mail servers that are down, refuse, put off or break in the middle: nothing is lost, nothing is told twice, all is shown. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendResponse } from '../../src/contract/api.ts';
import { mailReport, mailSettings } from '../../src/contract/notices.ts';
import { post } from '../../src/server/notices/post.ts';
import { MailWorld, MINUTE, WAIT_MS } from './mail-world.ts';
import { DAY, HOUR, read } from './portal.ts';
import { freePort } from './free-port.ts';
import { setupTokenOf, startServer } from './process.ts';
import { World, type Person, type Vault } from './world.ts';

const MARIA = 'maria@client.example';
const ERIK = 'erik@client.example';

let world: MailWorld;
let client: Person;
let vault: Vault;
beforeEach(async () => {
	world = await MailWorld.found();
	({ client, vault } = await world.reachableClient(MARIA));
});
afterEach(() => world.close());

const told = (address = MARIA): number => world.noticesTo(address).length;
const report = () => read(world.owner.browser.get(`/api/firms/${world.firm.id}/mail`), mailReport);
/** As the portal does by itself, every quarter of a minute. */
async function runFor(ms: number): Promise<void> {
	for (let passed = 0; passed < ms; passed += MINUTE) await world.postAfter(MINUTE);
}

test('an hour without a mail server loses nothing and ends with one mail each', async () => {
	const other = await world.reachableClient(ERIK);
	await world.mail.down();
	for (let file = 0; file < 6; file++) {
		await world.tell(vault);
		await world.tell(other.vault);
		await runFor(10 * MINUTE);
	}
	expect(await report()).toMatchObject({ state: 'failing', reason: 'unreachable', waiting: 2 });
	await world.mail.up();
	await runFor(15 * MINUTE);
	expect([told(MARIA), told(ERIK)]).toEqual([1, 1]);
	expect(await report()).toMatchObject({ state: 'working', reason: null, waiting: 0 });
});

test('a mail server that is down is tried less and less often', async () => {
	await world.tell(vault);
	world.mail.refusals = { sender: '451 4.3.0 Try later' };
	const before = world.mail.sessions;
	await runFor(2 * HOUR);
	expect(world.mail.sessions - before).toBeGreaterThan(5);
	expect(world.mail.sessions - before).toBeLessThan(15);
	expect(await report()).toMatchObject({ state: 'failing', reason: 'busy' });
});

test('what waits is on disk: another process sends it', async () => {
	await world.tell(vault);
	await world.mail.down();
	await world.postAfter(WAIT_MS);
	await world.mail.up();
	world.portal.pass(HOUR);
	const elsewhere = { ...world.portal.services };
	await post(elsewhere, new AbortController().signal);
	expect(told()).toBe(1);
});

test('of two processes that send at the same time one tells each person', async () => {
	const other = await world.reachableClient(ERIK);
	await world.tell(vault);
	await world.tell(other.vault);
	world.portal.pass(WAIT_MS);
	await Promise.all([world.post(), world.post(), world.post()]);
	await world.postAfter(HOUR);
	expect([told(MARIA), told(ERIK)]).toEqual([1, 1]);
});

test('a connection that breaks before the text was taken loses nothing', async () => {
	await world.tell(vault);
	world.mail.refusals = { recipient: () => '421 4.3.2 Shutting down' };
	await world.postAfter(WAIT_MS);
	expect((await report()).waiting).toBe(1);
	world.mail.refusals = {};
	await runFor(15 * MINUTE);
	expect(told()).toBe(1);
});

test('a connection that breaks after the text was sent is not taken for a no: nobody is told twice', async () => {
	await world.tell(vault);
	world.mail.refusals = { breaks: true };
	await world.postAfter(WAIT_MS);
	world.mail.refusals = {};
	await runFor(HOUR);
	expect(told()).toBe(0);
	expect(await report()).toMatchObject({
		waiting: 0,
		failures: [{ reason: 'perhaps-sent', vault: vault.id }]
	});
});

test('a mail that is put off is offered again, and others do not wait for it', async () => {
	const other = await world.reachableClient(ERIK);
	await world.tell(vault);
	await world.tell(other.vault);
	world.mail.refusals = {
		recipient: (address) => (address === MARIA ? '450 4.2.0 Greylisted' : undefined)
	};
	await world.postAfter(WAIT_MS);
	expect([told(MARIA), told(ERIK)]).toEqual([0, 1]);
	world.mail.refusals = {};
	await runFor(2 * MINUTE);
	expect([told(MARIA), told(ERIK)]).toEqual([1, 1]);
	expect((await report()).failures).toEqual([]);
});

test('a text that is put off after it was sent is offered again', async () => {
	await world.tell(vault);
	world.mail.refusals = { text: '451 4.3.0 Try later' };
	await world.postAfter(WAIT_MS);
	expect((await report()).waiting).toBe(1);
	world.mail.refusals = {};
	await runFor(2 * MINUTE);
	expect(told()).toBe(1);
});

test('a mail that is put off for days is given up, and shown', async () => {
	await world.tell(vault);
	world.mail.refusals = { recipient: () => '450 4.2.0 Greylisted' };
	for (let hour = 0; hour < 72; hour++) await world.postAfter(HOUR);
	expect(await report()).toMatchObject({ waiting: 0, failures: [{ reason: 'gave-up' }] });
});

test('an address that is refused for good gets nothing more until its owner confirms one again', async () => {
	await world.tell(vault);
	world.mail.refusals = { recipient: () => '550 5.1.1 No such mailbox' };
	await world.postAfter(WAIT_MS);
	expect((await report()).failures).toMatchObject([{ reason: 'address-refused', vault: vault.id }]);
	const settings = () => read(client.browser.get('/api/account/mail'), mailSettings);
	expect(await settings()).toMatchObject({ address: MARIA, refused: true });
	world.mail.refusals = {};
	await world.tell(vault);
	await world.postAfter(DAY);
	expect(told()).toBe(0);
	await world.confirmed(client, MARIA);
	expect(await settings()).toMatchObject({ refused: false });
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(1);
});

test('a text that is refused for good is not sent again, and the address stays', async () => {
	await world.tell(vault);
	world.mail.refusals = { text: '554 5.6.0 We do not like it' };
	await world.postAfter(WAIT_MS);
	world.mail.refusals = {};
	await runFor(HOUR);
	expect(told()).toBe(0);
	expect((await report()).failures).toMatchObject([{ reason: 'mail-refused' }]);
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(1);
});

test('a mail server that does not pass our mail on is no word against the address', async () => {
	await world.tell(vault);
	world.mail.refusals = { recipient: () => '550 5.7.1 Relaying denied' };
	await runFor(HOUR);
	expect(await report()).toMatchObject({ waiting: 1, failures: [{ reason: 'not-passed-on' }] });
	world.mail.refusals = {};
	await world.postAfter(DAY);
	expect(told()).toBe(1);
});

test('a sender that is refused stops the line, and is shown as that', async () => {
	await world.tell(vault);
	world.mail.refusals = { sender: '550 5.1.8 Who are you' };
	await world.postAfter(WAIT_MS);
	expect(await report()).toMatchObject({ state: 'failing', reason: 'sender-refused', waiting: 1 });
});

test('nothing that failed left an address, or what the mail server said, in the log', async () => {
	await world.tell(vault);
	for (const refusals of [
		{ recipient: () => `450 4.2.0 <${MARIA}> greylistcanary` },
		{ text: '451 4.3.0 textcanary' },
		{ sender: '451 4.3.0 sendercanary' },
		{ breaks: true }
	]) {
		world.mail.refusals = refusals;
		await world.postAfter(HOUR);
	}
	const logged = world.portal.logged.join('\n');
	expect(logged).not.toMatch(/maria|client\.example|canary/);
});

test('a portal that is killed before it tells does so after it was started again, and stops cleanly', async () => {
	const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-mail-'));
	const env = {
		PORT: String(await freePort()),
		TALLYPORT_DATA: path.join(folder, 'data'),
		TALLYPORT_SMTP: `smtp://127.0.0.1:${String(world.mail.port)}`,
		TALLYPORT_MAIL_FROM: 'portal@firm.example',
		TALLYPORT_MAIL_WAIT: '3'
	};
	let server = await startServer(env);
	try {
		const address = `http://127.0.0.1:${env.PORT}`;
		const there = new World(
			(asked, init) => fetch(`${address}${asked}`, init),
			`http://localhost:${env.PORT}`
		);
		const firm = await there.setUp(setupTokenOf(server));
		const own = await there.createVault(firm, firm.owner);
		const erik = await there.client(own);
		const mail = '/api/account/mail';
		const atOnce = { frequency: 'at-once', hour: 8, zone: 'UTC', language: 'en' };
		await read(erik.browser.put(`${mail}/preferences`, atOnce), mailSettings);
		await read(erik.browser.post(`${mail}/address`, { address: ERIK }), mailSettings);
		await read(erik.browser.post(`${mail}/confirm`, { code: world.code }), mailSettings);
		const blob = await there.upload(own, firm.owner, [new Uint8Array(10)]);
		await read(there.addFile(own, firm.owner, blob), appendResponse);
		server.child.kill('SIGKILL');
		await server.ended;
		expect(told(ERIK)).toBe(0);
		server = await startServer(env);
		await expect.poll(() => told(ERIK), { timeout: 40_000 }).toBe(1);
		server.child.kill('SIGTERM');
		expect(await server.ended).toBe(0);
		expect(server.output()).not.toContain(ERIK);
	} finally {
		server.child.kill('SIGKILL');
		await server.ended;
		await rm(folder, { recursive: true, force: true });
	}
}, 60_000);
