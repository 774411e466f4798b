/** A list longer than the screen: found by typing, walked by the keys, told to screen readers whole, and drawn in part. */
import type { Page } from '@playwright/test';
import { desk, everyRule, phone, violations } from './fixtures/accessible.ts';
import { expect, testWithFirm } from './fixtures/entering.ts';
import { createClient, lock, uploadArea } from './fixtures/journeys.ts';

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
