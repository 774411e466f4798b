/** Finding anything in any client's vault from one field, by the keys alone; and what all clients were asked for. */
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, testWithFirm } from './fixtures/entering.ts';
import { createClient, lock, sendFiles, unlock } from './fixtures/journeys.ts';
import { pdfOf, stream } from './fixtures/pdf.ts';

const test = testWithFirm();

const field = (page: Page) =>
	page.getByRole('combobox', { name: 'Search clients, files and messages' });
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name });
const button = (page: Page | Locator, name: string) =>
	page.getByRole('button', { name, exact: true });
const pdf = pdfOf([
	'<< /Type /Catalog /Pages 2 0 R >>',
	'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R
		/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
	stream('', 'BT /F 20 Tf 20 200 Td (Interest) Tj ET')
]);
const SAVINGS = 'Savings interest 2025.pdf';

/** How many vaults this browser keeps for searching; runs in the page. */
async function kept(): Promise<number> {
	const open = indexedDB.open('tallyport');
	await new Promise((resolve) => (open.onsuccess = resolve));
	const keys = open.result.transaction('device').objectStore('device').getAllKeys();
	await new Promise((resolve) => (keys.onsuccess = resolve));
	open.result.close();
	return keys.result.filter((key) => Array.isArray(key) && key[0] === 'digest').length;
}

test('one field finds clients, files and requests of all clients by the keys; the Requests page says who has something to send', async ({
	owner
}) => {
	const { page } = owner;
	await createClient(owner, 'Ōkafor, Maria');
	await sendFiles(owner, { name: SAVINGS, mimeType: 'application/pdf', buffer: pdf }, [SAVINGS]);
	await page.getByRole('tab', { name: 'Requests', exact: true }).click();
	await button(page, 'New checklist').click();
	await button(page, 'Use this template').click();
	await page.getByLabel('Due date').fill('2020-03-15');
	await button(page, 'Use it for all').click();
	await button(page, 'Ask the client for this').click();
	await expect(page.getByText(/^0 of \d+ sent$/u)).toBeVisible();
	await createClient(owner, 'Stone & Sons');
	const navigation = page.getByRole('navigation', { name: 'Main' });
	const clients = navigation.getByRole('link', { name: /^Clients/u });
	await clients.click();
	await expect(page.getByRole('table', { name: 'Clients' })).toBeVisible();
	// A new page takes the focus, and what was found would go with it.
	await expect(clients).not.toBeFocused();

	await test.step('a slash, some of a word without its accent, and Enter', async () => {
		await page.keyboard.press('/');
		await expect(field(page)).toBeFocused();
		await page.keyboard.type('okaf');
		await expect(option(page, 'Ōkafor, Maria').first()).toHaveAttribute('aria-selected', 'true');
		await page.keyboard.type(' interest');
		const savings = option(page, /^Savings interest 2025\.pdf/u);
		await expect(savings).toBeVisible();
		await expect(savings).toHaveAttribute('aria-selected', 'true');
		await expectAccessible(page, 'what was found');
		await page.keyboard.press('ArrowUp');
		await expect(savings).toHaveAttribute('aria-selected', 'false');
		await page.keyboard.press('ArrowDown');
		await expect(savings).toHaveAttribute('aria-selected', 'true');
		await expect(field(page)).toBeFocused();
		await page.keyboard.press('Enter');
		await expect(page.getByRole('dialog', { name: `Viewing ${SAVINGS}` })).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(page.getByRole('dialog')).toBeHidden();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ōkafor, Maria');
	});

	await test.step('Escape closes it and then empties it; nothing found is said', async () => {
		await page.keyboard.press('/');
		await page.keyboard.type('stone');
		await expect(option(page, 'Stone & Sons')).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(page.getByRole('listbox')).toBeHidden();
		await expect(field(page)).toHaveValue('stone');
		await page.keyboard.press('Escape');
		await expect(field(page)).toHaveValue('');
		await field(page).fill('nowhere');
		await expect(page.getByText('Nothing found. Try fewer or other words.')).toBeVisible();
		await field(page).fill('stone');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Stone & Sons');
	});

	await test.step('the Requests page, and from there to the client’s requests', async () => {
		await navigation.getByRole('link', { name: /^Requests/u }).click();
		await expect(page.getByRole('tab', { name: /^Waiting on client ?1$/u })).toBeVisible();
		await page.getByRole('tab', { name: /^To check ?0$/u }).click();
		await expect(page.getByText('Nothing to check')).toBeVisible();
		await page.getByRole('tab', { name: /^Overdue ?1$/u }).click();
		const table = page.getByRole('table', { name: 'Requests' });
		await expect(table).toContainText(/\d+ documents late/u);
		await expectAccessible(page, 'the requests of all clients');
		await table.getByRole('link', { name: 'Ōkafor, Maria' }).click();
		await expect(page.getByRole('tab', { name: 'Requests', exact: true })).toHaveAttribute(
			'aria-selected',
			'true'
		);
	});

	await test.step('a note for the firm alone is found as what it is, and shown in its place', async () => {
		await page.getByRole('tab', { name: 'Messages', exact: true }).click();
		await page.getByRole('radio', { name: 'Internal note' }).check();
		await page.getByLabel('Note for your firm only').fill('They owe us quinoa.');
		await button(page, 'Save note').click();
		const note = page.getByRole('article').filter({ hasText: 'They owe us quinoa.' });
		await expect(note).toContainText('Only your firm sees this');
		await navigation.getByRole('link', { name: /^Clients/u }).click();
		// A new page takes the focus, and what was found goes with it.
		await expect(page.getByRole('heading', { level: 1, name: 'Clients' })).toBeVisible();
		const found = page.getByRole('group', { name: 'Internal notes' }).getByRole('option');
		await expect(async () => {
			await field(page).fill('');
			await field(page).fill('quinoa');
			await expect(found).toContainText('Only your firm sees this', { timeout: 5000 });
		}).toPass();
		await expectAccessible(page, 'a note that was found');
		await page.keyboard.press('Enter');
		await expect(note).toBeVisible();
		await expect(page.getByRole('listitem').filter({ has: note })).toBeFocused();
	});

	await test.step('it is kept over a lock, and not over signing out', async () => {
		await expect.poll(() => page.evaluate(kept)).toBe(2);
		await navigation.getByRole('link', { name: /^Clients/u }).click();
		await lock(owner, 'Olu Adeyemi');
		await unlock(owner);
		await field(page).fill('savings inter');
		await expect(option(page, /^Savings interest 2025\.pdf/u)).toBeVisible();
		await field(page).fill('');
		await button(page, 'Olu Adeyemi').click();
		await page.getByRole('menuitem', { name: 'Sign out' }).click();
		await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Clients');
		await expect.poll(() => page.evaluate(kept)).toBe(0);
	});
});
