/**
 * `npm run pictures`: takes the README's pictures from the real app, with a real server and two people who exchange real
 * files, those of more screens (docs/screens.md) and those of the queue (docs/queue.md). Nothing in them is drawn: when the screens change, run it again.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ensureBrowsers, findChromium } from './browsers.js';
import { QUOTA, takeQueue } from './queue-pictures.js';
import { CLIENT, takeScreens } from './screen-pictures.js';
import { ensureBuilt } from './site.js';
import { ensureInstalled, root } from './toolchain.js';

const PORT = 8765;
const origin = `http://localhost:${PORT}`;
const pictures = join(root, 'docs/pictures');
/** The pictures show a morning in the tax season, whenever they are taken: the same run gives the same times. */
const MORNING = Date.UTC(2026, 1, 3, 15, 12);
const HOUR = 60 * 60 * 1000;
const phone = {
	viewport: { width: 390, height: 844 },
	deviceScaleFactor: 2,
	isMobile: true,
	hasTouch: true
};
const clock = shiftedClock(MORNING - Date.now());

await ensureInstalled();
if (!(await ensureBrowsers())) process.exit(1);
await ensureBuilt();
const dataFolder = mkdtempSync(join(tmpdir(), 'tallyport-pictures-'));
const server = spawn(
	process.execPath,
	['--import', `data:text/javascript,${encodeURIComponent(clock)}`, 'src/server/main.ts'],
	{
		cwd: root,
		stdio: ['ignore', 'pipe', 'inherit'],
		env: {
			...process.env,
			NODE_ENV: 'production',
			PORT: String(PORT),
			TALLYPORT_ORIGIN: origin,
			TALLYPORT_DATA: dataFolder,
			TALLYPORT_USER_QUOTA: QUOTA
		}
	}
);
const executablePath = findChromium();
const browser = await chromium.launch({
	...(executablePath === undefined ? {} : { executablePath }),
	args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
});
try {
	await take(await setupLink());
} finally {
	await browser.close();
	server.kill();
	rmSync(dataFolder, { recursive: true, force: true });
}

async function take(/** @type {string} */ link) {
	const staff = await arrive({ viewport: { width: 1280, height: 800 } });
	await found(staff, link);
	await ago(staff, 123.5);
	const invitation = await createClient(staff, 'Maria Okafor');
	const client = await arrive(phone);
	await enter(client, invitation, 119);
	await ago(staff, 118.2);
	await send(staff, 'Engagement letter 2025.pdf', 182_000);
	await ago(client, 13.7);
	await send(client, 'W-2 Northwind Traders.pdf', 96_000);
	await send(client, '1098 mortgage interest.jpg', 2_340_000);
	await ago(staff, 1.4);
	await open(staff, 'W-2 Northwind Traders.pdf');
	await open(staff, '1098 mortgage interest.jpg');
	await ago(staff, 0.9);
	await send(staff, 'Draft return 2025.pdf', 1_240_000);
	await ago(client, 0.6);
	await open(client, 'Draft return 2025.pdf');
	await ago(client, 0.2);
	await send(client, 'Bank statement December.pdf', 412_000);
	await client.getByRole('button', { name: 'Later' }).click();
	await client.evaluate(() => window.scrollTo(0, 0));
	for (const page of [client, staff]) await page.mouse.move(0, 0);
	// Ticks and messages leave by themselves.
	await staff.waitForTimeout(11_000);
	mkdirSync(pictures, { recursive: true });
	await client.screenshot({ path: join(pictures, 'client.png'), animations: 'disabled' });
	await staff.screenshot({ path: join(pictures, 'staff.png'), animations: 'disabled' });
	await toClients(staff);
	await ago(staff, 98);
	const asked = await arrive(phone);
	await enter(asked, await createClient(staff, CLIENT), 97);
	await takeScreens({ staff, client: asked, pictures, ago });
	await ago(staff, 0);
	await toClients(staff);
	const sender = await arrive({ viewport: { width: 1280, height: 800 } });
	await enter(sender, await createClient(staff, 'Lindqvist Marine'), 0.1);
	await takeQueue(sender, pictures);
	console.log('Taken: docs/pictures/*.png');
}

function toClients(/** @type {Page} */ staff) {
	return staff
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
}

