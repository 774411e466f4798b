/** The queue as people meet it: hundreds of files, folders, pauses, refusals; on every page, with and without a mouse. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page, Route } from '@playwright/test';
import { desk, everyRule, expectAccessible, phone } from './fixtures/accessible.ts';
import { isDeep } from './fixtures/depth.ts';
import { dropFiles } from './fixtures/dropping.ts';
import {
	expect as expectAtOnce,
	inDatabase,
	testWithFirm,
	welcome,
	type Person,
	type Portal
} from './fixtures/entering.ts';
import { createClient, fileRow, setUpFirm, uploadArea } from './fixtures/journeys.ts';
import { Person as Somebody } from './fixtures/person.ts';
import { placesOnEach } from './fixtures/places.ts';
import { Portal as OwnPortal } from './fixtures/portal.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 360_000 });
const expect = expectAtOnce.configure({ timeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'tallyport-queue-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MB = 1_000_000;
/** A part has about 8 MiB. */
const TWO_PARTS = 9 * MB;
/** Many times what the page draws and what is sent at once. */
const SMALL_FILES = isDeep ? 300 : 60;
const LARGE_FILE = isDeep ? 100 * MB : TWO_PARTS;

const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true });
const heading = (at: Page | Locator, name: string | RegExp) => at.getByRole('heading', { name });
const dock = (page: Page) => page.getByRole('region', { name: 'Files on their way' });
const stateOf = (page: Page, name: string) =>
	page.getByRole('status').filter({ hasText: `${name}: ` });
const choose = (page: Page, paths: string[]) =>
	uploadArea(page).getByLabel('Choose files', { exact: true }).setInputFiles(paths);

/** What has been sent leaves by itself after ten seconds, or when somebody puts it away before. */
async function clearFinished(page: Page): Promise<void> {
	const clear = button(page, 'Clear finished');
	await expect(async () => {
		if (await clear.isVisible()) await clear.click({ timeout: 2000 });
		await expect(clear).toBeHidden({ timeout: 2000 });
	}).toPass({ timeout: 60_000 });
}

function prepare(name: string, size: number): string {
	const path = join(folder, name);
	writeFileSync(path, randomBytes(size));
	return path;
}

const arrived = (portal: Portal): unknown =>
	inDatabase(portal, (database) =>
		database.prepare('SELECT count(*) FROM blobs WHERE added_seq IS NOT NULL').pluck().get()
	);
const halfSent = (portal: Portal): unknown =>
	inDatabase(portal, (database) =>
		database.prepare('SELECT count(*) FROM blobs WHERE added_seq IS NULL').pluck().get()
	);

/** Keeps back every part but the first of each file, until it is told to let them through. */
const holdLaterParts = (person: Person) => holdParts(person, /\/parts\/[1-9]\d*$/u);

async function holdParts({ context }: Person, which: RegExp) {
	const opened = Promise.withResolvers<undefined>();
	await context.route(which, async (route: Route) => {
		await opened.promise;
		await route.continue().catch(() => {
			// Paused or cancelled meanwhile.
		});
	});
	return () => opened.resolve(undefined);
}

test(`${SMALL_FILES} small files and a large one in one drop all arrive, and none waits for the large one`, async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	const { page } = client;
	await welcome(owner, client, 'Whole Year');
	const year = join(folder, '2025');
	mkdirSync(join(year, 'receipts'), { recursive: true });
	// First by its name.
	writeFileSync(join(year, '000 archive.zip'), randomBytes(LARGE_FILE));
	for (let index = 0; index < SMALL_FILES; index++)
		writeFileSync(join(year, 'receipts', `${index}.jpg`), randomBytes(2000 + index));
	writeFileSync(join(year, '.DS_Store'), 'left by a system');

	const before = Number(arrived(portal));
	const letThrough = await holdLaterParts(client);
	// Small files are quick: none is through before the page was looked at.
	const begin = await holdParts(client, /\/parts\/0$/u);
	await dropFiles(page, [year]);
	await expect(page.getByText('1 system file was left out')).toBeVisible();
	await expect(heading(page, /^Sending \d+ files$/u)).toBeVisible();
	// However many files there are, the page holds a few rows.
	await expect(page.getByText(/and [\d,]+ more files/u)).toBeVisible();
	expect(await page.getByRole('button', { name: /^Cancel / }).count()).toBeLessThan(40);
	begin();
	await expect.poll(() => arrived(portal), { timeout: 180_000 }).toBe(before + SMALL_FILES);
	await expect(stateOf(page, '000 archive.zip')).toContainText('Encrypting and sending');
	letThrough();
	// What passes through the test takes longer; the rest need not.
	await client.context.unrouteAll({ behavior: 'ignoreErrors' });
	await expect.poll(() => arrived(portal), { timeout: 120_000 }).toBe(before + SMALL_FILES + 1);
	await expect(heading(page, `${SMALL_FILES + 1} files sent`)).toBeVisible();
	await expect(fileRow(owner.page, '000 archive.zip')).toBeVisible();
	await expect(
		owner.page.getByRole('tab', { name: new RegExp(`^Files\\s*${SMALL_FILES + 1}$`, 'u') })
	).toBeVisible();
});

