/** In which language somebody is written to: their own, or for who has not joined yet the one that staff chose. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mailReport, mailSettings } from '../../src/contract/notices.ts';
import { inviteReminders } from '../../src/contract/reminders.ts';
import { MailWorld, WAIT_MS } from './mail-world.ts';
import { DAY, expectRefusal, read } from './portal.ts';
import { header, readable } from './smtp.ts';
import type { Person } from './world.ts';

const MARIA = 'maria@client.example';
let world: MailWorld;
beforeEach(async () => {
	world = await MailWorld.found();
});
afterEach(() => world.close());

const speak = ({ browser }: Person, language: string) =>
	browser.put('/api/account/mail/language', { language });
/** What the mails to an address begin with, oldest first. */
const headings = (address: string) =>
	world.mail.received
		.filter(({ to }) => to === address)
		.map(({ raw }) => /<h1[^>]*>([^<]*)<\/h1>/u.exec(readable(raw))?.[1]);

test('somebody who reads Spanish gets codes, notices and reminders in Spanish, in both parts of the mail', async () => {
	const { vault } = await world.reachableClient(MARIA, { language: 'es' });
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	await world.owner.browser.post(`/api/vaults/${vault.id}/reminder`, {});
	await world.postAfter(WAIT_MS);
	expect(headings(MARIA)).toEqual([
		'Confirme su correo electrónico',
		'Hay algo nuevo para usted',
		'Todavía hay algo pendiente para usted'
	]);
	const [told] = world.noticesTo(MARIA);
	if (told === undefined) throw new Error('Nothing came');
	expect(header(told, 'Subject')).toBe('Hay algo nuevo para usted');
	expect(header(told, 'Content-Language')).toBe('es');
	const text = readable(told.raw);
	expect(text).toContain('<html lang="es">');
	expect(text.match(/Este correo no dice qué es/gu)).toHaveLength(2);
	expect(text).not.toMatch(/\b(?:Sign|waiting|the)\b/u);
});

test('people of one vault are each told in their own language', async () => {
	const { client, vault } = await world.reachableClient(MARIA, { language: 'es' });
	await world.confirmed(world.owner, 'olu@staff.example');
	await world.tell(vault);
	await world.tell(vault, client);
	await world.postAfter(WAIT_MS);
	expect(headings(MARIA).at(-1)).toBe('Hay algo nuevo para usted');
	expect(headings('olu@staff.example').at(-1)).toBe('Something new is waiting for you');
});

test('what waits is told in the language in which the portal was read last', async () => {
	const { client, vault } = await world.reachableClient(MARIA);
	await world.tell(vault);
	expect(await read(speak(client, 'es'), mailSettings)).toMatchObject({
		address: MARIA,
		preferences: { frequency: 'at-once', zone: 'Europe/Berlin', language: 'es' }
	});
	await world.postAfter(WAIT_MS);
	expect(headings(MARIA).at(-1)).toBe('Hay algo nuevo para usted');
	await speak(client, 'en');
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	expect(headings(MARIA).at(-1)).toBe('Something new is waiting for you');
});

test('a test mail is in the language of whoever asks for it', async () => {
	await world.confirmed(world.owner, 'olu@staff.example', { language: 'es' });
	const { browser } = world.owner;
	await read(browser.post(`/api/firms/${world.firm.id}/mail/test`, {}), mailReport);
	expect(headings('olu@staff.example').at(-1)).toBe('El correo funciona');
});

test('of whoever never asked for mail no language is kept', async () => {
	const client = await world.client(await world.createVault(world.firm, world.owner));
	const answer = await read(speak(client, 'es'), mailSettings);
	expect(answer.preferences).toBeNull();
	const { db } = world.portal.services;
	expect(await db.selectFrom('mail_settings').select('user').execute()).toEqual([]);
});

test('a language in which the portal writes no mail is refused', async () => {
	const { client } = await world.reachableClient(MARIA);
	for (const language of ['fr', 'constructor', ''])
		await expectRefusal(speak(client, language), 'malformed-request');
	await expectRefusal(world.prefer(client, { language: 'fr' as 'en' }), 'malformed-request');
});

test('somebody invited is reminded in the language that staff chose, and in another once they change it', async () => {
	const vault = await world.createVault(world.firm, world.owner);
	const link = await world.inviteClient(vault, world.owner, world.portal.services.now() + 14 * DAY);
	const address = 'guest@client.example';
	const put = (language: string) =>
		read(
			world.owner.browser.put(`/api/vaults/${vault.id}/invites/${link.id}`, {
				address,
				active: true,
				language
			}),
			inviteReminders
		);
	expect((await put('es')).invites).toMatchObject([{ address, language: 'es' }]);
	await world.postAfter(4 * DAY);
	await put('en');
	await world.postAfter(5 * DAY);
	expect(headings(address)).toEqual([
		'Una invitación sigue esperándole',
		'An invitation is still waiting for you'
	]);
});
