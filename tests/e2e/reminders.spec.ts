/**
 * Reminders that go out by themselves, as staff see them: of an invitation nobody answered, a client's or a colleague's, and of a checklist until its last
 * document is here. Nothing in them names anybody, and no mail holds the link. And notices on a device: what a browser without a push service says, and
 * what it shows when a push reaches it.
 */
import { expect, test, type Page } from '@playwright/test';
import { Post, readable } from '../server/smtp.ts';
import { expectAccessible } from './fixtures/accessible.ts';
import {
	createClient,
	inviteColleague,
	joinFirm,
	joinVault,
	setUpFirm
} from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import { Portal } from './fixtures/portal.ts';

const GUEST = 'maria@client.example';
const name = 'clientcanary maria';
const firm = 'firmcanary & söhne';

const button = (page: Page, label: string) =>
	page.getByRole('button', { name: label, exact: true });
const portalWith = (post: Post) =>
	Portal.start({
		TALLYPORT_SMTP: `smtp://127.0.0.1:${String(post.port)}`,
		TALLYPORT_MAIL_FROM: 'portal@firm.example',
		TALLYPORT_MAIL_WAIT: '1'
	});

test('staff remind somebody who did not join, and plan the reminders of a checklist until everything is here', async ({
	browser
}) => {
	const post = await Post.open();
	await using portal = await portalWith(post);
	const owner = await Person.arrive(browser, 'the owner', { origin: portal.origin });
	const client = await Person.arrive(browser, 'the client', { origin: portal.origin });
	const { page } = owner;
	await setUpFirm(owner, portal.setupLink, { firm, owner: 'Olu Adeyemi' });
	const link = await createClient(owner, name);

	await test.step('the invitation is unanswered: an address by the keyboard, and one reminder now', async () => {
		await expect(page.getByRole('heading', { name: 'Invited, not joined yet' })).toBeVisible();
		await expect(page.getByText('Nobody is reminded by e-mail.')).toBeVisible();
		await button(page, `Remind by e-mail: ${name}`).focus();
		await page.keyboard.press('Enter');
		await expect(page.getByLabel('Their e-mail address')).toBeFocused();
		await page.keyboard.type('maria');
		await page.keyboard.press('Enter');
		await expect(page.getByText('This does not look like an e-mail address.')).toBeVisible();
		await expectAccessible(page, 'asking for the address of somebody invited');
		await page.getByLabel('Their e-mail address').fill(GUEST);
		await page.keyboard.press('Enter');
		await expect(page.getByText(/^Next on .* None sent yet\.$/u)).toBeVisible();
		await button(page, `Remind ${name} now`).click();
		await expect.poll(() => post.received.length, { timeout: 30_000 }).toBe(1);
		const [mail] = post.received;
		const text = readable(mail?.raw ?? '');
		expect(mail?.to).toBe(GUEST);
		expect(text).toContain('look for the message in which they sent you a link');
		for (const secret of ['canary', link, link.split('#')[1] ?? link, '/join', '/sign-in'])
			expect(text + post.transcript).not.toContain(secret);
	});

	await test.step('a second one at once is refused in words, and they can be switched off', async () => {
		owner.expectProblem(/status of 429/u);
		await button(page, `Remind ${name} now`).click();
		await expect(
			page.getByText('This client was reminded less than three days ago.')
		).toBeVisible();
		await button(page, `Switch reminders for ${name} off`).click();
		await expect(page.getByText('Reminders are off. 1 of 3 sent.')).toBeVisible();
		await expectAccessible(page, 'an invitation nobody answered');
	});

	await test.step('they join, and the address is gone with the invitation', async () => {
		await joinVault(client, link);
		await expect(page.getByRole('heading', { name: 'Invited, not joined yet' })).toBeHidden();
		await expect(page.getByText(GUEST)).toBeHidden();
	});

	await test.step('a new checklist is reminded of, a week before it is due', async () => {
		await page.getByRole('tab', { name: /^Requests/u }).click();
		await page.getByRole('button', { name: 'New checklist', exact: true }).first().click();
		await button(page, 'Start with an empty list').click();
		await page.getByLabel('Title of the checklist').fill('listcanary');
		await button(page, 'Add a document').click();
		await page.getByLabel('What do you need?').fill('itemcanary');
		await page.getByLabel('Due date').fill('2090-03-15');
		await button(page, 'Use it for all').click();
		await button(page, 'Ask the client for this').click();
		await expect(
			page.getByText(/^First reminder (?:8 March|March 8), 2090, then every week\.$/u)
		).toBeVisible();
	});

	await test.step('staff choose other days, and a day that is over is refused', async () => {
		await button(page, 'Reminders for listcanary').click();
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel('First or next reminder').fill('2020-01-01');
		await dialog.getByRole('button', { name: 'Save', exact: true }).click();
		await expect(dialog.getByText('Choose a day from tomorrow on.')).toBeVisible();
		await dialog.getByLabel('First or next reminder').fill('2090-02-01');
		await dialog.getByLabel('Then', { exact: true }).selectOption('every two weeks');
		await dialog.getByLabel('At most', { exact: true }).selectOption('2 reminders');
		await expectAccessible(page, 'the reminders of a checklist');
		await dialog.getByRole('button', { name: 'Save', exact: true }).click();
		await expect(dialog).toBeHidden();
		await expect(page.getByText(/^First reminder .*2090, then every two weeks\.$/u)).toBeVisible();
		await expectAccessible(page, 'a checklist with its reminders');
	});

	await test.step('once nothing is missing nobody is reminded, and the portal knows', async () => {
		await button(client.page, 'Doesn’t apply: itemcanary').click();
		await button(client.page, 'It does not apply').click();
		await expect(page.getByText('Nothing is missing, so nobody is reminded.')).toBeVisible();
		await expect
			.poll(() => client.recording.sent.some(({ url }) => /\/plans\/[\w-]+\/missing$/u.test(url)))
			.toBe(true);
	});

	await test.step('a browser that lets no notices through says so, and nothing is changed', async () => {
		await button(client.page, name).click();
		await client.page.getByRole('menuitem', { name: 'My account' }).click();
		await expect(
			client.page.getByRole('heading', { name: 'Tell me on this device' })
		).toBeVisible();
		await expectAccessible(client.page, 'notices on a device');
		const on = button(client.page, 'Switch on');
		const no = client.page.getByText('This browser does not let the portal show notices');
		await expect(on.or(no)).toBeVisible();
		if (await on.isVisible()) {
			await on.focus();
			await client.page.keyboard.press('Enter');
			await expect(
				no.or(client.page.getByText('The browser did not switch notices on'))
			).toBeVisible();
		}
		await expectAccessible(client.page, 'notices that the browser refused');
		expect(
			client.recording.sent.some(
				({ method, url }) => method === 'PUT' && url.endsWith('/account/push')
			)
		).toBe(false);
		await page.getByRole('link', { name: 'Firm', exact: true }).click();
		await expect(page.getByText('Nobody has switched it on yet.')).toBeVisible();
		await expectAccessible(page, 'the firm’s page with notices on devices');
	});

	await test.step('a push that reaches the browser is shown as one sentence, however many come', async () => {
		await client.context.grantPermissions(['notifications']);
		client.expectProblem(/^service worker: .*\/push\.js\?en$/u);
		client.expectProblem(/does not support the Push API in incognito mode/u);
		await client.page.reload();
		await button(client.page, 'Sign in with passkey').click();
		await button(client.page, name).click();
		await client.page.getByRole('menuitem', { name: 'My account' }).click();
		await button(client.page, 'Switch on').click();
		// There is no push service here, but the worker that shows notices is registered by now.
		await expect(client.page.getByText('The browser did not switch notices on')).toBeVisible();
		const push = await pusher(client);
		await push('messagecanary');
		const shown = () =>
			client.page.evaluate(async () => {
				const registration = await navigator.serviceWorker.getRegistration('/push/');
				const notices = (await registration?.getNotifications()) ?? [];
				return notices.map(({ title, body, data }) => ({ title, body, data: data as unknown }));
			});
		const notice = {
			title: 'Something is waiting for you',
			body: 'Sign in to the portal to see it.',
			data: null
		};
		await expect.poll(shown).toEqual([notice]);
		await push('');
		await expect.poll(shown).toEqual([notice]);
	});

	await test.step('to staff who read Spanish, its reminders are told in Spanish', async () => {
		await page.getByRole('link', { name: /^Clients/u }).click();
		await page.getByRole('link', { name }).click();
		await expect(page.getByRole('tab', { name: /^Requests/u })).toBeVisible();
		await page.evaluate(() => localStorage.setItem('tallyport-language', 'es'));
		await page.reload();
		await button(page, 'Entrar con clave de acceso').click();
		await page.getByRole('tab', { name: /^Solicitudes/u }).click();
		await button(page, 'Recordatorios de listcanary').click();
		await expect(page.getByRole('dialog').getByLabel('Como máximo')).toBeVisible();
		await expectAccessible(page, 'the reminders of a checklist in Spanish');
	});

	await leave(owner, client);
	await post.close();
});

