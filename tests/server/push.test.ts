/** Notices on devices: who is told, when and how often, what ends it, and where the server never goes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reminderState } from '../../src/contract/notices.ts';
import { pushReport, pushSettings } from '../../src/contract/push.ts';
import { reminderPlans } from '../../src/contract/reminders.ts';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { isPublic, mayBePushed, publicLookup } from '../../src/server/push/push-address.ts';
import { pushKey } from '../../src/server/push/push-key.ts';
import { pushDue } from '../../src/server/push/push-run.ts';
import { ChangingWorld } from './changing-world.ts';
import { MailWorld, WAIT_MS } from './mail-world.ts';
import { DAY, expectRefusal, HOUR, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { PushService } from './push-service.ts';
import type { Firm, Person, Vault } from './world.ts';

const MINUTE = 60_000;
const WAIT = 5 * MINUTE;

let service: PushService;
let portal: TestPortal;
let world: ChangingWorld;
let firm: Firm;
let client: Person;
let vault: Vault;
let device: string;
const never = new AbortController().signal;

beforeEach(async () => {
	service = await PushService.open();
	const push = { contact: 'mailto:portal@firm.example', trusted: service.origin };
	portal = await openPortal({ push });
	service.now = portal.services.now;
	world = new ChangingWorld(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	vault = await world.createVault(firm, firm.owner);
	client = await world.client(vault);
	device = `${service.origin}/device-of-maria`;
	service.key = (await settings()).key ?? '';
	await add(client, device);
});
afterEach(async () => {
	await portal.close();
	await service.close();
});

const settings = (person = client) => read(person.browser.get('/api/account/push'), pushSettings);
const add = (person: Person, endpoint: string) =>
	read(person.browser.put('/api/account/push', { endpoint }), pushSettings);
const off = (person: Person, endpoint: string | null) =>
	read(person.browser.post('/api/account/push/off', { endpoint }), pushSettings);
const report = () => read(firm.owner.browser.get(`/api/firms/${firm.id}/push`), pushReport);
async function tell(by = firm.owner, where = vault): Promise<void> {
	const blob = await world.upload(where, by, [new Uint8Array(10)]);
	expect((await world.addFile(where, by, blob)).status).toBe(200);
}
async function pushAfter(ms: number): Promise<void> {
	portal.pass(ms);
	await pushDue(portal.services, never);
}
const paths = () => service.pushed.map(({ path }) => path);

test('a device is told once of a burst, by an empty push whose token the service can check', async () => {
	await tell();
	await tell();
	await pushAfter(MINUTE);
	expect(service.pushed).toEqual([]);
	await pushAfter(WAIT);
	await pushAfter(WAIT);
	expect(service.pushed).toHaveLength(1);
	const [push] = service.pushed;
	expect(push).toMatchObject({ path: '/device-of-maria', bytes: 0, wrong: null });
	expect(push?.claims?.sub).toBe('mailto:portal@firm.example');
	expect(push?.headers).toMatchObject({ ttl: '86400', urgency: 'normal', topic: 'waiting' });
});

test('C88 a push carries nothing: no id, no name, no cookie, and nothing that differs between people but its address', async () => {
	await add(firm.owner, `${service.origin}/device-of-olu`);
	await tell();
	await tell(client);
	await pushAfter(WAIT);
	expect(paths().sort()).toEqual(['/device-of-maria', '/device-of-olu']);
	const [one, other] = service.pushed.map(({ headers }) => ({ ...headers, authorization: '' }));
	expect(one).toEqual(other);
	const said = JSON.stringify(service.pushed);
	for (const id of [firm.id, vault.id, client.identity.userId, firm.owner.identity.userId])
		expect(said).not.toContain(id);
});

test('the key is the same after a restart, and its private half is no point', async () => {
	const first = await pushKey(portal.services.db);
	expect(await pushKey(portal.services.db)).toEqual(first);
	expect(encodeBase64url(first.public)).toBe(service.key);
	expect(first.public).toHaveLength(65);
	expect(first.public[0]).toBe(4);
});

test('nobody is told of their own deeds, nor of another client', async () => {
	await tell(client);
	await tell(firm.owner, await world.createVault(firm, firm.owner));
	await pushAfter(HOUR);
	expect(service.pushed).toEqual([]);
});

test('what was seen before its time came is not told', async () => {
	await tell();
	await client.browser.post(`/api/vaults/${vault.id}/seen`, { seq: 1_000_000 });
	await pushAfter(WAIT);
	expect(service.pushed).toEqual([]);
	const { db } = portal.services;
	expect(await db.selectFrom('push_notices').selectAll().execute()).toEqual([]);
});

test('a message that was taken back before its time came is not told, and what else waits is', async () => {
	const first = await world.say(vault, firm.owner);
	await world.takeBack(vault, firm.owner, first);
	await pushAfter(WAIT);
	expect(service.pushed).toEqual([]);
	const { db } = portal.services;
	expect(await db.selectFrom('push_notices').selectAll().execute()).toEqual([]);
	const second = await world.say(vault, firm.owner);
	await world.say(vault, firm.owner);
	await world.takeBack(vault, firm.owner, second);
	await pushAfter(WAIT);
	await pushAfter(HOUR);
	expect(service.pushed).toHaveLength(1);
});

test('a device is told at most once an hour', async () => {
	await tell();
	await pushAfter(WAIT);
	await tell();
	await pushAfter(30 * MINUTE);
	expect(service.pushed).toHaveLength(1);
	await pushAfter(30 * MINUTE);
	expect(service.pushed).toHaveLength(2);
});

test('every device of a person is told, until it is switched off', async () => {
	await add(client, `${service.origin}/other`);
	await tell();
	await pushAfter(WAIT);
	expect(paths().sort()).toEqual(['/device-of-maria', '/other']);
	expect((await off(client, device)).endpoints).toEqual([`${service.origin}/other`]);
	await tell();
	await pushAfter(2 * HOUR);
	expect(paths()).toHaveLength(3);
	expect((await off(client, null)).endpoints).toEqual([]);
	await tell();
	await pushAfter(2 * HOUR);
	expect(paths()).toHaveLength(3);
});

test('nobody switches off another person’s device', async () => {
	await off(firm.owner, device);
	expect((await settings()).endpoints).toEqual([device]);
});

test('a device that somebody else signs in on is theirs from then on', async () => {
	await add(firm.owner, device);
	expect((await settings()).endpoints).toEqual([]);
	await tell();
	await pushAfter(WAIT);
	expect(service.pushed).toEqual([]);
});

test('of an eleventh device the first is forgotten', async () => {
	for (let count = 0; count < 10; count++) {
		portal.pass(1);
		await add(client, `${service.origin}/more-${String(count)}`);
	}
	const { endpoints } = await settings();
	expect(endpoints).toHaveLength(10);
	expect(endpoints).not.toContain(device);
});

test.each([404, 410])('a device that its service answers %i for is forgotten', async (status) => {
	service.status = () => status;
	await tell();
	await pushAfter(WAIT);
	expect((await settings()).endpoints).toEqual([]);
	expect((await report()).failures).toEqual([]);
});

test.each([
	[500, 'unreachable'],
	[429, 'unreachable'],
	[403, 'refused'],
	[307, 'refused']
])(
	'after %i it is tried again, the administrator sees it, and it arrives once',
	async (status, reason) => {
		service.status = () => status;
		await tell();
		await pushAfter(WAIT);
		expect(await report()).toMatchObject({ devices: 1, failures: [{ reason, vault: vault.id }] });
		service.status = () => 201;
		for (let hour = 0; hour < 6; hour++) await pushAfter(HOUR);
		expect(paths()).toEqual(['/device-of-maria', '/device-of-maria']);
		expect((await report()).failures).toEqual([]);
	}
);

test('a service that is down for a day delays it; one down for ever is given up and shown', async () => {
	await tell();
	await service.close();
	for (let hour = 0; hour < 24; hour++) await pushAfter(HOUR);
	expect((await report()).failures).toMatchObject([{ reason: 'unreachable' }]);
	for (let hour = 0; hour < 60; hour++) await pushAfter(HOUR);
	await world.signIn(firm.owner, firm.owner.browser);
	expect((await report()).failures).toMatchObject([{ reason: 'gave-up' }]);
	const { db } = portal.services;
	expect(await db.selectFrom('push_notices').selectAll().execute()).toEqual([]);
});

test('whoever is taken out of the vault is told nothing more, and who belongs nowhere is forgotten', async () => {
	await tell();
	await world.removeMember(vault, firm.owner, client);
	await pushAfter(WAIT);
	expect(service.pushed).toEqual([]);
	const { db } = portal.services;
	expect(await db.selectFrom('push_devices').selectAll().execute()).toEqual([]);
});

test('a portal that was told to send none has no key and takes no device', async () => {
	await using stack = new AsyncDisposableStack();
	const quiet = await openPortal();
	stack.defer(() => quiet.close());
	const there = new ChangingWorld(quiet.fetch, ORIGIN);
	const { owner } = await there.setUp(quiet.setupToken);
	expect(await settings(owner)).toEqual({ key: null, endpoints: [] });
	await expectRefusal(owner.browser.put('/api/account/push', { endpoint: device }), 'push-off');
});

test('nothing of it is logged', async () => {
	service.status = () => 500;
	await tell();
	await pushAfter(WAIT);
	expect(portal.logged.join('\n')).not.toMatch(/device-of-maria|answercanary/u);
});

test('a preparer and a client see no report', async () => {
	await expectRefusal(client.browser.get(`/api/firms/${firm.id}/push`), 'not-found');
	const sam = await world.staff(firm);
	await expectRefusal(sam.browser.get(`/api/firms/${firm.id}/push`), 'not-found');
});

test('where the portal sends mail, staff’s reminder and a plan’s reach a device of somebody without an address', async () => {
	const push = { contact: 'mailto:portal@firm.example', trusted: service.origin };
	await using mailed = await MailWorld.found({}, push);
	const { services } = mailed.portal;
	const theirs = await mailed.createVault(mailed.firm, mailed.owner);
	const erik = await mailed.client(theirs);
	await add(erik, `${service.origin}/erik`);
	const { browser } = mailed.owner;
	const state = await read(browser.get(`/api/vaults/${theirs.id}/reminder`), reminderState);
	expect(state.reachable).toBe(1);
	const later = async (ms: number) => {
		mailed.portal.pass(ms);
		await mailed.post();
		await pushDue(services, never);
	};
	expect((await mailed.owner.browser.post(`/api/vaults/${theirs.id}/reminder`, {})).status).toBe(
		200
	);
	await later(WAIT_MS);
	expect(paths()).toEqual(['/erik']);
	const first = Math.floor(services.now() / DAY) + 5;
	const at = `/api/vaults/${theirs.id}/plans/${encodeBase64url(randomBytes(16))}`;
	const wish = { active: true, first, every: 7, most: 1 };
	await read(mailed.owner.browser.put(at, wish), reminderPlans);
	for (let hour = 0; hour < 10 * 24; hour += 3) await later(3 * HOUR);
	expect(paths()).toEqual(['/erik', '/erik']);
});

describe('where the server never goes', () => {
	const config = { contact: '', trusted: null };

	test.each([
		'https://fcm.googleapis.com/fcm/send/abc',
		'https://updates.push.services.mozilla.com/wpush/v2/abc',
		'https://web.push.apple.com/QAbc',
		'https://wns2-par02p.notify.windows.com/w/?token=abc'
	])('%s may be pushed to', (endpoint) => {
		expect(mayBePushed(endpoint, config)).toBe(true);
	});

	test.each([
		'http://fcm.googleapis.com/fcm/send/abc',
		'https://127.0.0.1/x',
		'https://[::1]/x',
		'https://2130706433/x',
		'https://0x7f.1/x',
		'https://localhost/x',
		'https://intranet/x',
		'https://printer.local/x',
		'https://metadata.google.internal/x',
		'https://router.lan/x',
		'https://fcm.googleapis.com:8443/x',
		'https://user:pass@fcm.googleapis.com/x',
		'https://user@fcm.googleapis.com/x',
		'ftp://fcm.googleapis.com/x',
		'file:///etc/passwd',
		'not an address'
	])('%s may not', async (endpoint) => {
		expect(mayBePushed(endpoint, config)).toBe(false);
		const answer = client.browser.put('/api/account/push', { endpoint });
		const { status } = await answer;
		expect([400, 422]).toContain(status);
	});

	test.each([
		['127.0.0.1', false],
		['10.1.2.3', false],
		['172.16.0.1', false],
		['192.168.1.1', false],
		['169.254.169.254', false],
		['100.64.0.1', false],
		['0.0.0.0', false],
		['255.255.255.255', false],
		['224.0.0.1', false],
		['::1', false],
		['::', false],
		['fe80::1', false],
		['fc00::1', false],
		['fd12::1', false],
		['::ffff:127.0.0.1', false],
		['::ffff:8.8.8.8', false],
		['64:ff9b::7f00:1', false],
		['2002:7f00:1::', false],
		['2001:db8::1', false],
		['ff02::1', false],
		['not an address', false],
		['8.8.8.8', true],
		['142.250.74.10', true],
		['2a00:1450:4001:80b::200a', true]
	])('%s is public: %s', (address, is) => {
		expect(isPublic(address)).toBe(is);
	});

	test('C89 a name that leads inside is not connected to, however it is asked for', async () => {
		for (const all of [true, false]) {
			const failure = await new Promise((resolve) => {
				publicLookup('localhost', { all }, (error) => resolve(error));
			});
			expect(failure).toMatchObject({ code: 'EACCES' });
		}
	});
});
