/** What people get wrong, or are sent to get wrong: links, files and names. Each has its sentence and loses nothing. */
import {
	mkdtempSync,
	readdirSync,
	rmSync,
	truncateSync,
	unlinkSync,
	utimesSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { PART_BYTES } from '../../src/crypto/age/file.ts';
import { expect, inDatabase, testWithFirm, welcome, type Person } from './fixtures/entering.ts';
import {
	createClient,
	escape,
	fileRow,
	joinVault,
	pick,
	sendFiles,
	uploadArea
} from './fixtures/journeys.ts';

const test = testWithFirm();

const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true });

/** Opens a link that will not work; what the browser prints about the refusal is expected. */
async function openBadLink(stranger: Person, link: string): Promise<void> {
	stranger.expectProblem(/status of 4(?:04|10)/u);
	await stranger.page.goto(link);
	await expect(
		stranger.page.getByRole('heading', { name: 'This link does not open' })
	).toBeVisible();
	// In a tab that is on such a page already, only the fragment changes, and the page takes it a moment later.
	await expect.poll(() => new URL(stranger.page.url()).hash).toBe('');
}

test('an expired link says so', async ({ owner, person, portal }) => {
	const link = await createClient(owner, 'Late Client');
	inDatabase(portal, (database) =>
		database.prepare("UPDATE invites SET expires_at = 1 WHERE state = 'open'").run()
	);
	const stranger = await person('a late client');
	await openBadLink(stranger, link);
	await expect(stranger.page.getByText('This link has expired. Ask for a new one.')).toBeVisible();
});

test('a used link says so and shows nothing of the vault', async ({ owner, person }) => {
	const link = await createClient(owner, 'Used Client');
	await joinVault(await person('the client'), link);
	const stranger = await person('a finder of the link');
	await openBadLink(stranger, link);
	await expect(stranger.page.getByText('This link has already been used.')).toBeVisible();
	expect(await stranger.page.content()).not.toContain('Used Client');
});

test('a withdrawn link says so, even on a page that had already opened it', async ({
	owner,
	person
}) => {
	const link = await createClient(owner, 'Withdrawn Client');
	const early = await person('somebody who was about to join');
	await early.page.goto(link);
	await expect(button(early.page, 'Create passkey and continue')).toBeVisible();
	await button(owner.page, 'Invite').click();
	await button(owner.page, 'Withdraw the link for Withdrawn Client').click();
	await expect(
		owner.page.getByText('The link for Withdrawn Client no longer works.')
	).toBeVisible();
	await button(owner.page.getByRole('dialog'), 'Close').click();

	const sentence = 'This link was withdrawn. Ask for a new one.';
	const late = await person('somebody with the same link');
	await openBadLink(late, link);
	await expect(late.page.getByText(sentence)).toBeVisible();
	early.expectProblem(/status of 410/u);
	await button(early.page, 'Create passkey and continue').click();
	await expect(early.page.getByText(sentence)).toBeVisible();
});

test('a link cut short, mistyped or without its secret says so', async ({ owner, person }) => {
	const link = await createClient(owner, 'Mangled Client');
	const [address, secret = ''] = link.split('#');
	const mistyped = (secret.startsWith('A') ? 'B' : 'A') + secret.slice(1);
	const reader = await person('a client with a broken mail program');
	for (const broken of [secret.slice(0, -3), mistyped, `${secret}%20`, 'x']) {
		await openBadLink(reader, `${address}#${broken}`);
		await expect(reader.page.getByText('This link is not complete.')).toBeVisible();
	}
	await reader.page.goto(`${address}`);
	await expect(
		reader.page.getByRole('heading', { name: 'Open the link from your message again' })
	).toBeVisible();
	// The whole link still works, pasted into the same tab.
	await joinVault(reader, link);
});

test('an empty file is refused by name, and the others of the same choice are sent', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Empty Client');
	const text = (name: string, content: string) => ({
		name,
		mimeType: 'text/plain',
		buffer: Buffer.from(content)
	});
	await sendFiles(client, [text('empty.txt', ''), text('full.txt', 'words')], ['full.txt']);
	const note = client.page.getByRole('status').filter({ hasText: 'empty.txt: ' });
	await expect(note).toHaveText(/This file is empty, so there is nothing to send/u);
	await expect(button(client.page, 'Try again')).toBeHidden();
	await expect(fileRow(owner.page, 'full.txt')).toBeVisible();
	await expect(fileRow(owner.page, 'empty.txt')).toBeHidden();
});

