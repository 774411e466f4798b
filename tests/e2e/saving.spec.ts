/**
 * From the portal to the disk by every way a browser has: a file that was chosen, the browser's own download fed through
 * the service worker, and memory. What is saved is what was sent; what fails or is cut leaves nothing that looks complete.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, type Browser, type Download, type Page } from '@playwright/test';
import { STORED_PART_BYTES } from '../../src/crypto/age/file.ts';
import { unzip } from '../claims/unzip.ts';
import { honest } from '../evil-server/lies.ts';
import { LyingPortal } from '../evil-server/proxy.ts';
import {
	createClient,
	fileRow,
	joinVault,
	pick,
	setUpFirm,
	uploadArea
} from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import { SmallDisk } from './fixtures/small-disk.ts';
import { sleepFor } from './fixtures/wrong-clock.ts';

/** More than is held in memory. */
const LARGE = 70_000_000;
const PARTS = 9;
const NAME = 'books 2025.bin';
const SMALL = 'letter.txt';
const HOUR = 60 * 60 * 1000;

let portal: LyingPortal;
let owner: Person;
let client: Person;
const books = randomBytes(LARGE);
const folder = mkdtempSync(join(tmpdir(), 'tallyport-saving-'));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test.describe.configure({ mode: 'serial', timeout: 120_000 });

