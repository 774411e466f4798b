/** Drop links: somebody without an account sends files in, also for a checklist; staff look and accept, the client sees. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page, Route } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { watchCeremonies } from './fixtures/ceremonies.ts';
import {
	askForBookkeeping,
	createClient,
	joinVault,
	setUpFirm,
	takeLink,
	uploadArea
} from './fixtures/journeys.ts';
import { pdfOf } from './fixtures/pdf.ts';
import { placesOf } from './fixtures/places.ts';
import { expect as expectAtOnce, test, type Person } from './fixtures/test.ts';
import { findTraces, tracesOfServer } from './fixtures/traces.ts';

test.describe.configure({ timeout: 120_000 });
/** Whole parts pass through the test on their way. */
const expect = expectAtOnce.configure({ timeout: 30_000 });

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const file = (name: string, size: number) => ({
	name,
	mimeType: 'application/pdf',
	buffer: randomBytes(size)
});
const onePage = pdfOf([
	'<< /Type /Catalog /Pages 2 0 R >>',
	'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>'
]);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('files come in by a link without an account, through a reload, and are the client’s once accepted', async ({
	portal,
	person
}) => {
	// Two ways of sending, each with somebody of their own, and the accessibility of every state: a minute where nothing else runs.
	test.setTimeout(240_000);
	const [owner, client, bank] = [
		await person('the owner'),
		await person('a client'),
		await person('a bank')
	];
	await setUpFirm(owner, portal.setupLink);
	await joinVault(client, await createClient(owner, 'Northwind'));

	await button(owner.page, 'Drop link').click();
	await owner.page.getByLabel('What is it for?').fill('Statements of the bank');
	await owner.page.getByLabel('A word to the sender').fill('All of 2025, please.');
	await button(owner.page, 'Make the link').click();
	const html = await owner.page
		.getByRole('textbox', { name: 'Button for a web site' })
		.inputValue();
	await expectAccessible(owner.page, 'a new drop link');
	const link = await takeLink(owner.page);
	expect(html).toContain(`href="${link}"`);

	const small = { ...file('January.pdf', 0), buffer: onePage };
	const large = file('Whole year.pdf', 9_000_000);
	const { page } = bank;
	page.on('dialog', (dialog) => void dialog.accept());
	await page.goto(link);
	await expect(page.getByRole('heading', { name: 'Send files to Harbor & Finch' })).toBeVisible();
	expect(new URL(page.url()).hash).toBe('');
	await expect(page.getByText('All of 2025, please.')).toBeVisible();
	await uploadArea(page).getByLabel('Choose files', { exact: true }).setInputFiles([small, large]);
	await button(page, 'Leave out Whole year.pdf').press('Enter');
	await expect(button(page, 'Leave out January.pdf')).toBeFocused();
	await uploadArea(page).getByLabel('Choose files', { exact: true }).setInputFiles(large);
	await page.getByLabel('Your name or company').fill('Bea Bank');
	await page.getByLabel('A note to Harbor & Finch').fill('As agreed by phone');
	await expectAccessible(page, 'the page of a drop link');

	// The second part is on its way when the page is loaded again.
	const reached = Promise.withResolvers<undefined>();
	const door = (route: Route) => {
		reached.resolve(undefined);
		return route.abort();
	};
	bank.expectProblem(/ERR_FAILED/u);
	await bank.context.route('**/parts/1', door);
	await button(page, 'Send 2 files').click();
	await expect(page.getByText('Arrived, encrypted')).toHaveCount(1);
	await reached.promise;
	await page.reload();
	await bank.context.unroute('**/parts/1', door);
	await expect(page.getByText('January.pdf')).toBeVisible();
	const choosing = page.waitForEvent('filechooser');
	await button(page, 'Choose it again').click();
	await (await choosing).setFiles(large);
	await expect(page.getByText('Arrived, encrypted')).toHaveCount(2);
	const keeping = page.waitForEvent('download');
	await button(page, 'Keep a receipt').click();
	const receipt = readFileSync(await (await keeping).path(), 'utf8');
	expect(receipt).toContain('File 2: Whole year.pdf\n  Bytes: 9000000');
	await expectAccessible(page, 'what came by a link');

	const arrivals = owner.page.getByRole('region', { name: 'Came by link, not verified' });
	await expect(arrivals).toContainText('Bea Bank');
	await expect(arrivals).toContainText('As agreed by phone');
	await expect(arrivals).toContainText('Statements of the bank');
	const saving = owner.page.waitForEvent('download');
	await button(owner.page, 'Download January.pdf').click();
	expect(sha256(readFileSync(await (await saving).path()))).toBe(sha256(small.buffer));
	await expect(owner.page.getByText('2 to accept', { exact: true })).toBeVisible();
	await button(owner.page, 'January.pdf').click();
	const viewer = owner.page.getByRole('dialog', { name: 'Viewing January.pdf', exact: true });
	await expect(viewer.getByText('1 page', { exact: true })).toBeVisible();
	await expect(viewer.getByText('Not checked yet', { exact: true })).toBeVisible();
	await expectAccessible(owner.page, 'a file that came by a link, in the viewer');
	await button(owner.page, 'Close').click();
	await expect(viewer).toBeHidden();
	await expect(client.page.getByText('January.pdf')).toBeHidden();
	await expectAccessible(owner.page, 'files that came by a link');
	// The large one stands still with its second part on the way, and goes on.
	const letThrough = Promise.withResolvers<undefined>();
	await owner.context.route('**/parts/1', async (route) => {
		await letThrough.promise;
		// Paused meanwhile.
		await route.continue().catch(() => undefined);
	});
	const accepting = owner.page.getByRole('status').filter({ hasText: 'Whole year.pdf: ' });
	await button(owner.page, 'Accept all 2').click();
	await button(owner.page, 'Pause Whole year.pdf').click();
	await expect(accepting).toContainText('Paused');
	letThrough.resolve(undefined);
	await expectAccessible(owner.page, 'a file that stands still while it is accepted');
	await expect(client.page.getByText('January.pdf')).toBeVisible();
	await expect(client.page.getByText('Whole year.pdf')).toBeHidden();
	await button(owner.page, 'Resume').click();
	await expect(arrivals).toBeHidden();
	await expect(owner.page.getByText('2 to accept', { exact: true })).toBeHidden();
	await expect(client.page.getByText('January.pdf')).toBeVisible();
	await expect(client.page.getByText('Whole year.pdf')).toBeVisible();

	await button(owner.page, 'Drop link').click();
	await button(owner.page, 'Withdraw the link Statements of the bank').click();
	await expect(owner.page.getByText('The link takes no more files.')).toBeVisible();
	bank.expectProblem(/410/u);
	await page.reload();
	await expect(page.getByText('Nothing more can be sent by this link')).toBeVisible();
	await expect(page.getByText('Arrived, encrypted')).toHaveCount(2);
	const late = await person('somebody late');
	late.expectProblem(/410/u);
	await late.page.goto(link);
	await expect(late.page.getByText('The firm has withdrawn this link')).toBeVisible();

	const secret = new URL(link).hash.slice(1);
	for (const one of [owner, bank, late]) expect(await one.recording.withBytes(secret)).toEqual([]);
	for (const typed of [secret, 'January.pdf', 'Bea Bank', 'As agreed by phone', 'All of 2025'])
		expect(findTraces(typed, tracesOfServer(portal)), typed).toEqual([]);

	await test.step('another link asks for what is on a checklist, and what is sent for it ticks it', () =>
		askByLink(owner.page, client.page, person));
});

