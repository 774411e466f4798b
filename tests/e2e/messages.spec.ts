/** People write to each other about a vault and about a file; staff also write what the client never gets to see. */
import type { Locator, Page } from '@playwright/test';
import { desk, expectAccessible, phone } from './fixtures/accessible.ts';
import { expect, testWithFirm, typeWords, welcome } from './fixtures/entering.ts';
import { createClient, escape, FIRM, hire, pick, sendFiles } from './fixtures/journeys.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 120_000 });

const CANARY = 'Between us: check the mileage.';
const button = (at: Page | Locator, name: string | RegExp) =>
	at.getByRole('button', { name, exact: true });
const said = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });

/** Whether nothing lies over its middle, such as a notice. */
const isOnTop = (element: HTMLElement | SVGElement): boolean => {
	const { left, top, width, height } = element.getBoundingClientRect();
	const upper = document.elementFromPoint(left + width / 2, top + height / 2);
	return element.contains(upper);
};

/** As many as the menu offers: the most it holds. */
const REPLIES = 12;
const onItsSide = { width: phone.height, height: phone.width };

/** Keeps so many more texts as replies. */
async function keepReplies(page: Page, field: Locator, count: number): Promise<void> {
	const item = (name: string) => page.getByRole('menuitem', { name, exact: true });
	for (let one = 1; one <= count; one++) {
		const reply = `Reply ${String(one)}`;
		await field.fill(reply);
		await button(page, 'Saved replies').click();
		await item('Keep this text as a reply').click();
		await button(page, 'Saved replies').click();
		await expect(item(reply)).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(page.getByRole('menu')).toHaveCount(0);
	}
}

/** By key, from a button that was scrolled out of sight after it got the focus; whatever notices stand there, and the page stays. */
async function expectMenuInSight(page: Page): Promise<void> {
	const menu = page.getByRole('menu');
	const items = menu.getByRole('menuitem');
	const scrolled = () => page.evaluate(() => Math.round(scrollY));
	for (const size of [phone, onItsSide, desk]) {
		await page.setViewportSize(size);
		await button(page, 'Saved replies').focus();
		await page.evaluate(() => {
			scrollTo(0, 0);
		});
		await page.keyboard.press('Enter');
		await expect(items).toHaveCount(REPLIES + 2);
		await expect(items.first()).toBeFocused();
		await expect(menu).toBeInViewport({ ratio: 0.99 });
		await expect(items.first()).toBeInViewport({ ratio: 0.99 });
		const before = await scrolled();
		await page.keyboard.press('End');
		await expect(items.last()).toBeFocused();
		await expect(items.last()).toBeInViewport({ ratio: 0.99 });
		await expect.poll(() => items.last().evaluate(isOnTop)).toBe(true);
		await expect(menu).toBeInViewport({ ratio: 0.99 });
		expect(await scrolled()).toBe(before);
		await page.keyboard.press('Escape');
		await expect(menu).toHaveCount(0);
	}
}

