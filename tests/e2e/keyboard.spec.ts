/**
 * What clients and senders do, without a mouse: every step is a Tab to something that can be seen to have the focus, and a
 * key. Where a window closes or a line changes, the focus is where one works on.
 */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { withoutPickers } from './fixtures/dropping.ts';
import { expect, testWithFirm, welcome } from './fixtures/entering.ts';
import {
	askForBookkeeping,
	createClient,
	fileRow,
	FIRM,
	sendFiles,
	takeLink
} from './fixtures/journeys.ts';
import { expectFocusOnHeading, expectFocusSeen, pressByKey, tabTo } from './fixtures/keyboard.ts';
import { pdfOf } from './fixtures/pdf.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 120_000 });

const document = pdfOf([
	'<< /Type /Catalog /Pages 2 0 R >>',
	'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>'
]);
const pdf = (name: string) => ({ name, mimeType: 'application/pdf', buffer: document });
const button = (at: Page | Locator, name: string | RegExp) =>
	at.getByRole('button', { name, exact: true });

const RETURN = 'Return 2025.pdf';
const BANK = 'Bank statements';
const PAYROLL = 'Payroll report';

test('a client answers what is asked for, says what does not apply and approves a document with the keyboard alone', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	// Playwright takes the browser's file dialogs over only while somebody listens for them.
	page.on('filechooser', (chooser) => void chooser.setFiles(pdf('bank.pdf')));
	await withoutPickers(page);
	await welcome(owner, client, 'Answers By Key');
	await askForBookkeeping(owner.page);
	await askForApproval(owner.page, () => sendFiles(owner, pdf(RETURN), [RETURN]));

	const line = (title: string) => page.locator('.target').filter({ hasText: title });
	await test.step('a file for one line', async () => {
		await pressByKey(page, button(page, `Choose files: ${BANK}`));
		await expect(line(BANK)).toContainText('Sent just now');
		await expect(line(BANK).getByRole('progressbar')).toBeHidden();
		await expect(line(BANK).locator(':focus')).toHaveAccessibleName(`Add another: ${BANK}`);
		await expectFocusSeen(page, 'after a file was sent');
	});

	await test.step('another line does not apply', async () => {
		await pressByKey(page, button(page, `Doesn’t apply: ${PAYROLL}`));
		const why = page.getByRole('dialog').getByLabel('Why not?');
		await expect(why).toBeFocused();
		await page.keyboard.type('Nobody works for us.');
		await pressByKey(page, button(page.getByRole('dialog'), 'It does not apply'));
		await expect(page.getByRole('dialog')).toBeHidden();
		await expect(line(PAYROLL)).toContainText('You said that it does not apply');
		await expect(line(PAYROLL).locator(':focus')).toHaveCount(1);
		await expectFocusSeen(page, 'after a line was set aside');
	});

	await test.step('a document is read and approved', async () => {
		const reader = page.getByRole('dialog', { name: `Reading ${RETURN}` });
		await pressByKey(page, button(page, `Read and approve ${RETURN}`));
		await pressByKey(page, button(reader, 'Approve with passkey'));
		await expect(reader).toBeHidden();
		await expect(page.getByRole('heading', { name: 'Waiting for you' })).toBeHidden();
		await expectFocusOnHeading(page);
	});

	const staff = owner.page;
	await expect(staff.getByText('Answers By Key approved')).toBeVisible();
	await staff.getByRole('tab', { name: /^Files/u }).click();
	await expect(fileRow(staff, 'bank.pdf')).toBeVisible();
});

async function askForApproval(staff: Page, send: () => Promise<void>): Promise<void> {
	await staff.getByRole('tab', { name: /^Files/u }).click();
	await send();
	await expect(fileRow(staff, RETURN)).toBeVisible();
	await staff.getByRole('tab', { name: /^Approvals/u }).click();
	await button(staff, 'Ask for approval').click();
	const dialog = staff.getByRole('dialog', { name: 'Ask for approval' });
	await button(dialog, 'Ask for approval').click();
	await expect(dialog).toBeHidden();
}

test('somebody without an account sends files by a link and keeps the receipt with the keyboard alone', async ({
	owner,
	person
}) => {
	const staff = owner.page;
	await createClient(owner, 'Papers By Key');
	await button(staff, 'Drop link').click();
	await staff.getByLabel('What is it for?').fill('The bank');
	await button(staff, 'Make the link').click();
	const link = await takeLink(staff);

	const { page } = await person('a bank');
	page.on('filechooser', (chooser) => {
		void chooser.setFiles([pdf('January.pdf'), pdf('wrong.pdf'), pdf('February.pdf')]);
	});
	await withoutPickers(page);
	await page.goto(link);
	await expect(page.getByRole('heading', { name: `Send files to ${FIRM}` })).toBeVisible();
	await pressByKey(page, button(page, 'Choose files'));
	await expect(button(page, 'Send 3 files')).toBeVisible();
	await expectFocusSeen(page, 'after files were chosen');
	await pressByKey(page, button(page, 'Leave out wrong.pdf'));
	await expect(button(page, 'Leave out February.pdf')).toBeFocused();
	await expectFocusSeen(page, 'after a file was left out');
	await tabTo(page, page.getByLabel('Your name or company'));
	await page.keyboard.type('Bea Bank');
	await pressByKey(page, button(page, 'Send 2 files'));
	await expect(page.getByText('Arrived, encrypted')).toHaveCount(2);
	await expect(button(page, 'Send 2 files')).toBeHidden();
	await expectFocusOnHeading(page);
	const saving = page.waitForEvent('download');
	await pressByKey(page, button(page, 'Keep a receipt'));
	const receipt = readFileSync(await (await saving).path(), 'utf8');
	for (const told of ['Bea Bank', 'January.pdf', 'February.pdf']) expect(receipt).toContain(told);
	expect(receipt).not.toContain('wrong.pdf');
	await expectFocusSeen(page, 'after the receipt was saved');

	const arrivals = staff.getByRole('region', { name: 'Came by link, not verified' });
	await expect(arrivals).toContainText('Bea Bank');
	for (const name of ['January.pdf', 'February.pdf']) await expect(arrivals).toContainText(name);
});
