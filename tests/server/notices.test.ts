/** Who is told of what by e-mail, when, and how often, through a real SMTP server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendResponse, signedIn } from '../../src/contract/api.ts';
import { mailReport, mailSettings } from '../../src/contract/notices.ts';
import { identityFromSeed } from '../../src/crypto/identity.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { newIdentitySeed } from '../../src/crypto/random.ts';
import {
	findWaiting,
	putBack,
	takeWaiting,
	type Waiting
} from '../../src/server/notices/waiting.ts';
import { MailWorld, MINUTE, WAIT_MS } from './mail-world.ts';
import { DAY, HOUR, read } from './portal.ts';
import type { Person, Vault } from './world.ts';

const MARIA = 'maria@client.example';
const OLU = 'olu@staff.example';

let world: MailWorld;
let client: Person;
let vault: Vault;
beforeEach(async () => {
	world = await MailWorld.found();
	({ client, vault } = await world.reachableClient(MARIA));
});
afterEach(() => world.close());

const told = (address = MARIA): number => world.noticesTo(address).length;
const seen = async (person: Person, seq = 1_000_000) =>
	person.browser.post(`/api/vaults/${vault.id}/seen`, { seq });
const report = () => read(world.owner.browser.get(`/api/firms/${world.firm.id}/mail`), mailReport);

test('a client is told once of a burst of files, after it has been quiet for a while', async () => {
	for (let file = 0; file < 4; file++) {
		await world.tell(vault);
		await world.postAfter(MINUTE);
	}
	expect(told()).toBe(0);
	await world.postAfter(WAIT_MS);
	await world.postAfter(HOUR);
	expect(told()).toBe(1);
});

test('staff are told of what clients do, clients of what staff do, and nobody of their own deeds', async () => {
	await world.confirmed(world.owner, OLU);
	await world.tell(vault, client);
	await world.postAfter(WAIT_MS);
	expect([told(OLU), told(MARIA)]).toEqual([1, 0]);
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	expect([told(OLU), told(MARIA)]).toEqual([1, 1]);
});

test('a client is told nothing of another client', async () => {
	await world.tell(await world.createVault(world.firm, world.owner));
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(0);
});

test('an entry of a kind that is not in the table is told to nobody', async () => {
	const entry = await world.vaultEntry(vault, world.owner, { kind: 'folder.made', payload: {} });
	await read(world.appendVault(vault, world.owner, entry), appendResponse);
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(0);
});

test('what was seen before its time came is not told', async () => {
	await world.tell(vault);
	await seen(client);
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(0);
	expect((await report()).waiting).toBe(0);
});

test('what came after the last look is told', async () => {
	await world.tell(vault);
	const { seq } = await world.head(client.browser, `/api/vaults/${vault.id}/log`);
	await seen(client, seq);
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(1);
});

describe('a message that was taken back before its time came', () => {
	const say = (by = world.owner) => world.say(vault, by);
	const takeBack = (seq: number, by = world.owner) => world.takeBack(vault, by, seq);
	const wait = { waitMs: WAIT_MS };
	const waitingFor = async ({ identity }: Person) => {
		const found = await findWaiting(world.portal.services.db, identity.userId);
		if (!found) throw new Error('nothing waits');
		return found;
	};
	const take = (found: Waiting) =>
		takeWaiting(world.portal.services.db, found, { now: world.portal.services.now(), ...wait });

	test('is told to nobody, on either side, and waits no more', async () => {
		await world.confirmed(world.owner, OLU);
		const [firms, clients] = [await say(), await say(client)];
		expect((await report()).waiting).toBe(2);
		await takeBack(firms);
		expect((await report()).waiting).toBe(1);
		await takeBack(clients, client);
		expect((await report()).waiting).toBe(0);
		const { sessions } = world.mail;
		await world.postAfter(WAIT_MS);
		await world.postAfter(DAY);
		expect([told(MARIA), told(OLU)]).toEqual([0, 0]);
		expect(world.mail.sessions).toBe(sessions);
	});

	test.each([
		['an earlier message', () => say(), null],
		['a later message', null, () => say()],
		['an earlier file', () => world.tell(vault), null],
		['a later file', null, () => world.tell(vault)],
		['a reminder', () => world.owner.browser.post(`/api/vaults/${vault.id}/reminder`, {}), null]
	])('keeps nobody from being told of %s', async (_, before, after) => {
		await before?.();
		const wrong = await say();
		await after?.();
		await takeBack(wrong);
		expect((await report()).waiting).toBe(1);
		await world.postAfter(WAIT_MS);
		await world.postAfter(DAY);
		expect(told()).toBe(1);
	});

	test('nor of another vault, nor others of what they wait for', async () => {
		const other = await world.reachableClient('erik@client.example');
		await world.confirmed(world.owner, OLU);
		const wrong = await say(client);
		await world.say(other.vault, other.client);
		// Of the same number in that vault, and to somebody else in this one.
		expect(await world.say(other.vault, world.owner)).toBeGreaterThan(wrong);
		await world.tell(vault);
		await takeBack(wrong, client);
		await world.postAfter(WAIT_MS);
		await world.postAfter(DAY);
		expect([told(MARIA), told('erik@client.example'), told(OLU)]).toEqual([1, 1, 1]);
	});

	test('with all others is not told, and the next one is', async () => {
		const all = [await say(), await say(), await say()];
		for (const seq of all.toReversed()) await takeBack(seq);
		await world.postAfter(DAY);
		expect(told()).toBe(0);
		await say();
		await world.postAfter(MINUTE);
		expect(told()).toBe(0);
		await world.postAfter(WAIT_MS);
		expect(told()).toBe(1);
	});

	test('is not told beside what was seen meanwhile', async () => {
		await world.tell(vault);
		const first = await say();
		await seen(client, first);
		await takeBack(await say());
		await world.postAfter(WAIT_MS);
		expect(told()).toBe(0);
		expect((await report()).waiting).toBe(0);
	});

	test('is not told after an outage, nor after its text was put off', async () => {
		const [first, second] = [await say(), await say()];
		await world.mail.down();
		await world.postAfter(WAIT_MS);
		await takeBack(first);
		await world.mail.up();
		world.mail.refusals = { text: '451 4.3.0 Try later' };
		await world.postAfter(HOUR);
		expect((await report()).waiting).toBe(1);
		world.mail.refusals = {};
		await takeBack(second);
		await world.postAfter(HOUR);
		await world.postAfter(DAY);
		expect(told()).toBe(0);
		expect(await report()).toMatchObject({ waiting: 0, failures: [] });
	});

	test('while the mail is made ready keeps it from leaving, unless more waits', async () => {
		const wrong = await say();
		const found = await waitingFor(client);
		await takeBack(wrong);
		expect(await take(found)).toBe(false);
		// What was seen is no reason to send it.
		await world.tell(vault);
		await seen(client);
		const next = await say();
		await world.portal.services.db
			.updateTable('vault_seen')
			.set({ seq: next - 1 })
			.execute();
		const both = await waitingFor(client);
		expect(both.rows.map(({ what, tells }) => [what, tells])).toEqual([
			['message', 1],
			['new', 0]
		]);
		await takeBack(next);
		expect(await take(both)).toBe(false);
		const [one] = [await say(), await say()];
		const two = await waitingFor(client);
		await takeBack(one);
		expect(await take(two)).toBe(true);
	});

	test('while the mail server thinks about the text does not wait again after its no', async () => {
		const { db, now } = world.portal.services;
		const [wrong, right] = [await say(), await say()];
		const both = await waitingFor(client);
		expect(await take(both)).toBe(true);
		await takeBack(wrong);
		await putBack(db, both, now());
		expect((await waitingFor(client)).rows).toMatchObject([{ what: 'message', seq: right }]);
		const one = await waitingFor(client);
		expect(await take(one)).toBe(true);
		await takeBack(right);
		await putBack(db, one, now());
		expect(await findWaiting(db, client.identity.userId)).toBeNull();
		expect(await db.selectFrom('mail_settings').select('due_at').execute()).toEqual([
			{ due_at: null }
		]);
	});
});

test('an hourly digest is one mail for all vaults', async () => {
	await world.confirmed(world.owner, OLU, { frequency: 'hourly' });
	const other = await world.reachableClient('erik@client.example');
	await world.tell(vault, client);
	await world.tell(other.vault, other.client);
	await world.postAfter(59 * MINUTE);
	expect(told(OLU)).toBe(0);
	await world.postAfter(MINUTE);
	await world.postAfter(HOUR);
	expect(told(OLU)).toBe(1);
});

test('a daily digest comes within a day, once', async () => {
	await world.prefer(client, { frequency: 'daily', hour: 8, zone: 'America/New_York' });
	await world.tell(vault);
	await world.postAfter(0);
	await world.tell(vault);
	await world.postAfter(DAY + HOUR);
	await world.postAfter(DAY);
	expect(told()).toBe(1);
});

test('somebody who wants no mail gets none, also not of what waited already', async () => {
	await world.tell(vault);
	await world.prefer(client, { frequency: 'off' });
	await world.tell(vault);
	await world.postAfter(DAY);
	await world.prefer(client, { frequency: 'at-once' });
	await world.postAfter(DAY);
	expect(told()).toBe(0);
});

test('what waits for a daily digest is told soon when somebody asks for mail at once', async () => {
	await world.prefer(client, { frequency: 'daily', hour: new Date().getUTCHours(), zone: 'UTC' });
	await world.tell(vault);
	await world.postAfter(HOUR);
	expect(told()).toBe(0);
	await world.prefer(client, { frequency: 'at-once' });
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(1);
});

test('somebody whose access ended is not told of what waited for them', async () => {
	await world.tell(vault);
	const user = idBytes(client.identity.userId);
	const change = { leaves: client.identity.userId };
	const epoch = await world.nextEpoch(vault, world.owner, change);
	const draft = { kind: 'member.removed', payload: { epoch, user }, epoch: vault.epoch + 1 };
	const entry = await world.vaultEntry(vault, world.owner, draft);
	await read(world.appendVault(vault, world.owner, entry), appendResponse);
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(0);
	const rows = await world.portal.services.db.selectFrom('mail_settings').selectAll().execute();
	expect(rows).toEqual([]);
});

test('a colleague who was removed is told nothing, and their address is not kept', async () => {
	const colleague = await world.staff(world.firm);
	await world.confirmed(colleague, OLU);
	await world.tell(vault, client);
	await world.removeStaff(world.firm, world.owner, colleague);
	await world.postAfter(WAIT_MS);
	expect(told(OLU)).toBe(0);
	const { db } = world.portal.services;
	const kept = await db.selectFrom('mail_settings').select('address').execute();
	expect(kept).toEqual([{ address: MARIA }]);
});

test('nobody is sent more than twenty notices a day; the next day goes on', async () => {
	world.toMidnight();
	for (let mail = 0; mail < 22; mail++) {
		await world.tell(vault);
		await world.postAfter(WAIT_MS);
	}
	expect(told()).toBe(20);
	await world.postAfter(DAY);
	await world.postAfter(DAY);
	expect(told()).toBe(21);
});

test('a firm that causes too many notices waits until the next day, and another does not', async () => {
	await world.close();
	world = await MailWorld.found({ firmDaily: 1 });
	world.toMidnight();
	({ client, vault } = await world.reachableClient(MARIA));
	const other = await world.reachableClient('erik@client.example');
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	await world.tell(other.vault);
	await world.postAfter(WAIT_MS);
	expect([told(MARIA), told('erik@client.example')]).toEqual([1, 0]);
	await world.postAfter(DAY);
	expect([told(MARIA), told('erik@client.example')]).toEqual([1, 1]);
});

test('the same person under new keys keeps address, preferences and what waits', async () => {
	const settings = () => read(client.browser.get('/api/account/mail'), mailSettings);
	const before = await settings();
	await world.tell(vault);
	const successor = await identityFromSeed(newIdentitySeed());
	const entry = await world.memberSuccession(vault, client, successor);
	const request = await world.rekeyRequest(client, successor, [{ vault: vault.id, entry }]);
	await read(client.browser.post('/api/account/rekey', request), signedIn);
	expect(await settings()).toEqual(before);
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(1);
});
