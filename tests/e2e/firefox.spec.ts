/**
 * Another browser than the one all other journeys are in: Firefox, which has other ciphers, workers and storage. Its virtual
 * passkeys make answers that are not well formed, so that the portal rightly refuses them: what needs no passkey is here.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findFirefox } from '../../scripts/browsers.js';
import { Firefox } from './fixtures/firefox.ts';
import { createClient, setUpFirm, takeLink } from './fixtures/journeys.ts';
import { expect, test } from './fixtures/test.ts';

test.skip(findFirefox() === undefined, 'there is no Firefox');

test('a drop link in Firefox: two files arrive, whole, and a receipt is kept', async ({
	portal,
	person
}, info) => {
	const owner = await person('the owner');
	const { page } = owner;
	await setUpFirm(owner, portal.setupLink);
	await createClient(owner, 'Northwind');
	await page.getByRole('button', { name: 'Drop link', exact: true }).click();
	await page.getByLabel('What is it for?').fill('Statements of the bank');
	await page.getByRole('button', { name: 'Make the link', exact: true }).click();
	const link = await takeLink(page);

	await using firefox = await Firefox.open({ width: 1280, height: 800 });
	const files = [
		['Whole year.pdf', 9_000_000],
		['January.pdf', 20_000]
	] as const;
	const paths = files.map(([name, size]) => {
		const file = path.join(firefox.folder, name);
		writeFileSync(file, randomBytes(size));
		return file;
	});
	await firefox.go(link);
	await firefox.sees('Send files to Harbor & Finch');
	await firefox.chooseFiles('Choose files', paths);
	await firefox.press('Send 2 files');
	await firefox.sees('Arrived, encrypted', 2);
	await info.attach('arrived', { body: await firefox.screenshot(), contentType: 'image/png' });

	await firefox.press('Keep a receipt');
	const saved = path.join(firefox.folder, 'saved');
	const receipt = () =>
		(existsSync(saved) ? readdirSync(saved) : [])
			.filter((name) => name.endsWith('.txt'))
			.map((name) => readFileSync(path.join(saved, name), 'utf8'))
			.join();
	await expect.poll(receipt).toContain('Bytes: 9000000');

	// What was sent is remembered in this browser, sealed, and found again by the link.
	await firefox.go('about:blank');
	await firefox.go(link);
	await firefox.sees('Arrived, encrypted', 2);

	for (const [index, [name]] of files.entries()) {
		const saving = page.waitForEvent('download');
		await page.getByRole('button', { name: `Download ${name}`, exact: true }).click();
		const got = readFileSync(await (await saving).path());
		expect(got.equals(readFileSync(paths[index] ?? ''))).toBe(true);
	}
	expect(firefox.problems).toEqual([]);
});
