/** From "please approve" to a certificate that anybody can check, and back again with a reason. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { watchCeremonies } from './fixtures/ceremonies.ts';
import { expect, testWithFirm, welcome, type Person } from './fixtures/entering.ts';
import { escape, fileRow, sendFiles } from './fixtures/journeys.ts';
import { pdfOf, stream } from './fixtures/pdf.ts';
import { photo } from './fixtures/photos.ts';

const test = testWithFirm();
const NAME = 'Draft return 2025.pdf';
const document = pdfOf([
	'<< /Type /Catalog /Pages 2 0 R >>',
	'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R
		/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
	stream('', 'BT /F 28 Tf 60 700 Td (Tax return 2025) Tj ET')
]);

/** Not all of these letters are in the standard fonts of PDF. */
const SIGNER = 'Łucja Żółć';
const FONT = '**/_app/immutable/fonts/*.ttf';
const isForFont = ({ url }: { url: string }) => url.endsWith('.ttf');

const signedPaper = Buffer.from(document.toString().replace('Tax return 2025', 'Signed by hand!'));

const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true });
const reader = (page: Page) => page.getByRole('dialog', { name: `Reading ${NAME}` });
async function ask(page: Page, kind: string, who = 'Maria Okafor'): Promise<void> {
	await button(page, 'Ask for approval').click();
	const dialog = page.getByRole('dialog', { name: 'Ask for approval' });
	await dialog.getByLabel('What kind of document is it?').selectOption(kind);
	await expect(dialog.getByLabel(who, { exact: true })).toBeChecked();
	await button(dialog, 'Ask for approval').click();
	await expect(dialog).toBeHidden();
}

async function savedCertificate(page: Page): Promise<{ name: string; bytes: Buffer }> {
	const saving = page.waitForEvent('download');
	await button(page, `Save the certificate of ${NAME}`).click();
	const download = await saving;
	return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The command, with nothing but the files of a folder. */
function verifyApproval(
	folder: string,
	...files: string[]
): Promise<{ code: number; out: string }> {
	const command = ['scripts/tallyport.js', 'verify-approval', ...files.map((n) => join(folder, n))];
	return new Promise((resolve) => {
		execFile('node', command, (error, out) => {
			resolve({ code: error ? Number(error.code) : 0, out });
		});
	});
}

test('a client reads, approves with the passkey and keeps a certificate; a second request is declined with a reason', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { prfOutputs } = await watchCeremonies(client);
	await welcome(owner, client, 'Maria Okafor');
	const [staff, page] = [owner.page, client.page];
	await sendFiles(owner, { name: NAME, mimeType: 'application/pdf', buffer: document }, [NAME]);
	await expect(fileRow(staff, NAME)).toBeVisible();

	await staff.getByRole('tab', { name: /^Approvals/u }).click();
	await expect(staff.getByText('Nothing to approve yet')).toBeVisible();
	await button(staff, 'Ask for approval').click();
	await expect(staff.getByRole('dialog', { name: 'Ask for approval' })).toBeVisible();
	await expectAccessible(staff, 'asking');
	// The window has a button of the same name.
	await escape(staff);
	await ask(staff, 'return');
	await expect(staff.getByText('Maria Okafor has not answered yet')).toBeVisible();

	await expect(page.getByRole('heading', { name: 'Waiting for you' })).toBeVisible();
	await expectAccessible(page, 'waiting');
	await button(page, `Read and approve ${NAME}`).click();
	const approve = button(reader(page), 'Approve with passkey');
	await expect(approve).toBeEnabled();
	await expect(reader(page).getByText('it is true, correct and complete')).toBeVisible();
	await expectAccessible(page, 'reading');
	// Whoever goes back, or closes the window, is where they were.
	await button(reader(page), 'Decline').press('Enter');
	await button(reader(page), 'Back').press('Enter');
	await expect(button(reader(page), 'Decline')).toBeFocused();
	await button(reader(page), 'Close').press('Enter');
	await expect(button(page, `Read and approve ${NAME}`)).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(approve).toBeEnabled();

	const derived = prfOutputs.length;
	const before = client.recording.sent.length;
	await approve.click();
	await expect(reader(page)).toBeHidden();
	await expect(page.getByRole('heading', { name: 'Waiting for you' })).toBeHidden();
	// The passkey derived nothing, and no ceremony or session was the server's.
	expect(prfOutputs.length).toBe(derived);
	const asked = client.recording.sent.slice(before).map(({ url }) => new URL(url).pathname);
	expect(asked.filter((path) => /sign-in|ceremonies|session/u.test(path))).toEqual([]);

	await expect(staff.getByText('Maria Okafor approved')).toBeVisible();
	const saving = owner.recording.sent.length;
	const { name, bytes } = await savedCertificate(staff);
	expect(name).toBe('Draft return 2025 (approved).pdf');
	await expectCertificate(bytes);
	expect(owner.recording.sent.slice(saving).filter(isForFont)).toEqual([]);

	await ask(staff, 'letter');
	await button(page, `Read and approve ${NAME}`).click();
	await client.refusePasskeys();
	await approve.click();
	await expect(reader(page).getByText('No passkey was used')).toBeVisible();
	await button(reader(page), 'Decline').click();
	await button(reader(page), 'Decline and send').click();
	await expect(reader(page).getByText('Please write a short reason')).toBeVisible();
	await reader(page).getByLabel('What should be changed?').fill('My address has changed.');
	await expectAccessible(page, 'declining');
	await button(reader(page), 'Decline and send').click();
	await expect(reader(page)).toBeHidden();
	await expect(staff.getByText('My address has changed.')).toBeVisible();
	await expectAccessible(staff, 'the list');
});