test('a file that is changed or deleted after it was chosen is not sent, and says why', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Busy Client');
	const folder = mkdtempSync(join(tmpdir(), 'tallyport-changing-'));
	const names = ['first.bin', 'second.bin', 'third.bin', 'changed.txt', 'deleted.txt'];
	const paths = names.map((name) => join(folder, name));
	for (const path of paths) writeFileSync(path, 'as it was when it was chosen');
	// The first three, as many as go at once, wait at the door until the others are no longer what was chosen.
	const { promise: changed, resolve: release } = Promise.withResolvers<undefined>();
	await client.context.route('**/parts/*', async (route) => {
		await changed;
		await route.continue();
	});
	const { page } = client;
	await uploadArea(page).getByLabel('Choose files', { exact: true }).setInputFiles(paths);
	await expect(page.getByRole('status').filter({ hasText: 'changed.txt: Waiting' })).toBeAttached();
	const [altered = '', deleted = ''] = paths.slice(3);
	writeFileSync(altered, 'something else altogether');
	utimesSync(altered, new Date(), new Date(Date.now() + 5000));
	unlinkSync(deleted);
	release(undefined);
	const status = (name: string) => page.getByRole('status').filter({ hasText: `${name}: ` });
	await expect(status('first.bin')).toContainText('Sent, encrypted');
	await expect(status('changed.txt')).toContainText('This file changed while it was being read.');
	await expect(status('deleted.txt')).toContainText('could not be read');
	await expect(fileRow(owner.page, 'first.bin')).toBeVisible();
	await expect(fileRow(owner.page, 'changed.txt')).toBeHidden();
	rmSync(folder, { recursive: true });
});

test('a file deleted in the middle of its upload is refused with its sentence, the others arrive, and nothing half of it stays', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	const { page } = client;
	await welcome(owner, client, 'Tidy Client');
	const folder = mkdtempSync(join(tmpdir(), 'tallyport-deleting-'));
	const prepare = (name: string, size: number) => {
		const path = join(folder, name);
		writeFileSync(path, '');
		truncateSync(path, size);
		return path;
	};
	// At most four parts are read while none but the first is through: the sixth is not.
	const half = prepare('half.bin', 5 * PART_BYTES + 1);
	const others = ['large.bin', 'small.bin'];
	const paths = [half, prepare('large.bin', PART_BYTES + 1), prepare('small.bin', 1000)];
	const deleted = Promise.withResolvers<undefined>();
	const third = Promise.withResolvers<string>();
	await client.context.route(/\/parts\/[1-9]$/u, async (route) => {
		const [, blob = '', index] = /\/([\w-]+)\/parts\/(\d)$/u.exec(route.request().url()) ?? [];
		// Of the others none has so many.
		if (index === '2') third.resolve(blob);
		await deleted.promise;
		// What failed meanwhile asks for nothing any more.
		await route.continue().catch(() => undefined);
	});
	await uploadArea(page).getByLabel('Choose files', { exact: true }).setInputFiles(paths);
	const blob = await third.promise;
	const stored = () =>
		readdirSync(join(portal.dataFolder, 'blobs'), { recursive: true })
			.map(String)
			.filter((path) => path.includes(`${blob}/`));
	await expect.poll(() => stored().length, { timeout: 60_000 }).toBe(1);
	unlinkSync(half);
	deleted.resolve(undefined);

	const status = (name: string) => page.getByRole('status').filter({ hasText: `${name}: ` });
	await expect(status('half.bin')).toHaveText(
		'half.bin: This file could not be read. It may have been moved or deleted.',
		{ timeout: 60_000 }
	);
	for (const name of others) await expect(fileRow(owner.page, name)).toBeVisible();
	await expect(fileRow(owner.page, 'half.bin')).toBeHidden();
	await page.getByRole('button', { name: 'Dismiss', description: 'half.bin' }).click();
	await expect(status('half.bin')).toBeHidden();
	await expect(page.getByText('half.bin')).toHaveCount(0);
	const known = 'SELECT count(*) FROM blobs WHERE id = ?';
	await expect
		.poll(() => inDatabase(portal, (database) => database.prepare(known).pluck().get(blob)))
		.toBe(0);
	await expect.poll(stored).toEqual([]);
	rmSync(folder, { recursive: true });
});

test('what is being typed stays when news arrives meanwhile', async ({ owner, person }) => {
	const client = await person('a client');
	await welcome(owner, client, 'Newsmaker');
	const { page } = owner;
	const field = page.getByLabel('Client’s name');
	const news = (name: string) =>
		sendFiles(client, { name, mimeType: 'text/plain', buffer: Buffer.from(name) }, [name]);
	await button(page, 'Rename client').click();
	await field.fill('Half a na');
	await news('first news.txt');
	await expect(page.getByText('first news.txt').first()).toBeAttached();
	await expect(field).toHaveValue('Half a na');
	await escape(page);
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await button(page, 'New client').click();
	await field.fill('Another ha');
	await news('second news.txt');
	// How many files this client has.
	const count = page.locator('tr').filter({ hasText: 'Newsmaker' }).locator('.num');
	await expect(count.first()).toHaveText('2');
	await expect(field).toHaveValue('Another ha');
	await escape(page);
});