test.beforeAll(async ({ browser }) => {
	test.setTimeout(240_000);
	portal = await LyingPortal.start();
	const arrive = (name: string) => Person.arrive(browser, name, { origin: portal.origin });
	owner = await arrive('the owner');
	client = await arrive('the client');
	await setUpFirm(owner, portal.setupLink);
	await joinVault(client, await createClient(owner, 'Maria Okafor'));
	const choice = uploadArea(client.page).getByLabel('Choose files', { exact: true });
	await choice.setInputFiles([
		{ name: SMALL, mimeType: 'text/plain', buffer: Buffer.from('Dear Maria') },
		{ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Notes') }
	]);
	await choice.setInputFiles([
		onDisk('first half.bin', books.subarray(0, 40_000_000)),
		onDisk(NAME, books)
	]);
	for (const name of [SMALL, 'notes.txt', 'first half.bin', NAME])
		await expect(fileRow(owner.page, name)).toBeVisible({ timeout: 150_000 });
	for (const person of [owner, client])
		person.expectProblem(/service worker: .*\/save\/worker\.js$|status of 5\d\d|net::ERR/u);
});

test.afterEach(() => {
	portal.lie = honest;
});

test.afterAll(async () => {
	for (const { name, problems } of [owner, client])
		expect.soft(problems, `on the pages of ${name}`).toEqual([]);
	await Promise.all([owner, client].map(({ context }) => context.close()));
	await portal[Symbol.asyncDispose]();
	rmSync(folder, { recursive: true, force: true });
});

type Way = 'disk' | 'stream';
const ways: readonly Way[] = ['disk', 'stream'];

for (const way of ways) {
	test(`a large file is saved by way of ${way}, byte for byte`, async () => {
		const saved = await begin(way);
		expect(await saved.outcome()).toEqual({ name: NAME, sha256: sha256(books) });
	});

	test(`by way of ${way}, a line that is cut in every part goes on with that part alone`, async () => {
		const asked = new Map<string, number>();
		portal.lie = async (path, init, pass) => {
			const range = rangeOf(path, init);
			if (range === null) return pass(path, init);
			asked.set(range, (asked.get(range) ?? 0) + 1);
			if (asked.get(range) !== 1) return pass(path, init);
			if (asked.size % 2 === 0) throw new Error('cut before the answer');
			const body = new Uint8Array(await (await pass(path, init)).arrayBuffer());
			return new Response(cutOff(body.subarray(0, body.length / 2)), { status: 206 });
		};
		const saved = await begin(way);
		expect(await saved.outcome()).toEqual({ name: NAME, sha256: sha256(books) });
		expect([...asked.values()]).toEqual(Array.from({ length: PARTS }, () => 2));
	});

	for (const part of [0, 4, PARTS - 1])
		test(`C55 by way of ${way}, a byte changed in part ${part} leaves no file that looks complete`, async () => {
			portal.lie = async (path, init, pass) => {
				const response = await pass(path, init);
				if (partOf(path, init) !== part) return response;
				const body = new Uint8Array(await response.arrayBuffer());
				const at = body.length - 100;
				body[at] = (body[at] ?? 0) ^ 1;
				return new Response(body, { status: 206 });
			};
			const saved = await begin(way);
			expect(await saved.outcome()).toBe('failed');
			await expect(
				owner.page.getByText('does not match its signed description').first()
			).toBeVisible();
			await dismissAll(owner.page);
		});

	test(`cancelling by way of ${way} ends the fetching and leaves nothing`, async () => {
		const stalled = stall(3);
		const saved = await begin(way);
		await stalled.reached;
		await owner.page.getByRole('button', { name: `Cancel ${NAME}` }).click();
		expect(await saved.outcome()).toBe('failed');
		await expectNoMore(stalled);
		await dismissAll(owner.page);
	});
}

for (const way of ways)
	test(`paused by way of ${way}, a download keeps its place and goes on where it was`, async () => {
		const { page } = owner;
		const row = page.getByRole('status').filter({ hasText: `${NAME}: ` });
		// At most four parts are on their way at once, so the first three have been taken when this one is asked for.
		const stalled = stall(6);
		const saved = await begin(way);
		await stalled.reached;
		await page.getByRole('button', { name: `Pause ${NAME}`, exact: true }).click();
		await expect(row).toContainText('Paused');
		stalled.release();
		await page.getByRole('button', { name: 'Resume', exact: true }).click();
		expect(await saved.outcome()).toEqual({ name: NAME, sha256: sha256(books) });
		// What had been taken when it was paused is not fetched again.
		for (const part of [0, 1, 2])
			expect(stalled.parts().filter((one) => one === part)).toHaveLength(1);
	});

test('what is gathered in memory is paused, gone on with and cancelled like a large file', async () => {
	const { page } = owner;
	const name = 'first half.bin';
	const row = page.getByRole('status').filter({ hasText: `${name}: ` });
	// The last of five parts.
	const stalled = stall(4);
	const started = page.waitForEvent('download');
	await pick(page, name, 'Download');
	await stalled.reached;
	await page.getByRole('button', { name: `Pause ${name}`, exact: true }).click();
	await expect(row).toContainText('Paused');
	stalled.release();
	await page.getByRole('button', { name: 'Resume', exact: true }).click();
	const saved = readFileSync(await (await started).path());
	expect(sha256(saved)).toBe(sha256(books.subarray(0, 40_000_000)));
	expect(stalled.parts().filter((part) => part === 0)).toEqual([0]);

	const again = stall(3);
	await pick(page, name, 'Download');
	await again.reached;
	await page.getByRole('button', { name: `Pause ${name}`, exact: true }).click();
	await expect(row).toContainText('Paused');
	await page.getByRole('button', { name: `Cancel ${name}` }).click();
	await expect(row).toContainText('Cancelled');
	await expectNoMore(again);
	await dismissAll(page);
});

/** It does not say why. */
const endedByBrowser = (name: string) =>
	owner.page.getByRole('status').filter({
		hasText: `${name}: The browser ended this download before it was complete: somebody cancelled it there, or the disk is full.`
	});

test('cancelling in the browser’s own list of downloads ends the transfer', async () => {
	const stalled = stall(3);
	await without(owner.page, 'picker');
	const download = await startDownload(owner, NAME);
	await stalled.reached;
	await download.cancel();
	await expect(endedByBrowser(NAME)).toBeAttached();
	await expectNoMore(stalled);
	await dismissAll(owner.page);
});

test('a disk that fills up is said, and leaves nothing', async () => {
	const session = await owner.context.newCDPSession(owner.page);
	const origin = portal.origin;
	// What the tests before threw away counts until the browser has removed it.
	const usage = async () => (await navigator.storage.estimate()).usage ?? 0;
	await expect.poll(() => owner.page.evaluate(usage), { timeout: 60_000 }).toBeLessThan(1_000_000);
	await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 30_000_000 });
	const saved = await begin('disk');
	const full = /not enough space on this computer|perhaps because the disk is full/u;
	await expect(owner.page.getByRole('status').filter({ hasText: full })).toBeAttached();
	expect(await saved.outcome()).toBe('failed');
	await session.send('Storage.overrideQuotaForOrigin', { origin });
	await dismissAll(owner.page);
});

