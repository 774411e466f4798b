import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { appendResponse, nothing, signedIn } from '../../src/contract/api.ts';
import { sweep } from '../../src/server/sweep.ts';
import { listen } from './listener.ts';
import { DAY, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { World, type Firm, type Person, type Vault } from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
let vault: Vault;
let client: Person;
beforeAll(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	vault = await world.createVault(firm, firm.owner);
	client = await world.client(vault);
});
afterAll(() => portal.close());

const say = async (by: Person) => {
	const entry = await world.vaultEntry(vault, by, { kind: 'file.viewed', payload: {} });
	return (await read(world.appendVault(vault, by, entry), appendResponse)).head.seq;
};
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

test('those who may read a log hear that it moved, and nobody else', async () => {
	const stranger = await world.client(await world.createVault(firm, firm.owner));
	const streams = [firm.owner, client, stranger].map(({ browser }) => listen(browser));
	const [staff, member, other] = await Promise.all(streams);
	const seq = await say(client);
	await expect.poll(() => staff?.heard.length).toBe(1);
	await expect.poll(() => member?.heard.length).toBe(1);
	expect(staff?.heard).toEqual([{ type: 'vault', firm: firm.id, vault: vault.id, seq }]);
	await pause();
	expect(other?.heard).toEqual([]);
	await world.inviteStaff(firm, firm.owner, 'preparer');
	await expect.poll(() => other?.heard.map(({ type }) => type)).toEqual(['firm']);
	for (const stream of [staff, member, other]) await stream?.leave();
});

test('a colleague who joins and a client who joins are heard of', async () => {
	const stream = await listen(firm.owner.browser);
	const invitation = await world.inviteStaff(firm, firm.owner, 'preparer');
	await world.joinStaff(firm, invitation);
	await world.client(vault);
	const heard = () => stream.heard.map(({ type }) => type);
	await expect.poll(heard).toEqual(['firm', 'firm', 'vault', 'vault']);
	await stream.leave();
});

test('signing out ends the stream', async () => {
	const browser = world.browser();
	await read(world.signIn(client, browser), signedIn);
	const stream = await listen(browser);
	await read(browser.post('/api/sign-out', {}), nothing);
	await stream.ended;
	expect(stream.heard).toEqual([{ type: 'signed-out' }]);
});

test('ending a device ends its stream, and no other', async () => {
	const phone = world.browser();
	const { session } = await read(world.signIn(client, phone), signedIn);
	const mine = await listen(client.browser);
	const theirs = await listen(phone);
	await read(client.browser.delete(`/api/devices/${session}`), nothing);
	await theirs.ended;
	expect(theirs.heard).toEqual([{ type: 'signed-out' }]);
	await say(client);
	await expect.poll(() => mine.heard.length).toBe(1);
	await mine.leave();
});

test('a stream that was left is forgotten', async () => {
	const stream = await listen(client.browser);
	await stream.leave();
	await say(client);
	await pause();
	expect(stream.heard).toEqual([]);
});

test('a session has so many streams, and its oldest ends for one more', async () => {
	const browser = world.browser();
	await read(world.signIn(client, browser), signedIn);
	const other = await listen(client.browser);
	const streams = [];
	for (let number = 0; number < 21; number++) streams.push(await listen(browser));
	await streams[0]?.ended;
	await say(client);
	for (const stream of [...streams.slice(1), other]) {
		await expect.poll(() => stream.heard.length).toBe(1);
		await stream.leave();
	}
});

test('a session that ended by time loses its stream at the next sweep', async () => {
	const own = await openPortal();
	try {
		const there = new World(own.fetch, ORIGIN);
		const { owner } = await there.setUp(own.setupToken);
		const stream = await listen(owner.browser);
		own.pass(8 * DAY);
		await sweep(own.services);
		await stream.ended;
		expect(stream.heard).toEqual([{ type: 'signed-out' }]);
	} finally {
		await own.close();
	}
});

test('a heartbeat keeps the stream open, and ends it once its session is over', async () => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
	try {
		const browser = world.browser();
		const { session } = await read(world.signIn(client, browser), signedIn);
		const answer = await browser.get('/api/events');
		const text = answer.text();
		vi.advanceTimersByTime(20_000);
		const { db } = portal.services;
		await db.deleteFrom('sessions').where('id', '=', session).execute();
		vi.advanceTimersByTime(20_000);
		const beat = 'event: still-here\ndata: 1\n\n';
		expect(await text).toBe(`: open\nretry: 1000\n\n${beat}${beat}data: {"type":"signed-out"}\n\n`);
	} finally {
		vi.useRealTimers();
	}
});