/** A name as a file can carry it, how it is shown, and what the browser makes of that when it saves. */
const names: [given: string, shown: string, savedAs?: string][] = [
	['bell\u0007 and tab\there.pdf', 'bell and tabhere.pdf'],
	['invoice\u202efdp.exe', 'invoicefdp.exe'],
	['zero\u200bwidth\u2066.pdf', 'zerowidth.pdf'],
	['🧾 Beleg 👨‍👩‍👧 Ñandú.pdf', '🧾 Beleg 👨‍👩‍👧 Ñandú.pdf', '🧾 Beleg 👨_👩_👧 Ñandú.pdf'],
	['../../etc/passwd', 'passwd'],
	['..\\..\\autorun.inf', 'autorun.inf'],
	['.htaccess', 'htaccess'],
	['\u202e\u200b', 'unnamed'],
	['two\nlines.txt', 'twolines.txt'],
	[
		'<img src=x onerror="alert(1)"><b>bold.txt',
		'<img src=x onerror="alert(1)"><b>bold.txt',
		'_img src=x onerror=_alert(1)___b_bold.txt'
	]
];
const long = `${'ä'.repeat(200)}.pdf`;

test('hostile and awkward file names are shown safely, and saved under a safe name', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Awkward Client');
	const given = [...names.map(([name]) => name), long];
	const files = given.map((name) => ({
		name,
		mimeType: 'application/x-made-up',
		buffer: Buffer.from(`the content of ${name}`)
	}));
	await sendFiles(
		client,
		files,
		names.map(([, shown]) => shown)
	);
	const { page } = owner;
	for (const [, shown, savedAs] of names) {
		await expect(fileRow(page, shown)).toBeVisible();
		expect(await savedName(page, shown)).toBe(savedAs ?? shown);
	}
	const cut = `${'ä'.repeat(125)}.pdf`;
	expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(255);
	expect(await savedName(page, cut)).toMatch(/^ä{100,125}\.pdf$/u);
	await expectInert(page);
	await expectInert(client.page);
});

async function savedName(page: Page, name: string): Promise<string> {
	const saving = page.waitForEvent('download');
	await pick(page, name, 'Download');
	return (await saving).suggestedFilename();
}

/** Nothing that was typed became an element. */
async function expectInert(page: Page): Promise<void> {
	await expect(page.locator('img, main b, script:not([src])')).toHaveCount(0);
}

test('a bad new name is refused with a sentence, and what was typed stays', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Renaming Client');
	const { page } = client;
	const file = { name: 'scan.txt', mimeType: 'text/plain', buffer: Buffer.from('a scan') };
	await sendFiles(client, file, ['scan.txt']);
	await pick(page, 'scan.txt', 'Rename');
	const dialog = page.getByRole('dialog');
	const field = dialog.getByRole('textbox', { name: 'Name' });
	const refused: [typed: string, sentence: string][] = [
		['   ', 'Please type a name.'],
		['invoice\u202efdp.exe', 'Names cannot contain line breaks or invisible control characters.'],
		['bell\u0007.txt', 'Names cannot contain line breaks or invisible control characters.'],
		['ä'.repeat(200), 'That name is too long.'],
		['../../etc/passwd', 'A file’s name cannot contain a slash'],
		['W-2/1099.pdf', 'A file’s name cannot contain a slash']
	];
	for (const [typed, sentence] of refused) {
		await field.fill(typed);
		await button(dialog, 'Rename').click();
		await expect(dialog.getByText(sentence)).toBeVisible();
		await expect(field).toHaveValue(typed);
	}
	await field.fill('🧾 <i>Scan 2025.txt');
	await button(dialog, 'Rename').click();
	await expect(dialog).toBeHidden();
	await expect(fileRow(owner.page, '🧾 <i>Scan 2025.txt')).toBeVisible();
});

test('markup in the names of clients, people and folders stays text', async ({ owner, person }) => {
	const nasty = '<img src=x onerror=alert(1)>';
	const client = await person('a client');
	await welcome(owner, client, nasty);
	const { page } = owner;
	await expect(page.getByRole('heading', { name: nasty, level: 1 })).toBeVisible();
	await button(page, 'New folder').click();
	await page.getByLabel('Folder’s name').fill('<script>alert(1)</script>');
	await button(page, 'Make folder').click();
	await expect(button(page, '<script>alert(1)</script>')).toBeVisible();
	await expectInert(page);
	await page.getByRole('tab', { name: 'History' }).click();
	await expect(page.getByRole('tabpanel').getByText(nasty).first()).toBeVisible();
	await expectInert(page);
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await expect(page.getByRole('link', { name: nasty })).toBeVisible();
	await expectInert(page);
	await expectInert(client.page);
});

test('a name too long for a client is refused, and what was typed stays', async ({ owner }) => {
	const { page } = owner;
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await page
		.getByRole('button', { name: /^(?:New client|Add the first client)$/u })
		.first()
		.click();
	const field = page.getByLabel('Client’s name');
	await field.fill('ä'.repeat(200));
	await button(page, 'Create').click();
	await expect(page.getByText('That name is too long.')).toBeVisible();
	await expect(field).toHaveValue('ä'.repeat(200));
	await button(page, 'Cancel').click();
});
