/** The firm shows its face: its welcome and its stages; a client reads where their return stands, and both who opened what. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, testWithFirm, welcome } from './fixtures/entering.ts';
import { FIRM, fileRow, pick, uploadArea } from './fixtures/journeys.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 120_000 });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const year = new Date().getFullYear() - 1;

test('a firm’s welcome and stages, a client’s year, receipts, and who prefers letters', async ({
	owner,
	person
}) => {
	const { page } = owner;

	await test.step('an administrator writes the welcome and names the stages', async () => {
		await page.getByRole('link', { name: 'Firm', exact: true }).click();
		await page
			.getByLabel('What clients read when they first come')
			.fill('Good to have you with us.\nSend your W-2 first.');
		await button(page, 'Save the welcome').click();
		await expect(page.getByText(/^Written by Olu Adeyemi/u)).toBeVisible();
		const stages = page.getByLabel('Stages, one on a line, the first one first');
		await stages.fill('Papers wanted\nBeing prepared\nReady to sign\nready to sign');
		await button(page, 'Save the stages').click();
		await expect(page.getByText('Two stages have the same name.')).toBeVisible();
		await stages.fill('Papers wanted\nBeing prepared\nReady to sign\nFiled');
		await button(page, 'Save the stages').click();
		await expect(button(page, 'Save the stages')).toBeDisabled();
		await expect(page.getByText('These are the usual ones')).toBeHidden();
		await expectAccessible(page, 'Firm');
	});

	const maria = await person('Maria');
	await welcome(owner, maria, 'Maria Okafor');

	await test.step('the client reads the welcome when they come', async () => {
		await expect(
			maria.page.getByRole('heading', { name: `Welcome from ${FIRM}`, exact: true })
		).toBeVisible();
		await expect(maria.page.getByText('Send your W-2 first.')).toBeVisible();
		await expect(maria.page.getByText('Written and signed by Olu Adeyemi')).toBeVisible();
		await expectAccessible(maria.page, 'Welcome');
	});

	await test.step('a stage is set with the keys alone, and the client reads it at once', async () => {
		const stage = page.getByRole('button', { name: `Stage of ${String(year)}: No stage yet` });
		await stage.focus();
		await page.keyboard.press('Enter');
		await expect(page.getByRole('menuitemradio', { name: 'Being prepared' })).toBeVisible();
		await expectAccessible(page, 'Choosing a stage');
		await page.keyboard.press('b');
		await expect(page.getByRole('menuitemradio', { name: 'Being prepared' })).toBeFocused();
		await page.keyboard.press('Enter');
		await expect(
			page.getByRole('button', { name: `Stage of ${String(year)}: Being prepared` })
		).toBeVisible();
		const returns = maria.page.getByRole('list', { name: 'Your tax returns' });
		await expect(returns).toContainText(
			`Your ${String(year)} tax return: Being prepared since just now`
		);
		await expect(returns.getByRole('img', { name: 'Step 2 of 4' })).toBeVisible();
	});

	await test.step('who prefers letters is noted for staff alone', async () => {
		const paper = page.getByRole('checkbox', { name: /^Prefers paper mail/u });
		await paper.click();
		await expect(paper).toBeChecked();
		const header = page.locator('header').filter({ hasText: 'Maria Okafor' });
		await expect(header.getByText('Prefers paper mail', { exact: true })).toBeVisible();
		await expectAccessible(page, 'A client who prefers letters');
		await expect(maria.page.getByText('paper mail')).toHaveCount(0);
	});

	await test.step('both sides read who sent and opened a file', async () => {
		const choose = uploadArea(page).getByLabel('Choose files', { exact: true });
		const buffer = Buffer.from('Return');
		await choose.setInputFiles([{ name: 'Return.txt', mimeType: 'text/plain', buffer }]);
		const download = maria.page.waitForEvent('download');
		await maria.page.getByRole('button', { name: 'Return.txt', exact: true }).click();
		await download;
		await expect(fileRow(page, 'Return.txt').getByText('Maria Okafor')).toBeVisible();
		for (const [one, who] of [
			[owner, 'by Maria Okafor, client'],
			[maria, 'by you, client']
		] as const) {
			await pick(one.page, 'Return.txt', 'Receipt');
			const told = one.page.getByRole('list', { name: 'What happened to it' });
			await expect(told.getByRole('listitem')).toHaveCount(2);
			await expect(told).toContainText(who);
			if (one === maria) await expectAccessible(one.page, 'Receipt');
			await one.page.keyboard.press('Escape');
			await expect(told).toBeHidden();
		}
		await expect(maria.page.locator('summary', { hasText: `Welcome from ${FIRM}` })).toBeVisible();
		await expectAccessible(maria.page, 'A year with a stage');
	});
});