/** Joins with an invitation, so many hours ago. */
async function enter(
	/** @type {Page} */ page,
	/** @type {string} */ invitation,
	/** @type {number} */ hours
) {
	await page.goto(invitation);
	const button = page.getByRole('button', { name: 'Create passkey and continue' });
	await button.waitFor();
	await ago(page, hours);
	await button.click();
	await page.getByRole('group', { name: 'Add files' }).waitFor();
}

/** @param {import('@playwright/test').BrowserContextOptions} options */
async function arrive(options) {
	const context = await browser.newContext({
		colorScheme: 'light',
		locale: 'en-US',
		timezoneId: 'America/New_York',
		...options
	});
	await context.addInitScript(clock);
	await context.addInitScript(clockInWorkers, clock);
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send('WebAuthn.enable');
	await session.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true,
			hasPrf: true
		}
	});
	return page;
}

/** A script that sets the clock wherever it runs; in a worker, it can be set again over a channel. */
function shiftedClock(/** @type {number} */ shift) {
	return `{
		const Real = Date;
		let shift = ${shift};
		if (typeof DedicatedWorkerGlobalScope === 'function')
			new BroadcastChannel('clock').onmessage = ({ data }) => (shift = ${shift} - data);
		globalThis.Date = class extends Real {
			constructor(...parts) {
				if (parts.length > 0) super(...parts);
				else super(Real.now() + shift);
			}
			static now() {
				return Real.now() + shift;
			}
		};
	}`;
}

/**
 * Runs in the page: workers start with the clock. The portal starts them only from bytes that match their hash, so it is
 * put before them once they have been checked.
 * @param {string} clock
 */
function clockInWorkers(clock) {
	const createObjectURL = URL.createObjectURL;
	URL.createObjectURL = (object) =>
		createObjectURL(
			object instanceof Blob && object.type === 'text/javascript'
				? new Blob([clock, '\n', object], { type: object.type })
				: object
		);
}

/** What this person does next happened so many hours ago. */
function ago(/** @type {Page} */ page, /** @type {number} */ hours) {
	return page.evaluate((before) => new BroadcastChannel('clock').postMessage(before), hours * HOUR);
}

/** @typedef {import('@playwright/test').Page} Page */

async function found(/** @type {Page} */ page, /** @type {string} */ link) {
	await page.goto(link);
	await page.getByLabel('Name of the firm').fill('Harbor & Finch');
	await page.getByLabel('Your name').fill('Priya Raman');
	await press(page, 'Continue');
	const list = page.getByRole('list', { name: /words, in order/u }).getByRole('listitem');
	await list.last().waitFor();
	const words = (await list.allInnerTexts()).map((text) => text.replace(/[^a-z]/gu, ''));
	await press(page, 'I have them on paper');
	for (const [index, word] of words.entries()) {
		const field = page.getByRole('textbox', { name: `Word ${index + 1}`, exact: true });
		if (await field.isVisible()) await field.fill(word);
	}
	await press(page, 'Check and continue');
	await press(page, 'Create passkey and open the portal');
}

async function createClient(/** @type {Page} */ page, /** @type {string} */ name) {
	await page
		.getByRole('button', { name: /^(?:New client|Add the first client)$/u })
		.first()
		.click();
	await page.getByLabel('Client’s name').fill(name);
	await press(page, 'Create');
	await press(page, 'Make the link');
	const link = await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
	await press(page, 'Done');
	return link;
}

async function send(
	/** @type {Page} */ page,
	/** @type {string} */ name,
	/** @type {number} */ size
) {
	const file = { name, mimeType: '', buffer: Buffer.alloc(size, 1) };
	await page.getByLabel('Choose files', { exact: true }).setInputFiles(file);
	await page
		.getByRole('status')
		.filter({ hasText: `${name}: Sent, encrypted` })
		.waitFor();
}

/** Downloading counts as opening, and the file need not be a real document for it. */
async function open(/** @type {Page} */ page, /** @type {string} */ name) {
	const saving = page.waitForEvent('download');
	await press(page, `Actions for ${name}`);
	await page.getByRole('menuitem', { name: 'Download' }).click();
	await saving;
}

/** @param {Page} page @param {string} name */
function press(page, name) {
	return page.getByRole('button', { name, exact: true }).click();
}

/** @returns {Promise<string>} */
function setupLink() {
	return new Promise((resolve, reject) => {
		let output = '';
		server.stdout.on('data', (data) => {
			output += data;
			const link = /https?:\/\/\S*setup#\S+/.exec(output)?.[0];
			if (link) resolve(link);
		});
		server.once('exit', () => reject(new Error(`The server did not start:\n${output}`)));
	});
}
