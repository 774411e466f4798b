/**
 * "Open with Tallyport": the portal installed in a real Chromium, which gives it files as it does when the system asks it
 * to. Files come to the page alone, wait there, and go where somebody says, or nowhere.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page, Route } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, inDatabase, testWithFirm, welcome, type Portal } from './fixtures/entering.ts';
import { createClient, fileRow, FIRM, hire, saved, ticked } from './fixtures/journeys.ts';
import { InstalledPortal } from './fixtures/installed.ts';
import { findTraces, tracesOfServer } from './fixtures/traces.ts';

/** What a person has in their documents, on a real disk. */
class Documents {
	readonly #folder = mkdtempSync(join(tmpdir(), 'tallyport-documents-'));

	write(name: string, content = `what is in ${name}`): string {
		const path = join(this.#folder, name);
		writeFileSync(path, content);
		return path;
	}

	[Symbol.dispose](): void {
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

const test = testWithFirm().extend<{
	install: (name: string) => Promise<InstalledPortal>;
	documents: Documents;
}>({
	install: async ({ portal, launchOptions }, use) => {
		await using apps = new AsyncDisposableStack();
		const installed: InstalledPortal[] = [];
		await use(async (name) => {
			const app = apps.use(await InstalledPortal.install(portal.origin, name, launchOptions));
			installed.push(app);
			return app;
		});
		for (const { person } of installed)
			expect.soft(person.problems, `on the pages of ${person.name}`).toEqual([]);
	},
	// eslint-disable-next-line no-empty-pattern
	documents: async ({}, use) => {
		using documents = new Documents();
		await use(documents);
	}
});
test.describe.configure({ timeout: 150_000 });
// There, what is installed is put among the user's own applications.
test.skip(process.platform !== 'linux', 'Installing an app is kept apart on Linux alone');

const button = (page: Page, name: string | RegExp) =>
	page.getByRole('button', { name, exact: true });
const question = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const waiting = (page: Page) => page.getByText(/files? that you opened waits? here/u);

/** With the keyboard alone, and without leaving the window. */
async function tabTo(page: Page, target: Locator): Promise<void> {
	const isThere = () => target.evaluate((element) => element === document.activeElement);
	for (let presses = 0; presses < 20 && !(await isThere()); presses++)
		await page.keyboard.press('Tab');
	await expect(target).toBeFocused();
}

const blobs = (portal: Portal): unknown =>
	inDatabase(portal, (database) => database.prepare('SELECT count(*) FROM blobs').pluck().get());

test('Chromium tells the system which documents the portal opens, and opens them at its first page', async ({
	install,
	portal
}) => {
	const app = await install('somebody');
	const handlers = await app.fileHandlers();
	expect(handlers.map(({ action }) => action)).toEqual([`${portal.origin}/`]);
	expect(handlers.flatMap(({ accepts }) => accepts.flatMap((one) => one.fileExtensions))).toEqual(
		expect.arrayContaining(['.pdf', '.jpg', '.heic', '.xlsx', '.docx', '.csv', '.txt', '.zip'])
	);
});

test('C68 a client opens files while the portal is locked: they wait unnamed, are asked about after the passkey, and go only if they say so', async ({
	owner,
	install,
	documents,
	portal
}) => {
	const app = await install('Maria Okafor');
	const { page, person } = app;
	await welcome(owner, person, 'Maria Okafor');
	const before = blobs(portal);
	// No page of the portal is open: the browser opens one.
	await page.goto('about:blank');
	await app.openWith(documents.write('Loan secret.pdf'), documents.write('Rent secret.csv'));
	await expect(waiting(page)).toHaveText('2 files that you opened wait here');
	await expect(page.getByText('secret')).toHaveCount(0);
	await expectAccessible(page, 'files wait at the sign-in page');
	await button(page, 'Sign in with passkey').click();
	const asked = question(page, `Send these files to ${FIRM}?`);
	await expect(asked).toContainText(`You are signed in as Maria Okafor with ${FIRM}.`);
	await expect(asked.getByRole('listitem')).toContainText(['Loan secret.pdf', 'Rent secret.csv']);
	await expect(waiting(page)).toBeHidden();

	// More join what waits; the same file is there once.
	await app.openWith(documents.write('Rent secret.csv'), documents.write('Third secret.txt'));
	await expect(asked.getByRole('status').filter({ hasText: '3 files' })).toBeVisible();
	await expect(asked.getByRole('listitem')).toHaveCount(3);
	await expectAccessible(page, 'where files go, for a client');
	await page.keyboard.press('Escape');
	await expect(asked).toBeHidden();
	await expect(page.getByText('Nothing was sent.')).toBeVisible();

	// By keyboard alone. What was put away does not come back.
	await app.openWith(documents.write('Loan secret.pdf'));
	const one = question(page, `Send this file to ${FIRM}?`);
	await expect(one.getByRole('listitem')).toHaveText([/Loan secret\.pdf/u]);
	await tabTo(page, one.getByRole('button', { name: 'Send', exact: true }));
	await page.keyboard.press('Enter');
	await expect(one).toBeHidden();
	await expect(ticked(page, 'Loan secret.pdf')).toBeAttached();
	await expect(fileRow(owner.page, 'Loan secret.pdf')).toBeVisible();
	expect((await saved(owner, 'Loan secret.pdf')).toString()).toBe('what is in Loan secret.pdf');
	// It is what the portal has, and all it has.
	expect(blobs(portal)).toBe(Number(before) + 1);
	for (const name of ['Loan secret', 'Rent secret', 'what is in']) {
		expect(findTraces(name, tracesOfServer(portal))).toEqual([]);
		expect((await person.recording.withBytes(name)).map(({ url }) => url)).toEqual([]);
	}

	// From there on it is like any file that was chosen on the page.
	await app.openWith(documents.write('Loan secret.pdf', 'another year'));
	await one.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(page.getByText('“Loan secret.pdf” is here already')).toBeVisible();
	await button(page, 'Add as a new version').click();
	await expect(page.getByText('“Loan secret.pdf” is here already')).toBeHidden();
	// Told by its size from the first one, whose tick may be there still.
	const newer = page.getByRole('listitem').filter({ hasText: '12 bytes' });
	await expect(newer.getByRole('status')).toHaveText('Loan secret.pdf: Sent, encrypted');
	await expect(fileRow(owner.page, 'Loan secret.pdf')).toContainText('12 bytes');
	expect((await saved(owner, 'Loan secret.pdf')).toString()).toBe('another year');
});

test('with several vaults a client says which one, and which document it is that was asked for', async ({
	owner,
	install,
	documents
}) => {
	const app = await install('Ana Rivera');
	const { page, person } = app;
	await welcome(owner, person, 'Rivera household');
	const link = await createClient(owner, 'Rivera Design Ltd');
	await owner.page.getByRole('tab', { name: /^Requests/u }).click();
	await button(owner.page, 'New checklist').click();
	await owner.page.getByLabel('Templates', { exact: true }).selectOption('United States');
	await owner.page.getByLabel('For whom').selectOption('Individual');
	await owner.page.getByLabel('Tax year').fill('2025');
	await button(owner.page, 'Use this template').click();
	await button(owner.page, 'Ask the client for this').click();
	await page.goto(link);
	await button(page, 'Join with the passkey I have').click();
	await expect(page.getByRole('button', { name: /^Your vaults:/u })).toContainText('Design');
	await page.getByRole('button', { name: /^Your vaults:/u }).click();
	await page.getByRole('menuitemradio', { name: /household/u }).click();
	await expect(page.getByText('Nothing here yet')).toBeVisible();

	await app.openWith(documents.write('w2.pdf'));
	const asked = question(page, 'Where should this file go?');
	await expect(asked.getByRole('radio')).toHaveCount(2);
	// Not even the one on screen is taken for granted.
	await expect(asked.getByRole('radio', { checked: true })).toHaveCount(0);
	await asked.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(asked.getByRole('alert')).toHaveText('Choose where they go.');
	await asked.getByRole('radio', { name: 'Rivera Design Ltd' }).check();
	await asked.getByLabel('Which document is it?').selectOption('W-2 wage statements');
	await expectAccessible(page, 'where files go, of several vaults');
	await asked.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(asked).toBeHidden();
	await expect(page.getByRole('button', { name: /^Your vaults:/u })).toContainText('Design');
	const line = page.locator('.target').filter({ hasText: 'W-2 wage statements' });
	await expect(line).toContainText('w2.pdf');
	await expect(line).toContainText('Sent');
	await expect(owner.page.getByText('1 of 15 sent')).toBeVisible();
});

test('staff say for which client; a file that is gone meanwhile is named, and the others wait', async ({
	owner,
	install,
	documents
}) => {
	const app = await install('Sam Reyes');
	const { page, person } = app;
	await hire(owner, person, 'Sam Reyes');
	const names = ['Aiko', 'Bruno', 'Chidi', 'Dana', 'Erik', 'Farah', 'Greta'];
	for (const name of names) await createClient(owner, `${name} of seven`);
	await expect(page.getByRole('link', { name: 'Aiko of seven' })).toBeVisible();
	await page.getByRole('link', { name: 'Greta of seven' }).click();
	await page.getByRole('tab', { name: /^History/u }).click();

	const gone = documents.write('gone.pdf');
	await app.openWith(documents.write('Ledger.xlsx'), gone);
	const asked = question(page, 'Which client are these files for?');
	await expect(asked).toContainText(`You are signed in as Sam Reyes with ${FIRM}.`);
	// The one on screen is first, and is not chosen.
	await expect(asked.getByRole('radio')).toHaveCount(6);
	await expect(asked.getByRole('radio').first()).toHaveAccessibleName('Greta of seven');
	await expect(asked.getByRole('radio', { checked: true })).toHaveCount(0);
	await expectAccessible(page, 'where files go, for staff');
	await asked.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(asked.getByRole('alert')).toHaveText('Choose a client.');

	await asked.getByRole('searchbox', { name: 'Search clients' }).fill('greta');
	await asked.getByRole('radio', { name: 'Greta of seven' }).check();
	// What is chosen and out of sight is not chosen.
	await asked.getByRole('searchbox', { name: 'Search clients' }).fill('aiko');
	await asked.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(asked.getByRole('alert')).toHaveText('Choose a client.');
	await tabTo(page, asked.getByRole('radio', { name: 'Aiko of seven' }));
	await page.keyboard.press('Space');
	rmSync(gone);
	await asked.getByRole('button', { name: 'Send', exact: true }).click();
	const other = question(page, 'Which client is this file for?');
	await expect(other.getByText('1 file or folder was not taken')).toBeVisible();
	await expect(other).toContainText('gone.pdf');
	await expectAccessible(page, 'a file that is gone');
	await other.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(other).toBeHidden();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Aiko of seven');
	await expect(fileRow(page, 'Ledger.xlsx')).toBeVisible();
	expect((await saved(person, 'Ledger.xlsx')).toString()).toBe('what is in Ledger.xlsx');

	// Nothing is left to send.
	const last = documents.write('last.pdf');
	await app.openWith(last);
	await question(page, 'Which client is this file for?').waitFor();
	rmSync(last);
	await page.getByRole('radio', { name: 'Aiko of seven' }).check();
	await button(page, 'Send').click();
	await expect(question(page, 'There is nothing to send')).toContainText('last.pdf');
	await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
	await expect(page.getByRole('dialog')).toBeHidden();
});

test('a sending that was cut off goes on by its handle, and what waits is forgotten when the portal locks', async ({
	owner,
	install,
	documents
}) => {
	const app = await install('Chidi Okafor');
	const { page, person } = app;
	await welcome(owner, person, 'Chidi Okafor');
	const reached = Promise.withResolvers<undefined>();
	const decided = Promise.withResolvers<undefined>();
	await person.context.route('**/parts/*', async (route: Route) => {
		reached.resolve(undefined);
		await decided.promise;
		await route.abort().catch(() => undefined);
	});
	await app.openWith(documents.write('goes on.pdf'));
	const asked = question(page, `Send this file to ${FIRM}?`);
	await asked.getByRole('button', { name: 'Send', exact: true }).click();
	await reached.promise;
	await page.clock.install();
	await page.reload();
	decided.resolve(undefined);
	await person.context.unrouteAll({ behavior: 'wait' });
	await button(page, 'Sign in with passkey').click();
	await expect(ticked(page, 'goes on.pdf')).toBeAttached();
	await expect(fileRow(owner.page, 'goes on.pdf')).toBeVisible();

	await app.openWith(documents.write('forgotten.pdf'));
	await expect(asked.getByRole('listitem')).toHaveText([/forgotten\.pdf/u]);
	await page.clock.fastForward('15:30');
	await expect(page.getByText('Locked, because nothing happened')).toBeVisible();
	await expect(waiting(page)).toBeHidden();
	await app.openWith(documents.write('later.pdf'));
	await expect(waiting(page)).toBeVisible();
	await button(page, 'Unlock with passkey').click();
	await expect(asked.getByRole('listitem')).toHaveText([/later\.pdf/u]);
});

test('a link of the portal that the system opens is followed in the window that is there', async ({
	owner,
	install,
	portal
}) => {
	const app = await install('Lea Brandt');
	const { page, person } = app;
	await welcome(owner, person, 'Lea Brandt');
	await app.follow(`${portal.origin}/account`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('My account');
	const joining = await createClient(owner, 'Brandt GmbH');
	await app.follow(joining);
	await expect(button(page, 'Join as Lea Brandt')).toBeVisible();
	expect(new URL(page.url()).hash).toBe('');
	// Another link, where one is open.
	await app.follow(await createClient(owner, 'Brandt KG'));
	await button(page, 'Join as Lea Brandt').click();
	await expect(page.getByRole('button', { name: /^Your vaults:/u })).toContainText('Brandt KG');
});

test('without a connection the app says that what was opened was not sent', async ({
	install,
	documents
}) => {
	const app = await install('somebody');
	const { page, person, context } = app;
	person.expectProblem(/503 \(Offline\)|ERR_INTERNET_DISCONNECTED/u);
	await expect(button(page, 'Sign in with passkey')).toBeVisible();
	await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
	await page.goto('about:blank');
	await context.setOffline(true);
	await app.openWith(documents.write('too early.pdf'));
	await expect(page.getByText('What you opened with the portal was not sent.')).toBeVisible();
	await expectAccessible(page, 'opening files without a connection');
	await context.setOffline(false);
	await expect(button(page, 'Sign in with passkey')).toBeVisible();
	await expect(waiting(page)).toBeHidden();
});
