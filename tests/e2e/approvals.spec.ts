/** From "please approve" to a certificate that anybody can check, and back again with a reason. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { watchCeremonies } from './fixtures/ceremonies.ts';
import { expect, testWithFirm, welcome } from './fixtures/entering.ts';
import { escape, fileRow, sendFiles } from './fixtures/journeys.ts';
import { pdfOf, stream } from './fixtures/pdf.ts';

const test = testWithFirm();
const NAME = 'Draft return 2025.pdf';
const document = pdfOf([
	'<< /Type /Catalog /Pages 2 0 R >>',
	'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R
		/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
	stream('', 'BT /F 28 Tf 60 700 Td (Tax return 2025) Tj ET')
]);

const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true });
const reader = (page: Page) => page.getByRole('dialog', { name: `Reading ${NAME}` });
async function ask(page: Page, kind: string): Promise<void> {
	await button(page, 'Ask for approval').click();
	const dialog = page.getByRole('dialog', { name: 'Ask for approval' });
	await dialog.getByLabel('What kind of document is it?').selectOption(kind);
	await expect(dialog.getByLabel('Maria Okafor')).toBeChecked();
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
	const { name, bytes } = await savedCertificate(staff);
	expect(name).toBe('Draft return 2025 (approved).pdf');
	await expectCertificate(bytes);

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

async function expectCertificate(certificate: Buffer): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'tallyport-approval-'));
	try {
		await writeFile(join(folder, 'return.pdf'), document);
		await writeFile(join(folder, 'certificate.pdf'), certificate);
		const right = await verifyApproval(folder, 'return.pdf', 'certificate.pdf');
		expect(right.out).toContain('APPROVED: this very document');
		expect(right.out).toContain('Maria Okafor');
		expect(right.code).toBe(0);
		await writeFile(join(folder, 'other.pdf'), document.toString().replace('2025', '2026'));
		expect((await verifyApproval(folder, 'other.pdf', 'certificate.pdf')).code).toBe(1);
		const forged = certificate.toString('latin1').replace('Maria Okafor', 'Marta Okafor');
		await writeFile(join(folder, 'forged.pdf'), Buffer.from(forged, 'latin1'));
		expect((await verifyApproval(folder, 'return.pdf', 'forged.pdf')).code).toBe(1);
	} finally {
		await rm(folder, { recursive: true });
	}
}
