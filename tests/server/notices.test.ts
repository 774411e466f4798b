/** Who is told of what by e-mail, when, and how often, through a real SMTP server. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendResponse, signedIn } from '../../src/contract/api.ts';
import { mailReport, mailSettings } from '../../src/contract/notices.ts';
import { identityFromSeed } from '../../src/crypto/identity.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { newIdentitySeed } from '../../src/crypto/random.ts';
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
