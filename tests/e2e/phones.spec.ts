/** On a phone: paper becomes one PDF on the device, the portal is installed, and says so when it is offline. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, testWithFirm, welcome } from './fixtures/entering.ts';
import { fileRow, savedPath, ticked } from './fixtures/journeys.ts';
import { GPS, photo } from './fixtures/photos.ts';
import { findTraces, tracesOfServer } from './fixtures/traces.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 120_000 });
const PHONE = { width: 390, height: 844 };

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The pictures in a PDF, by their width and height, and whether all of them can be opened. */
const sizesIn = (pdf: string): string[] =>
	[...pdf.matchAll(/\/Subtype \/Image \/Width (\d+) \/Height (\d+)/gu)].map(
		([, width, height]) => `${width}x${height}`
	);

test('pages are photographed, turned, cut, put in order and sent as one PDF that says nothing of the camera', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client', { viewport: PHONE });
	await welcome(owner, client, 'Maria Okafor');
	const { page } = client;
	const [sharp, blurred, dark, wide] = [
		await photo(page, { words: 'Wages and tips 2025 ' }),
		await photo(page, { words: 'Interest paid ', blur: 4 }),
		await photo(page, { words: 'Dividends ', light: 0.2 }),
		await photo(page, { words: 'Mortgage ', width: 1200, height: 900 })
	];

	await button(page, 'Scan pages').click();
	const scanner = page.getByRole('dialog', { name: 'Scan pages' });
	await expectAccessible(page, 'an empty scan');
	await page.getByLabel('Take a photo', { exact: true }).setInputFiles(sharp);
	await expect(scanner.getByText('Page 1 of 1')).toBeVisible();
	await expect(scanner.getByText('hard to read')).toBeHidden();
	const album = page.getByLabel('Choose photos', { exact: true });
	await album.setInputFiles([blurred, dark, wide]);
	await expect(scanner.getByText('Page 4 of 4')).toBeVisible();
	const line = (number: number) => scanner.getByRole('listitem').nth(number - 1);
	await expect(line(2)).toContainText('Looks blurred');
	await expect(line(3)).toContainText('Very dark');
	await expect(line(4).locator('.warning')).toHaveCount(0);
	await expect(scanner.getByText('2 pages may be hard to read')).toBeVisible();
	await expectAccessible(page, 'a scan with pages');

	await album.setInputFiles({
		name: 'letter.jpg',
		mimeType: 'image/jpeg',
		buffer: Buffer.from('no photo')
	});
	await expect(scanner.getByText('not a photo that this browser can open')).toBeVisible();
	await button(page, 'Remove page 3').click();
	await button(page, 'Remove page 2').click();
	await expect(scanner.getByText('hard to read')).toBeHidden();
	await button(page, 'Turn page 2').click();
	await button(page, 'Move page 2 up').click();
	await expect(button(page, 'Move page 1 down')).toBeFocused();

	await button(page, 'Cut page 2').click();
	const edge = page.getByRole('slider', { name: 'Lower edge' });
	await expect(edge).toHaveAttribute('aria-valuenow', '100');
	await expectAccessible(page, 'cutting a page');
	await edge.focus();
	for (let press = 0; press < 10; press++) await page.keyboard.press('Shift+ArrowUp');
	await expect(edge).toHaveAttribute('aria-valuenow', '50');
	await button(page, 'Cut').click();
	await scanner.getByLabel('Name of the document').fill('Papers of 2025');
	await button(page, 'Send 2 pages').click();
	await expect(ticked(page, 'Papers of 2025.pdf')).toBeAttached();
	await expect(scanner).toBeHidden();

	await fileRow(owner.page, 'Papers of 2025.pdf').waitFor();
	const pdf = readFileSync(await savedPath(owner, 'Papers of 2025.pdf'), 'latin1');
	expect(sizesIn(pdf)).toEqual(['900x1200', '900x600']);
	expect(sharp.buffer.includes(GPS)).toBe(true);
	for (const told of [GPS, 'Exif', 'Wages']) expect(pdf).not.toContain(told);
	await button(owner.page, 'Papers of 2025.pdf').click();
	const viewer = owner.page.frameLocator('iframe');
	await expect(viewer.locator('canvas').first()).toBeVisible();
	await owner.page.keyboard.press('Escape');
	await expect(viewer.locator('canvas')).toHaveCount(0);
	expect(findTraces('Papers of 2025', tracesOfServer(portal))).toEqual([]);
});

const entrySchema = z.object({
	entryType: z.string(),
	workerStart: z.number(),
	/** Older browsers do not say. */
	workerFinalSourceType: z.string().optional()
});

/** Whether the service worker was asked for the page itself, and for how many of the files and answers it then fetched. */
async function wokenFor(page: Page, address: string): Promise<{ page: boolean; others: number }> {
	await page.goto(address);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	const entries = z
		.array(entrySchema)
		.parse(
			await page.evaluate(() =>
				[
					...performance.getEntriesByType('navigation'),
					...performance.getEntriesByType('resource')
				].map((entry): unknown => entry.toJSON())
			)
		);
	const woken = entries.filter(({ workerStart }) => workerStart > 0);
	return {
		page: woken.some(({ entryType }) => entryType === 'navigation'),
		// What a rule sent to the network has a time here as well, at which the rule was looked at.
		others: woken.filter(
			({ entryType, workerFinalSourceType = 'network' }) =>
				entryType === 'resource' && workerFinalSourceType !== 'network'
		).length
	};
}

test('C64 an installed portal says that it is offline and opens by itself again; it keeps nothing and sees no secret of a link', async ({
	browser,
	portal
}) => {
	const context = await browser.newContext({ baseURL: portal.origin, viewport: PHONE });
	const phone = await context.newPage();
	await phone.goto('/sign-in');
	await expect(phone.getByRole('button', { name: 'Sign in with passkey' })).toBeVisible();
	const starting = context.waitForEvent('serviceworker');
	await phone.evaluate(() => window.dispatchEvent(new Event('appinstalled')));
	const worker = await starting;
	expect(new URL(worker.url()).pathname).toBe('/offline.js');
	await phone.evaluate(async () => (await navigator.serviceWorker.ready).scope);
	expect(await wokenFor(phone, '/account')).toEqual({ page: true, others: 0 });
	expect(await wokenFor(phone, `/join#${'s'.repeat(22)}`)).toEqual({ page: false, others: 0 });

	await context.setOffline(true);
	await phone.goto('/account');
	await expect(phone.getByRole('heading', { name: 'You are offline' })).toBeVisible();
	await expectAccessible(phone, 'the page of an offline portal');
	await button(phone, 'Try again').click();
	await expect(phone.getByText('Still no connection')).toBeVisible();
	await context.setOffline(false);
	await expect(phone.getByRole('button', { name: 'Sign in with passkey' })).toBeVisible();
	expect(new URL(phone.url()).pathname).toBe('/account');

	expect(await phone.evaluate(async () => caches.keys())).toEqual([]);
	await context.close();
});

test('the portal can be installed: its manifest and icons are what browsers ask for', async ({
	owner
}) => {
	const session = await owner.page.context().newCDPSession(owner.page);
	const { data, errors } = await session.send('Page.getAppManifest');
	expect(errors).toEqual([]);
	expect(JSON.parse(data ?? '')).toMatchObject({ name: 'Tallyport', start_url: '/', scope: '/' });
	const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
	const errorIds = installabilityErrors.map(({ errorId }) => errorId);
	// The windows of tests are private ones, in which nothing can be installed.
	expect(errorIds.filter((id) => id !== 'in-incognito')).toEqual([]);
});
