/**
 * Notices by e-mail through a real mail server: an address confirmed by its code, a mail that says nothing, a link that leads
 * to signing in, turning it off from a mail program, and a mail server that is down for a while.
 */
import { expect, test, type Page } from '@playwright/test';
import { header, Post, readable } from '../server/smtp.ts';
import { expectAccessible } from './fixtures/accessible.ts';
import { inDatabase, welcome } from './fixtures/entering.ts';
import { lock, sendFiles, setUpFirm } from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import { Portal } from './fixtures/portal.ts';
import { findTraces, tracesOfServer } from './fixtures/traces.ts';

const MARIA = 'maria@client.example';
const OLU = 'olu@staff.example';
const names = { firm: 'firmcanary & söhne', owner: 'ownercanary olu' };
const clientName = 'clientcanary maria';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const file = (name: string) => ({
	name,
	mimeType: 'text/plain',
	buffer: Buffer.from('contentcanary: 1,234.56')
});

async function openAccount(page: Page, name: string): Promise<void> {
	await button(page, name).click();
	// By key: the window has just changed its size, and the menu may still move under the pointer.
	await page.getByRole('menuitem', { name: 'My account' }).press('Enter');
	await expect(page.getByRole('heading', { name: 'Tell me by e-mail' })).toBeVisible();
}

/** With the keyboard, from the address to "E-mail is on". */
async function confirmAddress(
	page: Page,
	post: Post,
	address: string,
	look?: () => Promise<void>
): Promise<void> {
	await page.getByLabel('Your e-mail address').focus();
	await page.keyboard.type(address);
	await page.keyboard.press('Tab');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('textbox', { name: 'Code', exact: true })).toBeFocused();
	await look?.();
	const sent = post.received.findLast(({ to }) => to === address);
	const digits = /^ {4}(\d{4} \d{4})\r?$/m.exec(readable(sent?.raw ?? ''))?.[1] ?? '';
	await page.keyboard.type(digits);
	await page.keyboard.press('Enter');
	await expect(page.getByText('E-mail is on.')).toBeVisible();
}

/** The firm's page as it is now. */
async function lookAtFirm(page: Page): Promise<void> {
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await page.getByRole('link', { name: 'Firm', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'E-mail', exact: true })).toBeVisible();
}

/** In which the portal would write to this address. */
const languageOf = (portal: Portal, address: string): string | undefined =>
	inDatabase(portal, (database) =>
		database
			.prepare<[string], { language: string }>(
				'SELECT language FROM mail_settings WHERE address = ?'
			)
			.get(address)
	)?.language;

async function openClient(page: Page): Promise<void> {
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await page.getByRole('link', { name: clientName, exact: true }).click();
}

