/** Lists longer than the screen: found by typing, walked by the keys, told to screen readers whole, and drawn in part. */
import type { Page } from '@playwright/test';
import { Person as Colleague } from '../../scripts/demo/person.ts';
import { desk, everyRule, phone, violations } from './fixtures/accessible.ts';
import { expect, testWithFirm } from './fixtures/entering.ts';
import { createClient, inviteColleague, joinVault, lock, uploadArea } from './fixtures/journeys.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 180_000 });

/** Enough for the list to be drawn in part, and for the log to be remembered. */
const FILES = 140;
const nameOf = (one: number) => `Statement ${String(one).padStart(3, '0')}.txt`;
const file = (one: number) => ({
	name: nameOf(one),
	mimeType: 'text/plain',
	buffer: Buffer.from(`Statement ${String(one)}`)
});

const table = (page: Page) => page.getByRole('table', { name: 'Files' });
const names = (page: Page) => table(page).getByRole('rowheader').getByRole('button');

/** How many logs this browser remembers; runs in the page. */
async function remembered(): Promise<number> {
	const open = indexedDB.open('tallyport');
	await new Promise((resolve) => (open.onsuccess = resolve));
	const keys = open.result.transaction('device').objectStore('device').getAllKeys();
	await new Promise((resolve) => (keys.onsuccess = resolve));
	open.result.close();
	return keys.result.filter((key) => Array.isArray(key) && key[0] === 'log').length;
}

/** The most that one checklist holds. */
const DOCUMENTS = 500;
const titleOf = (one: number) => `Document ${String(one).padStart(3, '0')}`;
const draft = {
	title: 'Everything of 2025',
	year: 2025,
	items: Array.from({ length: DOCUMENTS }, (_, one) => ({
		item: null,
		title: one === 0 ? `${titleOf(1)} ${'unbroken'.repeat(20)}` : titleOf(one + 1),
		hint:
			one % 10 === 0 ? `Page ${String(one)}, both sides of it, and what is written on them` : '',
		several: one % 3 === 0,
		due: one % 7 === 0 ? '2999-03-15' : null
	}))
};

/** How far the page is wider than the screen. */
const sideways = (page: Page): Promise<number> =>
	page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test('a checklist of 500 documents on a phone: it opens for staff, the client sees what is next, and an answer shows on both', async ({
	owner,
	person,
	portal
}) => {
	const { page: staff } = owner;
	// Whoever writes it does so by the client's own code: nobody types so many lines in a test.
	const { origin } = portal;
	const colleague = new Colleague({
		origin,
		fetch: (path, init) => fetch(new URL(path, origin), init),
		now: () => Date.now()
	});
	await colleague.join(await inviteColleague(owner, 'Sam Ortiz'), 'Sam Ortiz');
	await staff.getByRole('button', { name: 'Give access', exact: true }).click();
	await staff.getByRole('button', { name: 'It matches: give access' }).click();
	await expect(staff.getByRole('dialog')).toBeHidden();
	await colleague.core.team();
	const vault = await colleague.core.createClient('Paper Mill');
	const { url } = await colleague.core.inviteClient(vault, 'Paper Mill', true);
	await colleague.core.listRequests(vault, draft);

	await staff.setViewportSize(phone);
	await staff
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await staff.getByRole('link', { name: 'Paper Mill', exact: true }).click();
	await staff.getByRole('tab', { name: /^Requests/u }).click();
	await expect(staff.getByText('0 of 500 sent')).toBeVisible();
	const rows = (page: Page) => page.getByText(/^Document \d{3}/u);
	await expect(rows(staff).first()).toBeVisible();
	expect(await rows(staff).count()).toBeLessThan(DOCUMENTS / 2);
	expect(await sideways(staff)).toBe(0);

	const client = await person('a client', { viewport: phone });
	const { page } = client;
	await joinVault(client, url);
	await expect(page.getByText(/^500 documents are still needed, the next by /u)).toBeInViewport();
	// What is due comes before what is not.
	const first = page.locator('.target').first();
	await expect(first).toContainText(titleOf(1));
	await expect(
		first.getByRole('button', { name: /^Choose files: Document 001/u })
	).toBeInViewport();
	expect(await rows(page).count()).toBeLessThan(DOCUMENTS / 2);
	expect(await sideways(page)).toBe(0);
	const answer = { name: 'paper.txt', mimeType: 'text/plain', buffer: Buffer.from('paper') };
	await first.getByLabel(/^Choose files for Document 001/u).setInputFiles(answer);
	await expect(first).toContainText('Sent just now');
	await expect(page.getByText('1 of 500 sent')).toBeVisible();
	await expect(page.getByText('499 documents are still needed')).toBeVisible();
	expect(await sideways(page)).toBe(0);
	await expect(staff.getByText('1 of 500 sent')).toBeVisible();
	await expect(staff.getByRole('button', { name: 'Check 1 answer' })).toBeVisible();
	expect(await sideways(staff)).toBe(0);
	await staff.setViewportSize(desk);
});