test('a client and the firm write to each other, and a note stays within the firm', async ({
	owner,
	person
}) => {
	const client = await person('Ana Rivera');
	await welcome(owner, client, 'Ana Rivera');
	const [staffs, clients] = [owner.page, client.page];
	await sendFiles(
		client,
		{ name: 'Mileage.txt', mimeType: 'text/plain', buffer: Buffer.from('1,200 miles') },
		['Mileage.txt']
	);

	// The client writes; the keyboard sends.
	await button(clients, 'Write a message').press('Enter');
	const toFirm = clients.getByLabel(`Message to ${FIRM}`);
	await expect(toFirm).toBeFocused();
	await toFirm.fill('Is this all you need?\nI moved in May.');
	await toFirm.press('Control+Enter');
	await expect(said(clients, 'Is this all you need?')).toContainText('Not seen yet');
	await expect(toFirm).toHaveValue('');

	// The firm sees that there is something new, reads it, and the client sees that.
	await expect(staffs.getByRole('tab', { name: /^Messages/u })).toHaveText('Messages1');
	await staffs.getByRole('tab', { name: /^Messages/u }).click();
	await expect(said(staffs, 'I moved in May.')).toBeVisible();
	await expect(staffs.getByRole('tab', { name: /^Messages/u })).toHaveText('Messages');
	await expect(said(clients, 'Is this all you need?')).toContainText('Seen by Olu Adeyemi');

	// About a file, with the file.
	await staffs.getByRole('tab', { name: /^Files/u }).click();
	await pick(staffs, 'Mileage.txt', 'Write about this file');
	const toClient = staffs.getByRole('textbox', { name: 'Message to Ana Rivera' });
	await toClient.fill('Which car was it?');
	await button(staffs, 'Saved replies').click();
	await staffs.getByRole('menuitem', { name: 'Keep this text as a reply' }).click();
	await expect(staffs.getByText('Kept as a reply.')).toBeVisible();
	await toClient.fill('');
	await button(staffs, 'Saved replies').click();
	await staffs.getByRole('menuitem', { name: 'Which car was it?' }).click();
	await expect(toClient).toHaveValue('Which car was it?');
	await keepReplies(staffs, toClient, REPLIES - 1);
	await toClient.fill('Which car was it?');
	await expectMenuInSight(staffs);
	await button(staffs, 'Attach').first().click();
	await staffs.getByRole('checkbox', { name: 'Mileage.txt' }).check();
	await button(staffs.getByRole('dialog'), 'Attach').click();
	await button(staffs, 'Send').click();
	await expect(button(said(staffs, 'Which car was it?'), 'Mileage.txt')).toBeVisible();

	// The client is told while looking at another thread, finds it, and it is no longer new.
	await expect(clients.getByText('1 new', { exact: true })).toBeVisible();
	await button(clients, 'All messages').press('Enter');
	const threads = clients.getByRole('region', { name: 'Messages', exact: true });
	await expect(threads.locator(':focus')).toHaveCount(1);
	await expectAccessible(client.page, 'a client’s threads');
	await clients.getByRole('button', { name: /^Mileage\.txt 1 new/u }).press('Enter');
	await expect(button(clients, 'All messages')).toBeFocused();
	await expect(button(said(clients, 'Which car was it?'), 'Mileage.txt')).toBeVisible();
	await expect(clients.getByText('1 new', { exact: true })).toBeHidden();

	// A note for the firm alone is chosen, looks it, and is there for the firm only.
	await staffs.getByRole('radio', { name: 'Internal note' }).check();
	await expect(
		staffs.getByText('Only your firm sees this. Clients are never given the key')
	).toBeVisible();
	await staffs.getByLabel('Note for your firm only').fill(CANARY);
	await expect(button(staffs, 'Send')).toBeHidden();
	await button(staffs, 'Save note').click();
	await expect(said(staffs, CANARY)).toContainText('Only your firm sees this');
	await expectAccessible(owner.page, 'the messages of a client');
	await staffs.getByRole('radio', { name: /^Message to/u }).check();
	await toClient.fill('The blue one?');
	await button(staffs, 'Send').click();
	await expect(said(clients, 'The blue one?')).toBeVisible();
	await expect(clients.getByText(CANARY)).toHaveCount(0);
	await expectAccessible(client.page, 'a thread');
	await button(clients, 'History: who did what and when').click();
	await expect(clients.getByText('wrote an internal note')).toBeVisible();
	await escape(clients);

	// What went to the wrong person is taken back, by the keyboard, and both sides are told.
	const wrong = 'That is for somebody else.';
	await toFirm.fill(wrong);
	await button(clients, 'Send').click();
	await expect(said(staffs, wrong)).toBeVisible();
	await expect(button(said(staffs, wrong), 'Take back this message')).toHaveCount(0);
	await button(said(clients, wrong), 'Take back this message').focus();
	await clients.keyboard.press('Enter');
	const asking = clients.getByRole('alertdialog', { name: 'Take back this message?' });
	await expect(asking).toContainText('its encrypted text stays in the signed record');
	await expectAccessible(client.page, 'taking a message back');
	await button(asking, 'Take it back').focus();
	await clients.keyboard.press('Enter');
	await expect(asking).toBeHidden();
	const gone = clients.getByRole('listitem').filter({ hasText: 'You took this message back' });
	await expect(gone).toBeFocused();
	await expect(gone).toContainText('Whoever had it open before may have read it.');
	await expect(staffs.getByText(/^This message was taken back: /u)).toBeVisible();
	await expect(staffs.getByText(wrong)).toHaveCount(0);
	await expect(clients.getByText(wrong)).toHaveCount(0);
	await expectAccessible(owner.page, 'a message that was taken back');
	await button(clients, 'History: who did what and when').click();
	await expect(clients.getByText('took back a message about Mileage.txt')).toBeVisible();
	await escape(clients);

	// So is a note: for the firm, which sees it in its place; the client is told that there was one, as of any.
	const aside = 'Wrong drawer.';
	await staffs.getByRole('radio', { name: 'Internal note' }).check();
	await staffs.getByLabel('Note for your firm only').fill(aside);
	await button(staffs, 'Save note').click();
	await button(said(staffs, aside), 'Take back this note').focus();
	await staffs.keyboard.press('Enter');
	const askingStaff = staffs.getByRole('alertdialog', { name: 'Take back this note?' });
	await expect(askingStaff).toContainText('closed to clients as before');
	await expectAccessible(owner.page, 'taking a note back');
	await button(askingStaff, 'Take it back').focus();
	await staffs.keyboard.press('Enter');
	await expect(askingStaff).toBeHidden();
	const noted = staffs.getByRole('listitem').filter({ hasText: 'You took this note back' });
	await expect(noted).toBeFocused();
	await expect(noted).toContainText('Only your firm sees this');
	await expect(staffs.getByText(aside)).toHaveCount(0);
	await expectAccessible(owner.page, 'a note that was taken back');
	await button(clients, 'History: who did what and when').click();
	await expect(clients.getByText('took back an internal note')).toBeVisible();
	await escape(clients);

	// The list of clients counts what is new.
	await staffs
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await toFirm.fill('The blue one.');
	await button(clients, 'Send').click();
	await expect(staffs.getByText('1 message', { exact: true })).toBeVisible();
	const all = await client.recording.withBytes(CANARY);
	expect(all).toHaveLength(0);
});