test('a file’s line keeps its place while another is sent, arrives, is paused and goes on', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	await welcome(owner, client, 'Steady Hand');
	const letThrough = await holdLaterParts(client);
	const begin = await holdParts(client, /\/parts\/0$/u);
	await choose(page, [
		prepare('first.bin', 2000),
		prepare('second.bin', TWO_PARTS),
		prepare('third.bin', TWO_PARTS)
	]);
	const rows = page.getByRole('listitem').filter({ hasText: '.bin' });
	const places = () => placesOnEach(page, rows);
	await expect(stateOf(page, 'third.bin')).toContainText('Encrypting and sending');
	await expect(rows).toHaveCount(3);
	const before = await places();
	begin();
	await expect(stateOf(page, 'first.bin')).toContainText('Sent, encrypted');
	expect(await places()).toEqual(before);
	await button(page, 'Pause second.bin').click();
	await expect(stateOf(page, 'second.bin')).toContainText('Paused');
	expect(await places()).toEqual(before);
	await button(page, 'Resume').click();
	await expect(stateOf(page, 'second.bin')).toContainText('Encrypting and sending');
	await button(page, 'Cancel second.bin').click();
	await expect(stateOf(page, 'second.bin')).toContainText('Cancelled');
	expect(await places()).toEqual(before);
	letThrough();
	await expect(heading(page, '2 files sent')).toBeVisible();
	expect(await places()).toEqual(before);
	await clearFinished(page);
	await expect(rows).toHaveCount(0);
});

test('files are paused, resumed and cancelled, each and all, from whatever page one is on', async ({
	owner,
	portal
}) => {
	const { page } = owner;
	await createClient(owner, 'Four Ledgers');
	const names = ['a.bin', 'b.bin', 'c.bin', 'd.bin'];
	const letThrough = await holdLaterParts(owner);
	await choose(
		page,
		names.map((name) => prepare(name, TWO_PARTS))
	);
	await expect(heading(page, 'Sending 4 files')).toBeVisible();
	await expect(dock(page)).toBeHidden();

	await button(page, 'Pause a.bin').click();
	await expect(stateOf(page, 'a.bin')).toContainText('Paused');
	await button(page, 'Resume').click();
	await expect(stateOf(page, 'a.bin')).not.toContainText('Paused');

	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	const line = dock(page).getByRole('button', { name: /^Sending 4 files/u });
	await expect(line).toBeVisible();
	await line.click();
	await expect(dock(page).getByRole('link', { name: 'Four Ledgers' }).first()).toBeVisible();
	await button(dock(page), 'Pause all').click();
	await expect(heading(page, 'Paused: 4 files to go')).toBeVisible();
	await button(dock(page), 'Resume all').click();
	await expect(heading(page, 'Sending 4 files')).toBeVisible();
	await button(dock(page), 'Cancel b.bin').click();
	await expect(heading(page, 'Sending 3 files')).toBeVisible();

	// Leaving would stop it: the browser asks. Closing the window of the question stays.
	const asked = page.waitForEvent('dialog');
	await page.close({ runBeforeUnload: true });
	const question = await asked;
	expect(question.type()).toBe('beforeunload');
	await question.dismiss();

	await button(dock(page), 'More for all files').click();
	await page.getByRole('menuitem', { name: 'Cancel all' }).click();
	const window = page.getByRole('alertdialog', { name: 'Cancel 3 files?' });
	await button(window, 'Cancel all').click();
	await expect(heading(page, 'Cancelled')).toBeVisible();
	letThrough();
	await expect.poll(() => halfSent(portal)).toBe(0);
	await button(dock(page), 'Clear finished').click();
	await expect(dock(page)).toBeHidden();
	await owner.context.unrouteAll({ behavior: 'ignoreErrors' });
});