for (const [what, name, press] of [
	['a large file', NAME, () => pick(owner.page, NAME, 'Download')],
	[
		'a zip',
		'Maria Okafor.zip',
		() => owner.page.getByRole('button', { name: 'Download all as zip' }).click()
	]
] as const)
	test(`a disk that fills up while the browser itself saves ${what} is said, and leaves nothing that looks complete`, async ({
		browser
	}) => {
		const { page } = owner;
		using disk = new SmallDisk();
		const place = join(folder, 'full disk');
		test.skip(!disk.mountAt(place, 20), 'Only root can make a small disk');
		await using _ = await savingInto(browser, place);
		await without(page, 'picker');
		const started = page.waitForEvent('download');
		await press();
		const download = await started;
		expect(download.suggestedFilename()).toBe(name);
		expect(await download.failure()).not.toBeNull();
		await expect(endedByBrowser(name)).toBeAttached();
		expect(readdirSync(place)).not.toContain(name);
		await dismissAll(page);
	});

test('a browser with neither way is told so before anything is fetched, and saves small files', async () => {
	const asked: string[] = [];
	portal.lie = (path, init, pass) => {
		if (rangeOf(path, init) !== null) asked.push(path);
		return pass(path, init);
	};
	await without(owner.page, 'picker and service worker');
	await pick(owner.page, NAME, 'Download');
	await expect(
		owner.page.getByText('This browser can only save files of up to 64 MB').first()
	).toBeVisible();
	expect(asked).toEqual([]);
	const letter = await startDownload(owner, SMALL);
	expect(readFileSync(await letter.path()).toString()).toBe('Dear Maria');
});

test('the service worker is there for large files only, for its own folder, and answers one address once', async ({
	browser
}) => {
	const { page } = owner;
	const registrations = () =>
		page.evaluate(async () =>
			(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname)
		);
	await without(page, 'picker');
	expect(await registrations()).toEqual(['/save/']);
	expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
	expect(await page.evaluate(async () => caches.keys())).toEqual([]);
	const visitor = await browser.newContext({ baseURL: portal.origin });
	const blank = await visitor.newPage();
	await blank.goto('/');
	await blank.waitForTimeout(500);
	expect(visitor.serviceWorkers()).toEqual([]);
	await visitor.close();
});

test('files that are ticked become one zip, and all of them one streamed zip', async () => {
	const { page } = owner;
	const started = page.waitForEvent('download');
	await page.getByRole('checkbox', { name: `Select ${SMALL}` }).press('Space');
	await page.getByRole('checkbox', { name: 'Select notes.txt' }).check();
	await expect(page.getByText('2 files selected')).toBeVisible();
	await page.getByRole('button', { name: 'Download as zip' }).click();
	const download = await started;
	expect(download.suggestedFilename()).toBe('Maria Okafor.zip');
	const two = unzip(readFileSync(await download.path()));
	expect(two.map(({ path, bytes }) => [path, bytes.toString()]).sort()).toEqual([
		[SMALL, 'Dear Maria'],
		['notes.txt', 'Notes']
	]);
	await page.getByRole('button', { name: 'Clear', exact: true }).click();

	await without(page, 'picker');
	const all = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download all as zip' }).click();
	const archive = await all;
	expect(await archive.failure()).toBeNull();
	const unzipped = unzip(readFileSync(await archive.path()));
	expect(unzipped.map(({ path }) => path).sort()).toEqual(
		[NAME, 'first half.bin', SMALL, 'notes.txt'].sort()
	);
	expect(sha256(unzipped.find(({ path }) => path === NAME)?.bytes ?? Buffer.alloc(0))).toBe(
		sha256(books)
	);
});