test('a client is told by e-mail that something waits, and of nothing else; an outage of the mail server loses nothing', async ({
	browser
}) => {
	test.setTimeout(240_000);
	const post = await Post.open();
	await using portal = await Portal.start({
		TALLYPORT_SMTP: `smtp://127.0.0.1:${String(post.port)}`,
		TALLYPORT_MAIL_FROM: 'portal@firm.example',
		TALLYPORT_MAIL_NAME: 'Client portal',
		TALLYPORT_MAIL_WAIT: '1'
	});
	const owner = await Person.arrive(browser, 'the owner', { origin: portal.origin });
	const client = await Person.arrive(browser, 'the client', { origin: portal.origin });
	const notices = (address = MARIA) =>
		post.received.filter(({ to, raw }) => to === address && raw.includes('List-Unsubscribe:'));
	await setUpFirm(owner, portal.setupLink, names);
	await welcome(owner, client, clientName);

	await test.step('the client confirms an address', async () => {
		await openAccount(client.page, clientName);
		await expectAccessible(client.page, 'asking for an address');
		await client.page.getByLabel('Your e-mail address').fill('maria');
		await button(client.page, 'Send me a code').click();
		await expect(client.page.getByText('This does not look like an e-mail address.')).toBeVisible();
		await client.page.getByLabel('Your e-mail address').fill('');
		const code = () => expectAccessible(client.page, 'a code that was sent');
		await confirmAddress(client.page, post, MARIA, code);
		await expect(client.page.getByText(MARIA)).toBeVisible();
		await expectAccessible(client.page, 'an address that is confirmed');
		await lock(client, clientName);
	});

	await test.step('staff add a file, and one mail arrives', async () => {
		await sendFiles(owner, [file('filecanary one.txt')], ['filecanary one.txt']);
		await expect.poll(() => notices().length, { timeout: 60_000 }).toBe(1);
	});

	await test.step('its link leads to signing in, and to the file', async () => {
		const html = readable(notices()[0]?.raw ?? '');
		const [link, ...more] = [...html.matchAll(/href="([^"]+)"/gu)].map(([, href]) => href);
		expect([link, more]).toEqual([`${portal.origin}/sign-in`, []]);
		await client.page.goto(link ?? '');
		await client.page.getByRole('button', { name: /with passkey/u }).click();
		await expect(client.page.getByText('filecanary one.txt').first()).toBeVisible();
		await lock(client, clientName);
	});

	await test.step('staff remind the client', async () => {
		await openClient(owner.page);
		await button(owner.page, 'Send a reminder').click();
		await expect(owner.page.getByText('The reminder goes out')).toBeVisible();
		await expect(button(owner.page, 'Send a reminder')).toBeDisabled();
		await expectAccessible(owner.page, 'a client who was reminded');
		await expect.poll(() => notices().length, { timeout: 60_000 }).toBe(2);
		expect(header(notices()[1] ?? { from: '', to: '', raw: '' }, 'Subject')).toBe(
			'Something is still waiting for you'
		);
	});

	await test.step('the mail server is down, and the administrator sees it', async () => {
		await openAccount(owner.page, names.owner);
		await confirmAddress(owner.page, post, OLU);
		await post.down();
		await openClient(owner.page);
		await sendFiles(owner, [file('filecanary two.txt')], ['filecanary two.txt']);
		await expect(async () => {
			await lookAtFirm(owner.page);
			await expect(owner.page.getByText('No e-mail goes out')).toBeVisible({ timeout: 2000 });
		}).toPass({ timeout: 60_000 });
		await expect(owner.page.getByText('The mail server cannot be reached.')).toBeVisible();
		owner.expectProblem(/status of 503/u);
		await button(owner.page, 'Send me a test e-mail').click();
		await expect(owner.page.getByText('The e-mail could not be sent just now.')).toBeVisible();
		await expectAccessible(owner.page, 'mail that fails');
	});

	await test.step('it is up again, and the notice comes once', async () => {
		await post.up();
		await button(owner.page, 'Send me a test e-mail').click();
		await expect(owner.page.getByText(/^Working since/u)).toBeVisible();
		await expect.poll(() => notices().length, { timeout: 60_000 }).toBe(3);
	});

	await test.step('the client has read the portal in Spanish, and the next mail is in Spanish', async () => {
		const { page } = client;
		await button(page, 'Español').click();
		await button(page, 'Desbloquear con clave de acceso').click();
		await expect.poll(() => languageOf(portal, MARIA)).toBe('es');
		await button(page, clientName).click();
		await page.getByRole('menuitem', { name: 'Bloquear', exact: true }).click();
		// Nobody is in: what was told stands.
		await button(page, 'English').click();
		await expect(button(page, 'Unlock with passkey')).toBeVisible();
		await openClient(owner.page);
		await sendFiles(owner, [file('filecanary three.txt')], ['filecanary three.txt']);
		await expect.poll(() => notices().length, { timeout: 60_000 }).toBe(4);
		const [, , , mail] = notices();
		expect(mail && header(mail, 'Subject')).toBe('Hay algo nuevo para usted');
	});

	await test.step('turned off in a mail program, nothing more comes', async () => {
		const [mail] = notices();
		const off = /<(http[^>]+)>/u.exec((mail && header(mail, 'List-Unsubscribe')) ?? '')?.[1] ?? '';
		const pressed = await fetch(off, {
			method: 'POST',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: 'List-Unsubscribe=One-Click'
		});
		expect(pressed.status).toBe(200);
		await button(client.page, 'Unlock with passkey').click();
		await openAccount(client.page, clientName);
		await expect(client.page.getByRole('radio', { name: /^Not at all/u })).toBeChecked();
		await lock(client, clientName);
		await openClient(owner.page);
		await sendFiles(owner, [file('filecanary four.txt')], ['filecanary four.txt']);
		// Nobody waits for it: longer than a notice takes.
		await owner.page.waitForTimeout(4000);
		expect(notices()).toHaveLength(4);
	});

	await test.step('no session with the mail server named anything, and no log an address', () => {
		const sessions = post.transcript + readable(post.transcript);
		const said = [{ place: 'the SMTP sessions', bytes: Buffer.from(sessions) }];
		const ids = inDatabase(portal, (database) =>
			database
				.prepare<[], { id: string }>(
					'SELECT id FROM users UNION SELECT id FROM firms UNION SELECT id FROM vaults UNION SELECT id FROM blobs'
				)
				.all()
				.map(({ id }) => id)
		);
		const secret = [
			'firmcanary',
			'ownercanary',
			'clientcanary',
			'filecanary',
			'contentcanary',
			...ids
		];
		for (const one of secret) expect(findTraces(one, said)).toEqual([]);
		const output = tracesOfServer(portal).filter(({ place }) => place === 'the server’s output');
		for (const address of [MARIA, OLU]) expect(findTraces(address, output)).toEqual([]);
	});

	for (const { name, problems, context } of [owner, client]) {
		expect.soft(problems, `on the pages of ${name}`).toEqual([]);
		await context.close();
	}
	await post.close();
});