const LIST = 'Bookkeeping for the month';
const TITLES = [
	'Bank statements',
	'Card statements',
	'Bills and receipts',
	'Sales invoices',
	'Payroll report',
	'Anything unusual'
] as const;

async function askByLink(
	staff: Page,
	client: Page,
	person: (name: string, options: { phone: boolean }) => Promise<Person>
): Promise<void> {
	await staff.keyboard.press('Escape');
	await expect(staff.getByRole('dialog')).toBeHidden();
	await askForBookkeeping(staff);
	await button(staff, 'Drop link').click();
	await staff.getByLabel('What is it for?').fill('The bookkeeper');
	await staff
		.getByLabel('Ask for what is still wanted')
		.selectOption({ label: `${LIST}: 6 wanted` });
	await expectAccessible(staff, 'a drop link that asks for a checklist');
	await button(staff, 'Make the link').click();
	const link = await takeLink(staff);

	const visitor = await person('a bookkeeper', { phone: true });
	const { page } = visitor;
	const { interactions } = await watchCeremonies(visitor);
	const began = Date.now();
	await page.goto(link);
	// The others stay where they are while a file is sent and when it has arrived.
	const [first] = TITLES;
	const others = page.locator('.target').filter({ hasNotText: first }).getByRole('button');
	await expect(others).toHaveCount(10);
	const places = await placesOf(others);
	const arriving = Promise.withResolvers<undefined>();
	await visitor.context.route('**/parts/0', async (route) => {
		await arriving.promise;
		await route.continue();
	});
	for (const title of TITLES) {
		const choosing = page.waitForEvent('filechooser');
		await button(page, `Choose files: ${title}`).click();
		await (await choosing).setFiles(file(`${title}.pdf`, 20_000));
		if (title === first) {
			await expect(page.getByRole('progressbar', { name: `Sending for ${first}` })).toBeVisible();
			expect(await placesOf(others)).toEqual(places);
			arriving.resolve(undefined);
			await expect(page.getByText('1 of 6 sent', { exact: true })).toBeVisible();
			await visitor.context.unroute('**/parts/0');
			expect(await placesOf(others)).toEqual(places);
		}
	}
	await expect(page.getByText('Everything that was asked for is here.')).toBeVisible();
	const seconds = (Date.now() - began) / 1000;
	expect(interactions).toEqual(TITLES.map(() => 'click'));
	test.info().annotations.push({
		type: 'drop link to six files sent',
		description: `${String(interactions.length)} interactions, ${seconds.toFixed(1)} s`
	});
	await expectAccessible(page, 'a checklist sent by a drop link');
	await page.reload();
	await expect(page.getByText('6 of 6 sent')).toBeVisible();

	await button(client, 'Doesn’t apply: Payroll report').click();
	await button(client, 'It does not apply').click();
	await staff.getByRole('tab', { name: /^Files/u }).click();
	const arrivals = staff.getByRole('region', { name: 'Came by link, not verified' });
	await expect(arrivals).toContainText('For “Bank statements”');
	await expect(arrivals).toContainText('For “Payroll report”, which takes no more files');
	await expectAccessible(staff, 'answers that came by a link');
	await button(staff, 'Accept all 6').click();
	await expect(arrivals).toBeHidden();
	await expect(staff.getByText('so Payroll report.pdf was only added.')).toBeVisible();
	const line = (title: string) => client.locator('.target').filter({ hasText: title });
	for (const title of TITLES.filter((one) => one !== 'Payroll report'))
		await expect(line(title)).toContainText('Sent');
	await expect(line('Payroll report')).toContainText('You said that it does not apply');
	await expect(client.getByText('5 of 5 sent')).toBeVisible();
}