test('an owner reminds a colleague who did not join, by the keyboard, until they join or the link is withdrawn', async ({
	browser
}) => {
	const post = await Post.open();
	await using portal = await portalWith(post);
	const owner = await Person.arrive(browser, 'the owner', { origin: portal.origin });
	const colleague = await Person.arrive(browser, 'a colleague', { origin: portal.origin });
	const { page } = owner;
	await setUpFirm(owner, portal.setupLink, { firm, owner: 'ownercanary Olu' });
	const ana = 'staffcanary ana';
	const link = await inviteColleague(owner, ana);
	const enter = async (label: string) => {
		await expect(button(page, label)).toBeEnabled();
		await button(page, label).focus();
		await page.keyboard.press('Enter');
	};

	await test.step('beside the open invitation: an address, in Spanish, and one reminder now', async () => {
		await expect(page.getByText('Nobody is reminded by e-mail.')).toBeVisible();
		await expectAccessible(page, 'the team with an invited colleague');
		await enter(`Remind by e-mail: ${ana}`);
		await expect(page.getByLabel('Their e-mail address')).toBeFocused();
		await page.keyboard.type(GUEST);
		await page.getByLabel('Language of the e-mail').selectOption('Español');
		await expectAccessible(page, 'asking for the address of an invited colleague');
		await page.getByLabel('Their e-mail address').press('Enter');
		await expect(page.getByText(/^Next on .* None sent yet\.$/u)).toBeVisible();
		await expect(page.getByText(GUEST)).toBeVisible();
		await enter(`Remind ${ana} now`);
		await expect.poll(() => post.received.length, { timeout: 30_000 }).toBe(1);
		const [mail] = post.received;
		const text = readable(mail?.raw ?? '');
		expect(mail?.to).toBe(GUEST);
		expect(text).toContain('Busque el mensaje en el que le envió un enlace');
		for (const secret of ['canary', link, link.split('#')[1] ?? link, '/join', '/sign-in'])
			expect(text + post.transcript).not.toContain(secret);
	});

	await test.step('a second one at once is refused in words, and they can be switched off', async () => {
		owner.expectProblem(/status of 429/u);
		await enter(`Remind ${ana} now`);
		await expect(page.getByText('They were reminded less than a day ago.')).toBeVisible();
		await enter(`Switch reminders for ${ana} off`);
		await expect(page.getByText('Reminders are off. 1 of 3 sent.')).toBeVisible();
		await expectAccessible(page, 'the team with a colleague who was reminded');
	});

	await test.step('withdrawn, another invitation goes with its address', async () => {
		await inviteColleague(owner, 'Ben');
		await enter('Remind by e-mail: Ben');
		await page.getByLabel('Their e-mail address').fill('ben@staff.example');
		await page.keyboard.press('Enter');
		await expect(page.getByText('ben@staff.example')).toBeVisible();
		await enter('Withdraw the link for Ben');
		await expect(page.getByText('ben@staff.example')).toBeHidden();
		await expect(page.getByText(GUEST)).toBeVisible();
	});

	await test.step('they join, and the address is gone with the invitation', async () => {
		await joinFirm(colleague, link);
		await expect(page.getByRole('heading', { name: 'Invited', exact: true })).toBeHidden();
		await expect(page.getByText(GUEST)).toBeHidden();
	});

	await leave(owner, colleague);
	await post.close();
});

/** Nothing went wrong on their pages that the test did not expect. */
async function leave(...people: Person[]): Promise<void> {
	for (const { name: who, problems, context } of people) {
		expect.soft(problems, `on the pages of ${who}`).toEqual([]);
		await context.close();
	}
}

/** Delivers as the browser's push service would, with whatever it carries. */
async function pusher({ page, context }: Person): Promise<(data: string) => Promise<void>> {
	const session = await context.newCDPSession(page);
	const { origin } = new URL(page.url());
	const found = Promise.withResolvers<string>();
	session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
		const known = registrations.find(({ scopeURL }) => scopeURL === `${origin}/push/`);
		if (known) found.resolve(known.registrationId);
	});
	await session.send('ServiceWorker.enable');
	const registrationId = await found.promise;
	return async (data) => {
		await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
	};
}
