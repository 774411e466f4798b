/** The longest checklist there can be, on a phone. */
import type { Page } from '@playwright/test';
import { Person as Colleague } from '../../scripts/demo/person.ts';
import { phone } from './fixtures/accessible.ts';
import { expect, testWithFirm } from './fixtures/entering.ts';
import { inviteColleague, joinVault } from './fixtures/journeys.ts';

const test = testWithFirm();

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
});