for (const way of ways)
	test(`C55 a zip by way of ${way} of which one file is damaged fails, and names the file`, async () => {
		const { page } = owner;
		// Of the files, only the large ones have a second part; the smaller of them is damaged.
		portal.lie = async (path, init, pass) => {
			const response = await pass(path, init);
			if (partOf(path, init) !== 4) return response;
			const body = new Uint8Array(await response.arrayBuffer());
			if (body.length === STORED_PART_BYTES) return new Response(body, { status: 206 });
			body[9] = (body[9] ?? 0) ^ 1;
			return new Response(body, { status: 206 });
		};
		const saved = await begin(way, () =>
			page.getByRole('button', { name: 'Download all as zip' }).click()
		);
		expect(await saved.outcome()).toBe('failed');
		const note = page.getByRole('alert').filter({ hasText: 'The zip was not saved' });
		await expect(note).toContainText('first half.bin');
		await dismissAll(page);
	});

for (const [at, way] of ways.entries())
	test(`a device that sleeps for an hour while it saves by way of ${way} is locked; nothing looks saved, and whoever unlocks is told`, async () => {
		const { page, context } = owner;
		const row = page.getByRole('status').filter({ hasText: `${NAME}: ` });
		const stalled = stall(3);
		const saved = await begin(way);
		await stalled.reached;
		// Meanwhile the line was cut, and the portal has forgotten who this was.
		portal.lie = () => Promise.reject(new Error('cut'));
		stalled.cut();
		await context.clearCookies();
		await sleepFor(page, (at + 1) * HOUR);
		await expect(
			page.getByText('Locked, because nothing happened here for 15 minutes.')
		).toBeVisible();
		expect(await saved.outcome()).toBe('failed');
		portal.lie = honest;
		await page.getByRole('button', { name: 'Unlock with passkey' }).click();
		await expect(row).toContainText('Download it again.');
		await dismissAll(page);
		const again = await begin(way);
		expect(await again.outcome()).toEqual({ name: NAME, sha256: sha256(books) });
	});

interface Saving {
	/** The name and hash of what a person finds afterwards; 'failed' when there is nothing complete to find. */
	outcome(): Promise<{ name: string; sha256: string } | 'failed'>;
}

/** Presses "Download" in a browser which has this way. */
async function begin(way: Way, press = () => pick(owner.page, NAME, 'Download')): Promise<Saving> {
	const { page } = owner;
	if (way === 'stream') {
		await without(page, 'picker');
		const started = page.waitForEvent('download');
		await press();
		const download = await started;
		return {
			async outcome() {
				if ((await download.failure()) !== null) return 'failed';
				const name = download.suggestedFilename();
				return { name, sha256: sha256(readFileSync(await download.path())) };
			}
		};
	}
	await choosing(page);
	await press();
	await expect.poll(() => page.evaluate(() => Reflect.get(window, 'isChosen') === true)).toBe(true);
	return {
		async outcome() {
			for (;;) {
				const outcome = await page.evaluate(found);
				if (outcome !== 'busy') return outcome;
				await page.waitForTimeout(100);
			}
		}
	};
}

/**
 * The window that asks where to save cannot be driven; the file it would give, and the writing, are real. Each time in a
 * folder of its own: the browser may still lock the file that the test before left.
 */
const choosing = (page: Page) =>
	page.evaluate(() => {
		const chosen = crypto.randomUUID();
		Reflect.set(window, 'isChosen', false);
		Reflect.set(window, 'chosenFolder', chosen);
		Reflect.set(
			window,
			'showSaveFilePicker',
			async ({ suggestedName }: { suggestedName: string }) => {
				const root = await navigator.storage.getDirectory();
				const folder = await root.getDirectoryHandle(chosen, { create: true });
				const handle = await folder.getFileHandle(suggestedName, { create: true });
				Reflect.set(window, 'isChosen', true);
				return handle;
			}
		);
	});

/** Runs in the page: the one file in the chosen folder, taken away. The browser locks it while it is written or removed. */
async function found(): Promise<{ name: string; sha256: string } | 'failed' | 'busy'> {
	const root = await navigator.storage.getDirectory();
	try {
		const folder = await root.getDirectoryHandle(String(Reflect.get(window, 'chosenFolder')));
		for await (const [name, handle] of folder.entries()) {
			if (!(handle instanceof FileSystemFileHandle)) continue;
			const bytes = await (await handle.getFile()).arrayBuffer();
			if (bytes.byteLength === 0) return 'busy';
			const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))];
			await folder.removeEntry(name);
			return { name, sha256: hash.map((byte) => byte.toString(16).padStart(2, '0')).join('') };
		}
		return 'failed';
	} catch {
		return 'busy';
	}
}

