/**
 * The part of `npm run pictures` that shows the queue of files in each state (docs/queue.md): a client sends real files, and
 * parts are kept back, or the line is cut, when a state is to stay.
 */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** @typedef {import('@playwright/test').Page} Page */

const MB = 1_000_000;
/** Larger than what each person may store on the portal of the pictures, which is `QUOTA`. */
const TOO_MUCH = 400 * MB;
export const QUOTA = '300 MB';
const HEIGHT = 700;

/** Of a client who looks at their files; into a folder. */
export async function takeQueue(/** @type {Page} */ page, /** @type {string} */ pictures) {
	const folder = mkdtempSync(join(tmpdir(), 'tallyport-queue-'));
	const prepare = (/** @type {string} */ name, /** @type {number} */ size) => {
		const path = join(folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, '');
		// Nothing but zeros, which take no room on the disk.
		truncateSync(path, size);
		return path;
	};
	const take = (/** @type {string} */ state) => pictureOf(page, join(pictures, `queue-${state}`));
	try {
		const held = await holdParts(page, /\/parts\/(?:[3-9]|\d\d)$/u);
		await choose(page, [
			prepare('W-2 Northwind Traders.pdf', 96_000),
			prepare('Brokerage statements.pdf', 50 * MB),
			prepare('Ledger 2025.xlsx', 18 * MB),
			prepare('Receipts 2025.zip', 32 * MB),
			prepare('Archive 2024.zip', 64 * MB)
		]);
		await said(page, 'Ledger 2025.xlsx: Sent');
		await said(page, 'Archive 2024.zip: Waiting its turn');
		await said(page, 'Receipts 2025.zip: Encrypting and sending');
		await take('sending');
		await press(page, 'Pause all');
		await page.getByRole('heading', { name: 'Paused: 3 files to go' }).waitFor();
		await take('paused');
		await press(page, 'Resume all');
		await page.getByRole('heading', { name: 'Sending 3 files' }).waitFor();
		await page.context().setOffline(true);
		held.breakOff();
		await page.getByRole('heading', { name: 'Waiting for the connection' }).waitFor();
		await take('lost-line');
		await held.letThrough();
		await page.context().setOffline(false);
		await page.getByRole('heading', { name: '5 files sent' }).waitFor({ timeout: 120_000 });
		await take('done');
		await clear(page);

		const begun = await holdParts(page, /\/blobs\//u, isBeyondTheBeginning);
		for (const name of [
			'W-2 Northwind Traders.pdf',
			'Brokerage statements.pdf',
			'Ledger 2025.xlsx',
			'Receipts 2025.zip'
		])
			await download(page, name);
		await page.getByRole('heading', { name: 'Receiving 3 files' }).waitFor();
		await page.getByText('16 of 50 MB').first().waitFor();
		await page.getByText('16 of 18 MB').first().waitFor();
		await take('receiving');
		await cancelAll(page);
		await begun.letThrough();
		await clear(page);

		const most = await holdParts(page, /\/parts\/\d+$/u, allBut(137));
		for (const [name, size] of yearOfPaper()) prepare(join('Tax year 2025', name), size);
		await page
			.getByLabel('Choose a folder', { exact: true })
			.setInputFiles(join(folder, 'Tax year 2025'));
		await page.getByRole('heading', { name: 'Sending 275 files' }).waitFor({ timeout: 120_000 });
		await take('folder');
		await most.letThrough();
		await page.getByRole('heading', { name: '412 files sent' }).waitFor({ timeout: 120_000 });
		await clear(page);

		await choose(page, [
			prepare('Backup 2019.zip', TOO_MUCH),
			prepare('Notes.txt', 0),
			prepare('1098 mortgage interest.jpg', 2 * MB)
		]);
		await said(page, 'Notes.txt: This file is empty');
		await said(page, '1098 mortgage interest.jpg: Sent');
		await page.getByRole('button', { name: 'Try again', exact: true }).waitFor();
		await take('failed');
		await forAll(page, 'Clear finished');
		await gone(page);

		const given = await holdParts(page, /\/parts\/[1-9]\d*$/u);
		await choose(page, [
			prepare('Payroll 2025.xlsx', 64_000),
			prepare('Photos of the office.zip', 24 * MB),
			prepare('Old backup.zip', 40 * MB)
		]);
		await said(page, 'Payroll 2025.xlsx: Sent');
		await said(page, 'Old backup.zip: Encrypting and sending');
		await cancelAll(page);
		await said(page, 'Old backup.zip: Cancelled');
		await page.getByRole('heading', { name: '1 file sent' }).waitFor();
		await take('cancelled');
		await given.letThrough();
		await clear(page);

		const later = await holdParts(page, /\/parts\/[1-9]\d*$/u);
		await choose(page, [
			prepare('Scans of 2023.zip', 24 * MB),
			prepare('Books of 2023.zip', 18 * MB)
		]);
		await said(page, 'Books of 2023.zip: Encrypting and sending');
		page.once('dialog', (question) => void question.accept());
		await page.reload();
		await later.letThrough();
		await press(page, 'Sign in with passkey');
		await page.getByRole('heading', { name: '2 files to choose again' }).waitFor();
		await take('choose-again');
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What a small business keeps of a year: 412 files in folders, by their names and sizes. */
function* yearOfPaper() {
	const twoDigits = (/** @type {number} */ number) => String(number).padStart(2, '0');
	for (let month = 1; month <= 12; month++) {
		const when = `2025-${twoDigits(month)}`;
		yield /** @type {const} */ ([`Bank/Statement ${when}.pdf`, 180_000 + month * 1000]);
		yield /** @type {const} */ ([`Payroll/Payroll ${when}.xlsx`, 64_000 + month * 500]);
		for (let day = 1; day <= 32; day++)
			yield /** @type {const} */ ([`Receipts/${when}/Receipt ${twoDigits(day)}.jpg`, 48_000]);
	}
	for (const name of ['Lease', 'Insurance', 'Loan', 'Vehicle'])
		yield /** @type {const} */ ([`Contracts/${name}.pdf`, 420_000]);
}

/** In both themes; of a long list the beginning. */
async function pictureOf(/** @type {Page} */ page, /** @type {string} */ path) {
	const all = page.getByRole('progressbar', { name: 'Progress of all files' });
	const card = page.locator('.card').filter({ has: all });
	for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await card.scrollIntoViewIfNeeded();
		// Clear of the line about a lost connection, which stays at the top.
		await card.evaluate((element) => scrollBy(0, element.getBoundingClientRect().top - 64));
		const box = await card.boundingBox();
		if (!box) throw new Error('The queue is not on the screen');
		const clip = { ...box, height: Math.min(box.height, HEIGHT) };
		await page.screenshot({ path: `${path}-${colorScheme}.png`, clip, animations: 'disabled' });
	}
}

/** @typedef {import('@playwright/test').Request} Request */

/** All requests but the first so many. */
function allBut(/** @type {number} */ first) {
	let passed = 0;
	return () => passed++ >= first;
}

/** Of a part that is fetched. */
function isBeyondTheBeginning(/** @type {Request} */ request) {
	const start = /bytes=(\d+)/u.exec(request.headers()['range'] ?? '')?.[1];
	return Number(start) > 16 * MB;
}

/**
 * Keeps back parts until they are let through, or are broken off.
 * @param {Page} page
 * @param {RegExp} parts
 * @param {(request: Request) => boolean} isHeld
 */
async function holdParts(page, parts, isHeld = () => true) {
	/** @type {import('@playwright/test').Route[]} */
	const held = [];
	let isBroken = false;
	await page.context().route(parts, async (route) => {
		if (isBroken) await route.abort();
		else if (isHeld(route.request())) held.push(route);
		else await route.continue();
	});
	const end = (/** @type {'abort' | 'continue'} */ how) => {
		// Those of files that were paused or cancelled meanwhile are over.
		for (const route of held.splice(0)) void route[how]().catch(() => undefined);
	};
	return {
		/** Those that are sent again meanwhile too. */
		breakOff() {
			isBroken = true;
			end('abort');
		},
		async letThrough() {
			end('continue');
			await page.context().unroute(parts);
		}
	};
}

function choose(/** @type {Page} */ page, /** @type {string[]} */ files) {
	return page.getByLabel('Choose files', { exact: true }).setInputFiles(files);
}

async function download(/** @type {Page} */ page, /** @type {string} */ name) {
	await press(page, `Actions for ${name}`);
	await page.getByRole('menuitem', { name: 'Download' }).click();
}

async function forAll(/** @type {Page} */ page, /** @type {string} */ action) {
	await press(page, 'More for all files');
	await page.getByRole('menuitem', { name: action }).click();
}

async function cancelAll(/** @type {Page} */ page) {
	await forAll(page, 'Cancel all');
	await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel all' }).click();
}

function said(/** @type {Page} */ page, /** @type {string} */ words) {
	return page.getByRole('status').filter({ hasText: words }).waitFor({ state: 'attached' });
}

/** What comes next is counted by itself once nothing is left of what came before. */
async function clear(/** @type {Page} */ page) {
	await press(page, 'Clear finished');
	await gone(page);
}

function gone(/** @type {Page} */ page) {
	const all = page.getByRole('progressbar', { name: 'Progress of all files' });
	return all.waitFor({ state: 'detached', timeout: 120_000 });
}

function press(/** @type {Page} */ page, /** @type {string} */ name) {
	return page.getByRole('button', { name, exact: true }).click();
}