test('140 files are drawn in part, told whole, found, walked and remembered', async ({ owner }) => {
	const { page } = owner;
	await createClient(owner, 'Rivera');
	await uploadArea(page)
		.getByLabel('Choose files', { exact: true })
		.setInputFiles(Array.from({ length: FILES }, (_, one) => file(one)));
	// What was sent stands above the files until it is cleared away, or ten seconds later.
	await expect(page.getByRole('heading', { name: `${String(FILES)} files sent` })).toBeVisible({
		timeout: 120_000
	});
	const clear = page.getByRole('button', { name: 'Clear finished', exact: true });
	await expect(async () => {
		if (await clear.isVisible()) await clear.click({ timeout: 2000 });
		await expect(clear).toBeHidden({ timeout: 2000 });
	}).toPass({ timeout: 60_000 });
	await expect(table(page)).toHaveAttribute('aria-rowcount', String(FILES + 1));

	await test.step('only what is near the screen is drawn, wherever that is', async () => {
		expect(await names(page).count()).toBeLessThan(FILES / 2);
		await page.evaluate(() => {
			scrollTo(0, document.documentElement.scrollHeight);
		});
		const last = table(page).locator(`[aria-rowindex="${String(FILES + 1)}"]`);
		await expect(last).toBeInViewport();
		await page.evaluate(() => {
			scrollTo(0, 0);
		});
		await expect(names(page).first()).toBeInViewport();
	});

	await test.step('the keys go through all of it, and the row in focus stays', async () => {
		await names(page).first().focus();
		const first = await names(page).first().textContent();
		await page.keyboard.press('ArrowDown');
		await expect(names(page).nth(1)).toBeFocused();
		await page.keyboard.press('End');
		const last = table(page).locator(`[aria-rowindex="${String(FILES + 1)}"]`);
		await expect(last.getByRole('rowheader').getByRole('button')).toBeFocused();
		await expect(last).toBeInViewport();
		await page.keyboard.press('Home');
		await expect(names(page).first()).toBeFocused();
		await expect(names(page).first()).toHaveText(first ?? '');
		// Scrolled away, it keeps the focus, and the next key goes on from there.
		await page.evaluate(() => {
			scrollTo(0, document.documentElement.scrollHeight);
		});
		await page.keyboard.press('ArrowDown');
		await expect(names(page).nth(1)).toBeFocused();
		await expect(names(page).nth(1)).toBeInViewport();
	});

	await test.step('typing finds any of them', async () => {
		await page.getByRole('searchbox', { name: 'Search files' }).fill('077 statement');
		await expect(names(page)).toHaveText([nameOf(77)]);
		await expect(page.getByText('1 file found')).toBeAttached();
		await page.getByRole('searchbox', { name: 'Search files' }).fill('nothing of the kind');
		await page.getByRole('button', { name: 'Show all files' }).click();
		await expect(names(page).first()).toBeVisible();
	});

	await test.step('by the rules of accessibility, on a phone and a desk', async () => {
		for (const viewport of [phone, desk]) {
			await page.setViewportSize(viewport);
			expect(await violations(page, 'html', everyRule)).toEqual([]);
			expect(await names(page).count()).toBeLessThan(FILES / 2);
		}
	});

	await test.step('its log is remembered over a lock, and not over signing out', async () => {
		await lock(owner, 'Olu Adeyemi');
		await expect.poll(() => page.evaluate(remembered)).toBe(1);
		const asked = page.waitForRequest((request) => /\/api\/vaults\/.*\/log/u.test(request.url()));
		// Back where it was.
		await page.getByRole('button', { name: 'Unlock with passkey' }).click();
		expect((await asked).url()).toMatch(/after=\d+$/u);
		await expect(table(page)).toHaveAttribute('aria-rowcount', String(FILES + 1));
		await page.getByRole('button', { name: 'Olu Adeyemi', exact: true }).click();
		await page.getByRole('menuitem', { name: 'My account' }).click();
		await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
		await expect.poll(() => page.evaluate(remembered)).toBe(0);
	});
});
