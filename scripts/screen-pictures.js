/**
 * The part of `npm run pictures` that shows requests, the scanner, messages and approvals (docs/screens.md): a firm and a
 * client go through them with papers of the demo (scripts/demo/documents.ts), in which everybody is made up.
 */
import { join } from 'node:path';
import { interestStatement, taxReturn, wageStatement } from './demo/documents.ts';

/** @typedef {import('@playwright/test').Page} Page */

export const CLIENT = 'Aiko Nakamura';
const ABOUT = { name: CLIENT, seed: 41 };
const YEAR = 2025;
const WAGES = 'W-2 wage statements';
const INTEREST = '1099-INT and 1099-DIV: interest and dividends';
const MORTGAGE = '1098: mortgage interest';
const GIFTS = 'Charitable gifts';
const NOT_ASKED = [
	'Photo ID',
	'Last year’s tax return',
	'1099-B: sales of stocks, funds or crypto',
	'1099-R and SSA-1099: retirement and Social Security',
	'1099-NEC, 1099-MISC or 1099-K: other income',
	'Schedule K-1',
	'1095-A: health insurance',
	'1098-T and 1098-E: tuition and student loans',
	'Child care costs'
];
const GIFT = [
	'<h1>Harborlight Music School</h1><p>7 Lantern Walk</p><h2>Thank you for your gift</h2>' +
		'<p>Dear Ms. Nakamura,</p><p>we received your gift of $420.00 on November 9, 2025. No goods or services were ' +
		'given in return. Please keep this letter for your tax return.</p><p>With gratitude,<br>Ines Calloway, treasurer</p>',
	'<h1>Little Pier Food Bank</h1><p>31 Cannery Row</p><h2>Receipt 2025-118</h2>' +
		'<p>Received from: Aiko Nakamura</p><p>Amount: $275.00</p><p>Date: December 14, 2025</p>' +
		'<p>This gift is tax deductible as the law allows.</p><p>M. Whitlow</p>'
];

/**
 * Of staff who look at a new client's page, and of that client on a phone; into a folder.
 * @param {{ staff: Page, client: Page, pictures: string, ago: (page: Page, hours: number) => Promise<unknown> }} scene
 */
export async function takeScreens({ staff, client, pictures, ago }) {
	const take = async (/** @type {Page} */ page, /** @type {string} */ name) => {
		await page.mouse.move(0, 0);
		// Words that it worked, and ticks, leave by themselves.
		const ticks = page.getByRole('status').filter({ hasText: ': Sent, encrypted' });
		for (const passing of [page.locator('.toast, .queue-dock'), ticks])
			await passing.first().waitFor({ state: 'detached' });
		await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
	};
	await press(client, 'Later');
	await ago(staff, 96);
	await press(staff, `Stage of ${YEAR}: No stage yet`);
	await staff.getByRole('menuitemradio', { name: 'In preparation' }).click();
	await askForDocuments(staff);
	await ago(client, 27);
	await answer(client, WAGES, wageStatement(ABOUT, 'Northwind Traders', YEAR));
	await answer(client, INTEREST, interestStatement(ABOUT, YEAR));
	await press(client, `Doesn’t apply: ${MORTGAGE}`);
	await client.getByLabel('Why not?').fill('We rent our home.');
	await press(client, 'It does not apply');
	await ago(client, 26.8);
	await press(client, 'Write a message');
	await write(client, 'My bank sends page 2 on its own. Is the first page enough?');
	await ago(staff, 2.2);
	await judge(staff);
	await ago(staff, 2.1);
	await openTab(staff, 'Messages');
	await write(staff, 'Please send us both: the dividends are on page 2.');
	await ago(staff, 2);
	await staff.getByRole('radio', { name: 'Internal note' }).check();
	await staff.getByLabel('Note for your firm only').fill('Compare the dividends with last year.');
	await press(staff, 'Save note');
	await ago(client, 0.6);
	await write(client, 'Thank you, it will come tonight.');
	await client
		.getByRole('heading', { name: 'Messages' })
		.evaluate((heading) => scrollBy(0, heading.getBoundingClientRect().top - 80));
	await take(client, 'messages-client');
	await staff.getByRole('article').filter({ hasText: 'it will come tonight' }).waitFor();
	await take(staff, 'messages');

	await ago(client, 0.4);
	await press(client, `Scan pages: ${GIFTS}`);
	const choosing = client.waitForEvent('filechooser');
	await press(client, 'Choose photos');
	await (await choosing).setFiles(await photos(staff));
	await client.getByText('Page 2 of 2').waitFor();
	await client.getByLabel('Name of the document').fill(`Gifts ${YEAR}`);
	await take(client, 'scanner');
	await press(client, 'Send 2 pages');
	await isSent(client, GIFTS);
	// As it is to whoever comes back: the lines have kept their height so far.
	await client.reload();
	await press(client, 'Sign in with passkey');
	await client.getByText('Three documents are still needed').waitFor();
	await client.evaluate(() => scrollTo(0, 0));
	await take(client, 'requests-client');
	await openTab(staff, 'Requests');
	await take(staff, 'requests');

	await ago(staff, 0.3);
	await openTab(staff, 'Files');
	const draft = taxReturn(ABOUT, YEAR, 'Draft tax return');
	const area = staff.getByLabel('Choose files', { exact: true });
	await area.setInputFiles(await fileOf(draft));
	await staff
		.getByRole('status')
		.filter({ hasText: `${draft.name}: Sent` })
		.waitFor();
	await openTab(staff, 'Approvals');
	await press(staff, 'Ask for approval');
	const asking = staff.getByRole('dialog', { name: 'Ask for approval' });
	await asking.getByRole('button', { name: 'Ask for approval' }).click();
	await asking.waitFor({ state: 'detached' });
	await ago(client, 0.1);
	await press(client, `Read and approve ${draft.name}`);
	await client.frameLocator('iframe').locator('canvas').first().waitFor();
	await client.locator('button:enabled', { hasText: 'Approve with passkey' }).waitFor();
	await take(client, 'approve');
	await press(client, 'Approve with passkey');
	await staff.getByText(`${CLIENT} approved`).waitFor();
	await take(staff, 'approvals');
}