async function startDownload({ page }: Person, name: string): Promise<Download> {
	const started = page.waitForEvent('download');
	await pick(page, name, 'Download');
	return started;
}

/** Holds back everything from this part on. */
function stall(part: number) {
	const reached = Promise.withResolvers<undefined>();
	const released = Promise.withResolvers<undefined>();
	const parts: number[] = [];
	portal.lie = async (path, init, pass) => {
		const index = partOf(path, init);
		if (index === null) return pass(path, init);
		parts.push(index);
		if (index >= part) {
			reached.resolve(undefined);
			await released.promise;
		}
		return pass(path, init);
	};
	return {
		reached: reached.promise,
		release: () => {
			released.resolve(undefined);
		},
		/** Breaks the lines of what was held back. */
		cut: () => {
			released.reject(new Error('cut'));
		},
		parts: () => parts
	};
}

async function expectNoMore({ release, parts }: ReturnType<typeof stall>): Promise<void> {
	// What was asked for before the cancelling may still be on its way here.
	await owner.page.waitForTimeout(500);
	const before = [...parts()];
	release();
	await owner.page.waitForTimeout(500);
	expect(parts()).toEqual(before);
	expect(before.length).toBeLessThan(PARTS);
}

/** Where the browser itself writes what the owner saves, for a while. */
async function savingInto(browser: Browser, downloadPath: string): Promise<AsyncDisposable> {
	const usual = dirname(await (await startDownload(owner, SMALL)).path());
	const { targetInfo } = await (
		await owner.context.newCDPSession(owner.page)
	).send('Target.getTargetInfo');
	const { browserContextId = '' } = targetInfo;
	const session = await browser.newBrowserCDPSession();
	const into = async (behavior: 'allow' | 'allowAndName', path: string) => {
		const how = { behavior, browserContextId, downloadPath: path, eventsEnabled: true };
		await session.send('Browser.setDownloadBehavior', how);
	};
	await into('allow', downloadPath);
	return { [Symbol.asyncDispose]: () => into('allowAndName', usual) };
}

/** The range of a stored file that a request asks for. */
const rangeOf = (path: string, init: RequestInit): string | null =>
	path.includes('/blobs/') ? new Headers(init.headers).get('range') : null;

function partOf(path: string, init: RequestInit): number | null {
	const start = /bytes=(\d+)-/u.exec(rangeOf(path, init) ?? '')?.[1];
	return start === undefined ? null : Math.floor(Number(start) / STORED_PART_BYTES);
}

function cutOff(begun: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
	let isBegun = false;
	return new ReadableStream({
		pull(controller) {
			if (isBegun) controller.error(new Error('cut'));
			else controller.enqueue(begun);
			isBegun = true;
		}
	});
}

/** One after another: each that goes gives its place to the next. */
async function dismissAll(page: Page): Promise<void> {
	const dismiss = page.getByRole('button', { name: 'Dismiss', exact: true }).first();
	await expect(async () => {
		if (await dismiss.isVisible()) await dismiss.click({ timeout: 2000 });
		await expect(dismiss).toBeHidden({ timeout: 1000 });
	}).toPass({ timeout: 60_000 });
}

/** A browser without the window that asks where to save, and maybe without service workers. */
const without = (page: Page, what: 'picker' | 'picker and service worker') =>
	page.evaluate((missing) => {
		Reflect.deleteProperty(window, 'showSaveFilePicker');
		if (missing === 'picker') Reflect.deleteProperty(navigator, 'serviceWorker');
		else
			Object.defineProperty(navigator, 'serviceWorker', { value: undefined, configurable: true });
	}, what);

/** Playwright takes large files only from the disk. */
function onDisk(name: string, bytes: Buffer): string {
	const path = join(folder, name);
	writeFileSync(path, bytes);
	return path;
}