test('a server that is gone and comes back: the whole queue waits, says so, and goes on', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	const { page } = client;
	for (const one of [client, owner])
		one.expectProblem(/ERR_(?:FAILED|CONNECTION|EMPTY_RESPONSE|INCOMPLETE|NETWORK)/u);
	await welcome(owner, client, 'Weak Line');
	const names = ['one.bin', 'two.bin', 'three.bin'];
	const letThrough = await holdLaterParts(client);
	await choose(
		page,
		names.map((name) => prepare(name, TWO_PARTS))
	);
	await expect(heading(page, 'Sending 3 files')).toBeVisible();
	await portal.stop();
	letThrough();
	await expect(heading(page, 'Waiting for the connection')).toBeVisible();
	await expect(stateOf(page, 'one.bin')).toContainText('Connection lost');
	await portal.start();
	await expect(heading(page, '3 files sent')).toBeVisible();
	// Said once each, for those who listen.
	await expect(page.getByText('3 files sent, encrypted.')).toBeAttached();
	for (const name of names) await expect(fileRow(owner.page, name)).toBeVisible();
});

test('of a folder with unreadable entries the rest is sent, and files of one name stay apart', async ({
	owner
}) => {
	const { page } = owner;
	await createClient(owner, 'Old Archive');
	await expect(uploadArea(page)).toBeVisible();
	const top = join(folder, 'Taxes');
	for (const year of ['2023', '2024']) {
		mkdirSync(join(top, year), { recursive: true });
		writeFileSync(join(top, year, 'return.txt'), year);
	}
	// Named on a system that did not know UTF-8: the browser lists it and cannot open it.
	writeFileSync(Buffer.concat([Buffer.from(`${top}/caf`), Buffer.from([0xe9])]), 'menu');
	await dropFiles(page, [top]);
	await expect(page.getByText('1 file or folder was not taken')).toBeVisible();
	await expect(page.getByText(/^Taxes\/a file whose name cannot be read$/u)).toBeVisible();
	for (const name of ['2023 - return.txt', '2024 - return.txt'])
		await expect(fileRow(page, name)).toBeVisible();
	await expect(button(page, 'Taxes')).toBeVisible();
	// A file may be in the list before the queue shows it at all: what is not cleared here would count with the next files.
	await expect(heading(page, '2 files sent')).toBeVisible();
	await clearFinished(page);
});

test('10,000 empty files are told as one, and the rest of the choice is sent', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	await welcome(owner, client, 'Many Nothings');
	await uploadArea(page)
		.getByLabel('Choose files', { exact: true })
		.evaluate((input) => {
			if (!(input instanceof HTMLInputElement)) return;
			const chosen = new DataTransfer();
			for (let index = 0; index < 10_000; index++)
				chosen.items.add(new File([], `scan ${index}.pdf`));
			chosen.items.add(new File(['words'], 'full.txt'));
			input.files = chosen.files;
			input.dispatchEvent(new Event('change', { bubbles: true }));
		});
	await expect(heading(page, '1 file sent, 10,000 files not sent')).toBeVisible();
	await expect(page.getByText('10,000 files', { exact: true })).toBeVisible();
	await expect(page.getByText('These files are empty, so there is nothing to send.')).toBeVisible();
	await button(page, 'Which ones').click();
	await expect(page.getByText('scan 7.pdf', { exact: true })).toBeVisible();
	expect(await page.getByRole('listitem').count()).toBeLessThan(120);
	await button(page, 'Clear finished').click();
	await expect(page.getByText('10,000 files', { exact: true })).toBeHidden();
	await expect(fileRow(owner.page, 'full.txt')).toBeVisible();
});