test('whoever has no use for a passkey signs on paper; staff look at the scan, and the certificate says what it is', async ({
	owner,
	person
}) => {
	const client = await person('a client on paper', { phone: true });
	await welcome(owner, client, SIGNER);
	const [staff, page] = [owner.page, client.page];
	await sendFiles(owner, { name: NAME, mimeType: 'application/pdf', buffer: document }, [NAME]);
	await staff.getByRole('tab', { name: /^Approvals/u }).click();
	await ask(staff, 'letter', SIGNER);
	await expect(staff.getByText(`${SIGNER} has not answered yet`)).toBeVisible();

	// With the keyboard alone.
	await button(page, `Read and approve ${NAME}`).press('Enter');
	await expect(button(reader(page), 'Approve with passkey')).toBeEnabled();
	await button(reader(page), 'Sign on paper instead').press('Enter');
	const paper = page.getByRole('dialog', { name: `Sign ${NAME} on paper` });
	await expect(paper.getByText('Save the document and print it.')).toBeVisible();
	await expectAccessible(page, 'signing on paper');
	const printing = page.waitForEvent('download');
	await button(paper, 'Save the document').press('Enter');
	expect((await printing).suggestedFilename()).toBe(NAME);
	await sendScan(page, paper, 'First page.pdf', `Choose the scan for ${NAME}`);
	await expect(page.getByText('The firm checks your paper')).toBeVisible();

	const looking = button(staff, `Look at the paper signed by ${SIGNER}`);
	await looking.press('Enter');
	const first = staff.getByRole('dialog', { name: 'Reading First page.pdf' });
	await button(first, 'Send back').press('Enter');
	await first.getByLabel('What is missing?').fill('The second page is missing.');
	await expectAccessible(staff, 'sending back');
	await button(first, 'Send back with this reason').press('Enter');
	await expect(first).toBeHidden();

	await expect(page.getByText('The second page is missing.')).toBeVisible();
	await expectAccessible(page, 'sent back');
	await button(page, `Send the signed paper again: ${NAME}`).press('Enter');
	await photographScan(page, paper, 'Both pages');

	await looking.press('Enter');
	const second = staff.getByRole('dialog', { name: 'Reading Both pages.pdf' });
	await expect(button(second, 'Accept the signed paper')).toBeEnabled();
	await expectAccessible(staff, 'the signed paper');
	await button(second, 'Accept the signed paper').press('Enter');
	await expect(second).toBeHidden();
	await expect(staff.getByText(`${SIGNER} signed on paper; the scan was accepted`)).toBeVisible();
	await expect(page.getByText('Signed on paper', { exact: true })).toBeVisible();

	const saving = owner.recording.sent.length;
	await expectNoneWithOtherLetters(owner);
	const { name, bytes } = await savedCertificate(staff);
	expect(name).toBe('Draft return 2025 (signed on paper).pdf');
	expect(bytes.toString('latin1')).toMatch(/\/BaseFont \/[A-Z]{6}\+NotoSans-Regular/u);
	expect(owner.recording.sent.slice(saving).filter(isForFont)).toHaveLength(2);
	await withFiles({ 'return.pdf': document, 'certificate.pdf': bytes }, async (folder) => {
		const { code, out } = await verifyApproval(folder, 'return.pdf', 'certificate.pdf');
		expect(out).toContain(`On paper   ${SIGNER}, as the firm says: no digital signature`);
		expect(out).not.toContain('APPROVED');
		expect(code).toBe(3);
	});
});