async function askForDocuments(/** @type {Page} */ staff) {
	await openTab(staff, 'Requests');
	await press(staff, 'New checklist');
	await staff.getByLabel('Templates', { exact: true }).selectOption('United States');
	await staff.getByLabel('For whom').selectOption('Individual');
	await press(staff, 'Use this template');
	for (const title of NOT_ASKED) await press(staff, `Remove ${title}`);
	await staff.getByLabel('Due date').fill('2026-02-20');
	await press(staff, 'Use it for all');
	await press(staff, 'Ask the client for this');
	await staff.getByText('0 of 6 sent').waitFor();
}

async function answer(
	/** @type {Page} */ client,
	/** @type {string} */ title,
	/** @type {File} */ paper
) {
	await client.getByLabel(`Choose files for ${title}`).setInputFiles(await fileOf(paper));
	await isSent(client, title);
}

function isSent(/** @type {Page} */ client, /** @type {string} */ title) {
	return client.locator('.target').filter({ hasText: title }).getByText(/^Sent/u).first().waitFor();
}

/** By key: the first is as it should be, the second is not whole. */
async function judge(/** @type {Page} */ staff) {
	await press(staff, 'Check 2 answers');
	const viewer = (/** @type {RegExp} */ name) => staff.getByRole('dialog', { name });
	await viewer(/Wage statement/u).waitFor();
	await staff.keyboard.press('a');
	await viewer(/Interest/u).waitFor();
	await staff.keyboard.press('r');
	await staff
		.getByLabel('What is wrong with it?')
		.fill('Page 2 is missing, please send it with both.');
	await staff.keyboard.press('Enter');
	await staff.getByRole('dialog').waitFor({ state: 'detached' });
}

async function write(/** @type {Page} */ page, /** @type {string} */ words) {
	await page.getByRole('textbox', { name: /^Message to/u }).fill(words);
	await press(page, 'Send');
	await page.getByRole('article').filter({ hasText: words }).waitFor();
}

/** Two letters on a table, as a phone takes them; the second not quite still. */
async function photos(/** @type {Page} */ beside) {
	const page = await beside.context().newPage();
	await page.setViewportSize({ width: 900, height: 1200 });
	const taken = [];
	for (const [nth, words] of GIFT.entries()) {
		const paper = `rotate: ${nth - 0.6}deg; filter: blur(${nth * 2.4}px)`;
		await page.setContent(
			`<body style="margin: 0; background: #8d8377; font: 24px/1.6 Georgia, serif">
			<div style="margin: 60px 70px; padding: 90px 80px; height: 840px; background: #f4f2ea; color: #222; ${paper}">${words}`
		);
		const buffer = await page.screenshot({ type: 'jpeg', quality: 85 });
		taken.push({ name: `Photo ${nth + 1}.jpg`, mimeType: 'image/jpeg', buffer });
	}
	await page.close();
	return taken;
}

/** As the browser is given it. */
async function fileOf(/** @type {File} */ file) {
	return {
		name: file.name,
		mimeType: file.type,
		buffer: Buffer.from(await file.arrayBuffer())
	};
}

function openTab(/** @type {Page} */ page, /** @type {string} */ name) {
	return page.getByRole('tab', { name: new RegExp(`^${name}`, 'u') }).click();
}

function press(/** @type {Page} */ page, /** @type {string} */ name) {
	return page.getByRole('button', { name, exact: true }).click();
}
