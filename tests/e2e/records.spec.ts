/** The signed records and the newest signatures, saved from the pages: the files that verify-log reads. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, testWithFirm, welcome } from './fixtures/entering.ts';
import { FIRM } from './fixtures/journeys.ts';

const test = testWithFirm();

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function savedBy(page: Page, press: string): Promise<{ name: string; text: string }> {
	const saving = page.waitForEvent('download');
	await button(page, press).click();
	const download = await saving;
	return {
		name: download.suggestedFilename(),
		text: await readFile(await download.path(), 'utf8')
	};
}

test('the firm’s records are saved without names or with them, and the newest signatures as a small file', async ({
	owner,
	person
}) => {
	await welcome(owner, await person('a client'), 'Maria Okafor');
	const { page } = owner;
	await page.getByRole('link', { name: 'Firm', exact: true }).click();
	await button(page, 'Export the records').click();
	const sealed = await savedBy(page, 'Save the file');
	expect(sealed.name).toMatch(/^records-\d{4}-\d\d-\d\d\.txt$/u);
	expect(sealed.text).not.toContain(FIRM);
	expect(sealed.text).not.toContain('Okafor');
	await button(page, 'Export the records').click();
	await page.getByText('With names').click();
	const named = await savedBy(page, 'Save the file');
	expect(named.name).toMatch(/^records-with-names-/u);
	expect(named.text.length).toBeGreaterThan(sealed.text.length);
	const heads = await savedBy(page, 'Save the newest signatures');
	expect(heads.name).toMatch(/^heads-/u);
	expect(heads.text.length).toBeLessThan(20_000);
});
