/** What a client is asked for, from the template to the tick, and on to next year: in real browsers, by hand and by key. */
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, testWithFirm, welcome } from './fixtures/entering.ts';
import { createClient, fileRow, hire } from './fixtures/journeys.ts';
import { pdfOf, stream } from './fixtures/pdf.ts';
import { placesOf } from './fixtures/places.ts';

const test = testWithFirm();

const button = (page: Page | Locator, name: string | RegExp) =>
	page.getByRole('button', { name, exact: true });
const pdf = (words: string): Buffer =>
	pdfOf([
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R
			/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
		stream('', `BT /F 20 Tf 20 200 Td (${words}) Tj ET`)
	]);
const paper = (name: string) => ({ name, mimeType: 'application/pdf', buffer: pdf(name) });
const W2 = 'W-2 wage statements';
const BANK = '1099-INT and 1099-DIV: interest and dividends';
const MORTGAGE = '1098: mortgage interest';

test('a checklist from a template: the client sends, sets aside and sends again; staff accept and return by key; next year in one step', async ({
	owner,
	person
}) => {
	const client = await person('a client', { phone: true });
	await welcome(owner, client, 'Maria Okafor');
	const staff = owner.page;
	const asked = client.page;

	await staff.getByRole('tab', { name: /^Requests/u }).click();
	await button(staff, 'New checklist').click();
	await staff.getByLabel('Templates', { exact: true }).selectOption('United States');
	await staff.getByLabel('For whom').selectOption('Individual');
	await staff.getByLabel('Tax year').fill('2025');
	await button(staff, 'Use this template').click();
	await staff.getByLabel('Due date').fill('2020-03-15');
	await button(staff, 'Use it for all').click();
	// By key: the line that comes next has the focus, and at the end of the list the button that can still move it.
	await button(staff, `Remove Photo ID`).press('Enter');
	await expect(button(staff, 'Last year’s tax return')).toBeFocused();
	await button(staff, `Move ${W2} up`).press('Enter');
	await expect(button(staff, `Move ${W2} down`)).toBeFocused();
	await staff.keyboard.press('Enter');
	await expect(button(staff, 'Move Last year’s tax return up')).toBeDisabled();
	await expect(button(staff, `Move ${W2} down`)).toBeFocused();
	await button(staff, 'Ask the client for this').click();
	await expect(staff.getByText('0 of 14 sent')).toBeVisible();

	await expect(asked.getByRole('heading', { name: 'Your 2025 tax return' })).toBeVisible();
	await expect(asked.getByText('14 documents are still needed')).toBeVisible();
	const line = (title: string) => asked.locator('.target').filter({ hasText: title });
	await expect(line(W2)).toContainText('was due');
	// What stands below keeps its place while a file is sent and when it has arrived.
	const others = asked.locator('.target').filter({ hasNotText: W2 }).getByRole('button');
	const places = await placesOf(others);
	expect(Object.keys(places).length).toBeGreaterThan(30);
	const arriving = Promise.withResolvers<undefined>();
	await client.context.route('**/parts/0', async (route) => {
		await arriving.promise;
		await route.continue();
	});
	await asked.getByLabel(`Choose files for ${W2}`).setInputFiles(paper('w2.pdf'));
	await expect(line(W2).getByRole('progressbar')).toBeVisible();
	expect(await placesOf(others)).toEqual(places);
	arriving.resolve(undefined);
	await expect(line(W2)).toContainText('Sent just now');
	await expect(line(W2).getByRole('progressbar')).toBeHidden();
	await client.context.unroute('**/parts/0');
	expect(await placesOf(others)).toEqual(places);
	await asked.getByLabel(`Choose files for ${BANK}`).setInputFiles(paper('bank.pdf'));
	await expect(line(BANK)).toContainText('bank.pdf');
	await button(asked, `Doesn’t apply: ${MORTGAGE}`).click();
	await asked.getByLabel('Why not?').fill('I rent');
	await button(asked, 'It does not apply').click();
	await expect(line(MORTGAGE)).toContainText('You said that it does not apply: “I rent”');
	await expect(asked.getByText('2 of 13 sent')).toBeVisible();

	await button(staff, 'Check 2 answers').click();
	const viewer = staff.getByRole('dialog', { name: 'Viewing w2.pdf' });
	await expect(viewer.getByText('2 answers to check')).toBeVisible();
	await expect(viewer.locator('iframe')).toBeAttached();
	await expectAccessible(staff, 'checking what came');
	await staff.keyboard.press('j');
	await expect(staff.getByRole('dialog', { name: 'Viewing bank.pdf' })).toBeVisible();
	await staff.keyboard.press('k');
	await expect(viewer).toBeVisible();
	await staff.keyboard.press('a');
	await expect(staff.getByRole('dialog', { name: 'Viewing bank.pdf' })).toBeVisible();
	await staff.keyboard.press('r');
	await expect(staff.getByLabel('What is wrong with it?')).toBeFocused();
	await staff.keyboard.type('Page 2 is cut off');
	await staff.keyboard.press('Enter');
	await expect(staff.getByRole('dialog')).toBeHidden();

	await expect(line(W2)).toContainText('Accepted');
	await expect(line(BANK)).toContainText('“Page 2 is cut off”');
	await expect(line(BANK)).toContainText('Please send again');
	await asked.getByLabel(`Send again for ${BANK}`).setInputFiles(paper('bank whole.pdf'));
	await expect(line(BANK)).toContainText('bank whole.pdf');
	await expect(line(BANK)).toContainText('Sent');

	await expectAccessible(staff, 'what was asked for');
	await expectAccessible(asked, 'what is asked for');
	await button(staff, /^Check 1 answer$/u).click();
	await staff.getByRole('dialog').getByText('1 answer to check').waitFor();
	await button(staff, /^Accept/u).click();
	await expect(staff.getByRole('dialog')).toBeHidden();
	await button(staff, 'Actions for Your 2025 tax return').click();
	await staff.getByRole('menuitem', { name: 'Roll forward to next year' }).click();
	await expect(staff.getByText('Your 2026 tax return: 13 documents')).toBeVisible();
	await button(staff, 'Make the new checklist').click();
	await expect(asked.getByRole('heading', { name: 'Your 2026 tax return' })).toBeVisible();
	await expect(asked.getByText('0 of 13 sent')).toBeVisible();
	await staff.getByRole('tab', { name: /^Files/u }).click();
	await expect(fileRow(staff, 'bank whole.pdf')).toBeVisible();
});

