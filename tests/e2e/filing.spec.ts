/** A firm keeps a client's files in order: a year's folders, tags, many files at once, versions, order and filter. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, testWithFirm, welcome } from './fixtures/entering.ts';
import { fileRow, pick, uploadArea } from './fixtures/journeys.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 120_000 });

const choose = (page: Page, name: string, text: string) =>
	uploadArea(page)
		.getByLabel('Choose files', { exact: true })
		.setInputFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from(text) }]);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const tags = (page: Page, file: string) => fileRow(page, file).getByRole('list', { name: 'Tags' });

test('a year, tags, many files at once and versions', async ({ owner, person }) => {
	const maria = await person('Maria');
	await welcome(owner, maria, 'Maria Okafor');
	const { page } = owner;

	await test.step('a year brings the folders that the firm usually keeps', async () => {
		await button(page, 'Add a year').click();
		await page.getByLabel('Year', { exact: true }).fill('2025');
		await expectAccessible(page, 'Add a year');
		await button(page, 'Add the folders').click();
		for (const name of ['2025', 'Source documents', 'Returns', 'Letters'])
			await expect(fileRow(page, name)).toBeVisible();
	});

	await test.step('the client’s files are chosen with the keys alone', async () => {
		for (const name of ['a.txt', 'b.txt', 'c.txt']) {
			await choose(maria.page, name, name);
			await expect(fileRow(page, name)).toBeVisible();
		}
		await button(page, 'c.txt').focus();
		await page.keyboard.press('Shift+ArrowDown');
		await expect(page.getByText('2 files selected', { exact: false })).toBeVisible();
		await expect(button(page, 'b.txt')).toBeFocused();
		await page.keyboard.press('Control+a');
		await expect(page.getByText('3 files selected', { exact: false })).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(page.getByText('3 files selected', { exact: false })).toBeHidden();
		await page.getByRole('checkbox', { name: 'Select a.txt', exact: true }).click();
		await page
			.getByRole('checkbox', { name: 'Select b.txt', exact: true })
			.click({ modifiers: ['Shift'] });
		await expect(page.getByText('2 files selected', { exact: false })).toBeVisible();
		// From box to box: each press goes on where the last one ended.
		await page.keyboard.press('Escape');
		await page.getByRole('checkbox', { name: 'Select c.txt', exact: true }).focus();
		await page.keyboard.press('Shift+ArrowDown');
		await page.keyboard.press('Shift+ArrowDown');
		await expect(page.getByText('3 files selected', { exact: false })).toBeVisible();
		await expect(page.getByRole('checkbox', { name: 'Select a.txt', exact: true })).toBeFocused();
		await page.keyboard.press('Shift+ArrowUp');
		await page.keyboard.press('Escape');
		await page.getByRole('checkbox', { name: 'Select a.txt', exact: true }).check();
		await page.getByRole('checkbox', { name: 'Select b.txt', exact: true }).check();
		await expect(page.getByText('2 files selected', { exact: false })).toBeVisible();
	});

	await test.step('they are tagged and moved at once, and the client sees the tag', async () => {
		await button(page, 'Tag…').click();
		await page.getByLabel('New tag').fill('Bank');
		await button(page, 'Add').click();
		await expect(page.getByRole('checkbox', { name: 'Bank', exact: true })).toBeChecked();
		await expect(page.getByText('The client can see tags.')).toBeVisible();
		await expectAccessible(page, 'Tags');
		await button(page, 'Save tags').click();
		await expect(tags(page, 'a.txt')).toHaveText('Bank');
		await expect(tags(page, 'b.txt')).toHaveText('Bank');
		await expect(maria.page.getByRole('list', { name: 'Tags' })).toHaveCount(2);

		await page.getByRole('checkbox', { name: 'Select a.txt', exact: true }).click();
		await page.getByRole('checkbox', { name: 'Select b.txt', exact: true }).click();
		await button(page, 'Move to…').click();
		await page.getByRole('radio', { name: '2025 / Source documents', exact: true }).click();
		await button(page, 'Move').click();
		await expect(fileRow(page, 'Source documents').getByText('2 files')).toBeVisible();
	});

	await test.step('a filter shows what it says, and is remembered', async () => {
		await page.getByLabel('Tag', { exact: true }).selectOption('Bank');
		await expect(fileRow(page, 'c.txt')).toBeHidden();
		await expect(fileRow(page, 'a.txt')).toBeVisible();
		await page.getByRole('tab', { name: 'History' }).click();
		await page.getByRole('tab', { name: /^Files/u }).click();
		await expect(page.getByLabel('Tag', { exact: true })).toHaveValue('Bank');
		await expect(fileRow(page, 'c.txt')).toBeHidden();
		await button(page, 'Show all').click();
		await expect(fileRow(page, 'c.txt')).toBeVisible();
		await page.getByLabel('Order', { exact: true }).selectOption('By name');
		await expectAccessible(page, 'Files with tags and folders');
	});

	await test.step('a file of the same name is offered as a new version', async () => {
		await choose(maria.page, 'c.txt', 'corrected');
		await expect(maria.page.getByText('“c.txt” is here already')).toBeVisible();
		await button(maria.page, 'Add as a new version').click();
		await expect(fileRow(page, 'c.txt').getByText('version 2', { exact: true })).toBeVisible();
		await expect(maria.page.getByText('version 2', { exact: true })).toBeVisible();
	});

	await test.step('the version before is saved and put back', async () => {
		await pick(page, 'c.txt', 'Versions');
		const versions = page.getByRole('list', { name: 'Versions, the newest first' });
		await expect(versions.getByRole('listitem')).toHaveCount(2);
		await expectAccessible(page, 'Versions');
		const download = page.waitForEvent('download');
		await button(page, 'Download version 1').click();
		const stream = await (await download).createReadStream();
		expect(Buffer.concat(await stream.toArray()).toString()).toBe('c.txt');
		await button(page, 'Put version 1 back').click();
		await expect(versions.getByRole('listitem').last().getByText('In place')).toBeVisible();
		await expect(page.getByText(/^Put back by you/u)).toBeVisible();
		await button(page, 'Close').last().click();
		await expect(versions).toBeHidden();
		await expect(maria.page.getByText('version 2', { exact: true })).toBeHidden();
	});
});

test('what came is new until it was on the screen: not behind another page, nor in a hidden window', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Seen Late');
	const { page } = owner;
	// The client's line in the list: the lines of files name who sent them as well.
	const line = page.getByRole('row').filter({
		has: page.getByRole('link', { name: 'Seen Late', exact: true })
	});
	const turn = (state: 'hidden' | 'visible') =>
		page.evaluate((now) => {
			Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
		}, state);
	const clients = page.getByRole('link', { name: /^Clients/u }).first();

	await turn('hidden');
	await choose(client.page, 'first.txt', 'one');
	await expect(fileRow(page, 'first.txt')).toBeVisible();
	await clients.click();
	await expect(line).toBeVisible();
	await turn('visible');
	await expect(line).toContainText('1 new');
	await choose(client.page, 'second.txt', 'two');
	await expect(line).toContainText('2 new');
	await line.getByRole('link').click();
	await expect(fileRow(page, 'second.txt')).toBeVisible();
	await clients.click();
	await expect(line).toBeVisible();
	await expect(line).not.toContainText('new');
});