test('what was typed stays through another page, a lost connection and a refusal, and arrives once', async ({
	owner,
	person
}) => {
	const client = await person('Ben');
	await welcome(owner, client, 'Ben');
	const { page } = owner;
	owner.expectProblem(/ERR_(?:INTERNET_DISCONNECTED|NETWORK|INCOMPLETE|FAILED|CONNECTION)/u);
	const message = page.getByRole('textbox', { name: 'Message to Ben' });
	await page.getByRole('tab', { name: /^Messages/u }).click();
	await message.fill('Half a thought');
	await page.getByRole('link', { name: /^Team/u }).click();
	await expect(page.getByRole('heading', { name: 'Team', level: 1 })).toBeVisible();
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await page.getByRole('link', { name: 'Ben', exact: true }).click();
	await page.getByRole('tab', { name: /^Messages/u }).click();
	await expect(message).toHaveValue('Half a thought');
	// What is for the firm alone is another draft.
	await page.getByRole('radio', { name: 'Internal note' }).check();
	await expect(page.getByLabel('Note for your firm only')).toHaveValue('');
	await page.getByRole('radio', { name: /^Message to/u }).check();

	await owner.context.setOffline(true);
	await button(page, 'Send').click();
	await expect(page.getByText('There is no connection to the portal.').last()).toBeVisible();
	await expect(page.getByText('What you wrote is kept here.')).toBeVisible();
	await expect(message).toHaveValue('Half a thought');
	await owner.context.setOffline(false);
	await button(page, 'Send').click();
	await expect(said(page, 'Half a thought')).toHaveCount(1);

	const long = 'x'.repeat(100_000);
	await message.fill(long);
	await expect(page.getByText('100,000 of 20,000 characters')).toBeVisible();
	await button(page, 'Send').click();
	await expect(page.getByText('This is too long to send')).toBeVisible();
	await expect(message).toHaveValue(long);
});

test('what somebody keeps as a reply is there in their other browser, and goes from both', async ({
	owner,
	person
}) => {
	await createClient(owner, 'Kim');
	const desk = await person('Petra');
	const { words } = await hire(owner, desk, 'Petra');
	const home = await person('Petra at home');
	await home.page.goto('/recover');
	await typeWords(home.page, words);
	await button(home.page, 'Open my account').click();
	await button(home.page, 'Add a passkey on this device').click();

	for (const { page } of [desk, home]) {
		await page.getByRole('link', { name: 'Kim', exact: true }).click();
		await page.getByRole('tab', { name: /^Messages/u }).click();
	}
	const reply = 'We have everything, thank you.';
	await desk.page.getByRole('textbox', { name: /^Message to/u }).fill(reply);
	await button(desk.page, 'Saved replies').click();
	await desk.page.getByRole('menuitem', { name: 'Keep this text as a reply' }).click();
	await expect(desk.page.getByText('Kept as a reply.')).toBeVisible();

	// A page asks when somebody comes to where they write.
	const { page } = home;
	await page.getByRole('tab', { name: /^Files/u }).click();
	await page.getByRole('tab', { name: /^Messages/u }).click();
	await button(page, 'Saved replies').click();
	await page.getByRole('menuitem', { name: reply }).click();
	await expect(page.getByRole('textbox', { name: /^Message to/u })).toHaveValue(reply);
	await button(page, 'Saved replies').click();
	await page.getByRole('menuitem', { name: 'All saved replies' }).click();
	const all = page.getByRole('dialog', { name: 'Saved replies' });
	await expect(all).toContainText('on every device on which you sign in');
	await expectAccessible(page, 'saved replies');
	await button(all, `Remove ${reply}`).click();
	await expect(all.getByText('None yet')).toBeVisible();
	await escape(page);

	await desk.page.getByRole('tab', { name: /^Files/u }).click();
	await desk.page.getByRole('tab', { name: /^Messages/u }).click();
	await button(desk.page, 'Saved replies').click();
	await expect(desk.page.getByRole('menuitem', { name: 'All saved replies' })).toBeVisible();
	await expect(desk.page.getByRole('menuitem', { name: reply })).toHaveCount(0);
	const sent = await desk.recording.withBytes(reply);
	expect(sent).toHaveLength(0);
});