test('a file that failed alone is tried again from its own line; of several, all at once as well', async ({
	browser
}) => {
	await using portal = await OwnPortal.start({
		TALLYPORT_USER_QUOTA: '5 MB',
		TALLYPORT_DISK_RESERVE: '0'
	});
	const owner = await Somebody.arrive(browser, 'an owner', { origin: portal.origin });
	owner.expectProblem(/status of 507/u);
	const { page, context } = owner;
	await setUpFirm(owner, portal.setupLink);
	await createClient(owner, 'Little Room');
	await choose(page, [prepare('full.bin', TWO_PARTS), prepare('fits.bin', 1000)]);
	await expect(heading(page, '1 file sent, 1 file not sent')).toBeVisible();
	const again = page.getByRole('button', { name: /again/u });
	await expect(again).toHaveCount(1);
	await expect(again).toHaveAccessibleDescription('full.bin');
	await expectAccessible(page, 'the queue with one file that failed');
	await button(page, 'More for all files').click();
	await expect(page.getByRole('menuitem')).toHaveText(['Clear finished']);
	await page.keyboard.press('Escape');
	const refused = context.waitForEvent('response', (response) => response.status() === 507);
	await again.press('Enter');
	await refused;
	await expect(again).toHaveCount(1);

	await choose(page, [prepare('too full.bin', TWO_PARTS)]);
	await expect(heading(page, '1 file sent, 2 files not sent')).toBeVisible();
	await expect(button(page, 'Try all again')).toHaveCount(1);
	for (const description of ['full.bin', 'too full.bin'])
		await expect(
			page.getByRole('button', { name: 'Try again', description, exact: true })
		).toHaveCount(1);
	await expect(again).toHaveCount(3);
	// A line that is put away hands the focus to one beside it.
	const dismiss = page.getByRole('button', {
		name: 'Dismiss',
		description: 'full.bin',
		exact: true
	});
	await dismiss.press('Enter');
	await expect(dismiss).toBeHidden();
	await expect(page.getByRole('listitem').locator(':focus')).toHaveCount(1);
	await context.close();
	expect(owner.problems).toEqual([]);
});

test('the queue can be used by keyboard, and is as accessible open as closed', async ({
	owner
}) => {
	const { page } = owner;
	await createClient(owner, 'By Keyboard');
	const letThrough = await holdLaterParts(owner);
	await choose(page, [prepare('k.bin', TWO_PARTS), prepare('l.bin', TWO_PARTS)]);
	await expect(heading(page, 'Sending 2 files')).toBeVisible();
	await expectUsable(page, 'on the page of its vault');
	// A button that makes way for another hands it the focus.
	const resume = page.getByRole('button', { name: 'Resume', description: 'k.bin', exact: true });
	await button(page, 'Pause k.bin').press('Enter');
	await expect(resume).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(button(page, 'Pause k.bin')).toBeFocused();
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	const line = dock(page).getByRole('button').first();
	await expect(line).toBeVisible();
	await expectUsable(page, 'closed, elsewhere');
	await line.focus();
	await expect(line).toHaveAttribute('aria-expanded', 'false');
	await page.keyboard.press('Enter');
	await expect(button(dock(page), 'Pause all')).toBeVisible();
	await expectUsable(page, 'open, elsewhere');
	await page.keyboard.press('Tab');
	await expect(button(dock(page), 'Pause all')).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(heading(page, 'Paused: 2 files to go')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(heading(page, 'Paused: 2 files to go')).toBeHidden();
	await expect(line).toBeFocused();
	await expect(line).toHaveAttribute('aria-expanded', 'false');
	// Nothing is under way: leaving asks nothing, and it is there again afterwards.
	letThrough();
	await page.keyboard.press('Enter');
	await button(dock(page), 'Resume all').click();
	await expect(heading(page, '2 files sent')).toBeVisible();
	await owner.context.unrouteAll({ behavior: 'ignoreErrors' });
	await clearFinished(page);
});

async function expectUsable(page: Page, where: string): Promise<void> {
	await expectAccessible(page, where, everyRule);
	await page.setViewportSize(phone);
	const sides = await page.locator('.queue-dock button:visible').evaluateAll((controls) =>
		controls.flatMap((control) => {
			const { width, height } = control.getBoundingClientRect();
			return [width, height];
		})
	);
	expect(Math.min(...sides)).toBeGreaterThanOrEqual(44);
	await page.setViewportSize(desk);
}