/** Whoever serves the letters of a certificate can change none of them. */
async function expectNoneWithOtherLetters({ context, page }: Person): Promise<void> {
	await context.route(FONT, async (route) => {
		const body = await (await route.fetch()).body();
		body[400_000] = (body[400_000] ?? 0) ^ 1;
		await route.fulfill({ body, contentType: 'font/ttf' });
	});
	await button(page, `Save the certificate of ${NAME}`).press('Enter');
	await expect(page.getByText('so none was made')).toBeVisible();
	await context.unroute(FONT);
}

async function sendScan(page: Page, dialog: Locator, name: string, label: string): Promise<void> {
	const scan = { name, mimeType: 'application/pdf', buffer: signedPaper };
	await dialog.getByLabel(label, { exact: true }).setInputFiles(scan);
	await expect(dialog.getByText(name, { exact: true })).toBeVisible();
	await button(dialog, 'Send the signed paper').press('Enter');
	await expect(dialog).toBeHidden();
}

/** Each page by the phone's camera, instead of a file that is there already. */
async function photographScan(page: Page, dialog: Locator, name: string): Promise<void> {
	await button(dialog, 'Scan pages').press('Enter');
	const scanner = page.getByRole('dialog', { name: 'Scan pages', exact: true });
	// The page behind has another for files of any kind, and what is behind a window has no role.
	const camera = page
		.locator('[role=dialog], dialog')
		.filter({ hasText: 'Save the document and print it.' })
		.getByLabel('Take a photo', { exact: true });
	for (const taken of ['Page 1 of 1', 'Page 2 of 2']) {
		await camera.setInputFiles(await photo(page, { words: `${taken} ` }));
		await expect(scanner.getByText(taken, { exact: true })).toBeVisible();
	}
	await scanner.getByLabel('Name of the document').fill(name);
	await expectAccessible(page, 'photographing a signed paper');
	await button(scanner, 'Add 2 pages').press('Enter');
	await expect(scanner).toBeHidden();
	await expect(dialog.getByText(`${name}.pdf`, { exact: true })).toBeVisible();
	await expectAccessible(page, 'a signed paper that was photographed');
	await button(dialog, 'Send the signed paper').press('Enter');
	await expect(dialog).toBeHidden();
}

async function withFiles(
	files: Record<string, Buffer>,
	work: (folder: string) => Promise<void>
): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'tallyport-approval-'));
	try {
		for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
		await work(folder);
	} finally {
		await rm(folder, { recursive: true });
	}
}

async function expectCertificate(certificate: Buffer): Promise<void> {
	const forged = certificate.toString('latin1').replace('Maria Okafor', 'Marta Okafor');
	const files = {
		'return.pdf': document,
		'certificate.pdf': certificate,
		'other.pdf': Buffer.from(document.toString().replace('2025', '2026')),
		'forged.pdf': Buffer.from(forged, 'latin1')
	};
	await withFiles(files, async (folder) => {
		const right = await verifyApproval(folder, 'return.pdf', 'certificate.pdf');
		expect(right.out).toContain('APPROVED: this very document');
		expect(right.out).toContain('Maria Okafor');
		expect(right.code).toBe(0);
		expect((await verifyApproval(folder, 'other.pdf', 'certificate.pdf')).code).toBe(1);
		expect((await verifyApproval(folder, 'return.pdf', 'forged.pdf')).code).toBe(1);
	});
}