test('a checklist becomes a template of the firm: a colleague finds it first, for another year; of two who change it at once both keep what they wrote', async ({
	owner,
	person
}) => {
	const colleague = await person('a colleague');
	await hire(owner, colleague, 'Sam Ortiz');
	await createClient(colleague, 'Kitchen LLC');
	await createClient(owner, 'Diner Inc');
	const [sam, olga] = [colleague.page, owner.page];
	const begin = async (page: Page) => {
		await page.getByRole('tab', { name: /^Requests/u }).click();
		await button(page, 'New checklist').first().click();
	};
	const saved = (page: Page) =>
		page.getByText('Template saved. Everybody on the staff can use it.').last();
	const name = (page: Page) => page.getByLabel('Name of the template', { exact: true });
	const template = (page: Page) => page.getByLabel('Template', { exact: true });
	const choose = async (page: Page, known: string) => {
		const option = template(page).locator('option', {
			hasText: new RegExp(`^\\s*${known} · `, 'u')
		});
		await template(page).selectOption((await option.getAttribute('value')) ?? '');
	};

	await begin(sam);
	await sam.getByLabel('Templates', { exact: true }).selectOption('Any country');
	await sam.getByLabel('For whom').selectOption('Company');
	await sam.getByLabel('Tax year').fill('2025');
	await button(sam, 'Use this template').click();
	await button(sam, 'Save as a template').click();
	await name(sam).fill('Restaurants');
	await expectAccessible(sam, 'saving a template');
	await button(sam, 'Save the template').click();
	await expect(saved(sam)).toBeVisible();
	await button(sam, 'Cancel').click();

	await begin(olga);
	await expect(template(olga)).toContainText('Restaurants');
	await olga.getByLabel('Tax year').fill('2027');
	await expectAccessible(olga, 'templates of the firm');
	await button(olga, 'Use this template').click();
	await button(olga, 'Ask the client for this').click();
	const menu = olga.getByRole('button', { name: /^Actions for .*2027/u });
	await menu.click();
	await olga.getByRole('menuitem', { name: 'Save as a template' }).click();
	await name(olga).fill('RESTAURANTS');
	await button(olga, 'Save the template').click();
	await expect(olga.getByText('The firm has a template of this name already.')).toBeVisible();
	await button(olga, 'Cancel').click();

	await begin(sam);
	// What he chose before is remembered; his own are there now.
	await sam.getByLabel('Templates', { exact: true }).selectOption('Of the firm');
	await button(sam, 'Change the template').click();
	await expect(name(sam)).toHaveValue('Restaurants');
	await begin(olga);
	await button(olga, 'Change the template').click();
	await name(olga).fill('Bars and restaurants');
	await button(olga, 'Save the template').click();
	await expect(saved(olga)).toBeVisible();
	await expect(menu).toBeVisible();
	await name(sam).fill('Restaurants and hotels');
	await button(sam, 'Save the template').click();
	await expect(sam.getByText('A colleague changed this template while you did.')).toBeVisible();
	await button(sam, 'Save as a new template').click();
	await expect(name(sam)).toBeHidden();

	// What another made is not his to change, and no button says so: he copies it.
	await menu.click();
	await olga.getByRole('menuitem', { name: 'Save as a template' }).click();
	await name(olga).fill('All year round');
	await button(olga, 'Save the template').click();
	await expect(saved(olga)).toBeVisible();
	await begin(sam);
	await choose(sam, 'All year round');
	await expect(sam.getByText('Made by Olu Adeyemi. Only whoever made a template')).toBeVisible();
	await expect(button(sam, 'Change the template')).toBeHidden();
	await expect(button(sam, 'Remove template')).toBeHidden();
	await expectAccessible(sam, 'a colleague’s template');
	await button(sam, 'Copy the template').focus();
	await sam.keyboard.press('Enter');
	await expect(name(sam)).toHaveValue('Copy of All year round');
	await expect(button(sam, 'Save as a new template')).toBeHidden();
	await expectAccessible(sam, 'copying a template');
	await button(sam, 'Save the template').click();
	await expect(name(sam)).toBeHidden();
	await begin(olga);
	// The owner may with every one.
	for (const known of ['All year round', 'Copy of All year round']) {
		await choose(olga, known);
		await button(olga, 'Remove template').click();
		await olga.getByRole('alertdialog').getByRole('button', { name: 'Remove template' }).click();
		await expect(olga.getByRole('alertdialog')).toBeHidden();
		await begin(olga);
	}
	await olga.keyboard.press('Escape');

	for (const known of ['Bars and restaurants', 'Restaurants and hotels']) {
		await begin(sam);
		await expect(template(sam)).toContainText(known);
		await button(sam, 'Remove template').click();
		await sam.getByRole('alertdialog').getByRole('button', { name: 'Remove template' }).click();
		await expect(sam.getByRole('alertdialog')).toBeHidden();
	}
	await begin(sam);
	await expect(sam.getByLabel('For whom')).toBeVisible();
});
