/** A large PDF is shown before it is fetched: what is looked at crosses the wire, and a hostile frame gets no more. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Frame } from '@playwright/test';
import { STORED_PART_BYTES } from '../../src/crypto/age/file.ts';
import type { Interfere } from '../claims/people.ts';
import { LyingPortal } from '../evil-server/proxy.ts';
import { createClient, fileRow, joinVault, sendFiles, setUpFirm } from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import { pdfOf, stream } from './fixtures/pdf.ts';

const MIB = 1024 * 1024;
/** In MiB; set TALLYPORT_LARGE_PDF to try another size. */
const SIZE = Number(process.env['TALLYPORT_LARGE_PDF'] ?? 48);
const NAME = 'scans.pdf';

let portal: LyingPortal;
let owner: Person;
let client: Person;
/** The parts of the file that were asked for. */
let asked: number[] = [];
const folder = mkdtempSync(join(tmpdir(), 'tallyport-pdf-'));

test.describe.configure({ mode: 'serial', timeout: 120_000 });

/** Two pages; on the second a picture of noise, as a scanner makes them, between them and the end of the file. */
function largePdf(): Buffer {
	const side = 1024;
	const pictures = Array.from({ length: SIZE }, () =>
		stream(
			`/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /BitsPerComponent 8 /ColorSpace /DeviceGray`,
			randomBytes(side * side)
		)
	);
	const page = (contents: number, resources: string) =>
		`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents ${contents} 0 R
			/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> ${resources} >> >>`;
	return pdfOf([
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 >>',
		page(4, ''),
		stream('', 'BT /F 20 Tf 20 200 Td (The first page) Tj ET'),
		page(6, '/XObject << /X 40 0 R >>'),
		stream('', '/X Do BT /F 20 Tf 20 200 Td (The second page) Tj ET'),
		...pictures
	]);
}

test.beforeAll(async ({ browser }) => {
	test.setTimeout(600_000);
	portal = await LyingPortal.start();
	const arrive = (name: string) => Person.arrive(browser, name, { origin: portal.origin });
	owner = await arrive('the owner');
	client = await arrive('the client');
	await setUpFirm(owner, portal.setupLink);
	await joinVault(client, await createClient(owner, 'Maria Okafor'));
	const path = join(folder, NAME);
	writeFileSync(path, largePdf());
	await sendFiles(client, path, [NAME]);
	await expect(fileRow(owner.page, NAME)).toBeVisible();
});

/** Honest, and noting which parts are asked for. */
const counting: Interfere = (path, init, pass) => {
	const range = path.includes('/blobs/') ? new Headers(init.headers).get('range') : null;
	const start = /bytes=(\d+)-/u.exec(range ?? '')?.[1];
	if (start !== undefined) asked.push(Math.floor(Number(start) / STORED_PART_BYTES));
	return pass(path, init);
};

test.beforeEach(() => {
	asked = [];
	portal.lie = counting;
});

test.afterAll(async () => {
	expect.soft(owner.problems).toEqual([]);
	await Promise.all([owner, client].map(({ context }) => context.close()));
	await portal[Symbol.asyncDispose]();
	rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<Frame> {
	const { page } = owner;
	await page.getByRole('button', { name: NAME, exact: true }).click();
	await expect(page.frameLocator('iframe').getByText('The first page')).toBeAttached({
		timeout: 30_000
	});
	const frame = page.frames().find((one) => one.url().includes('/viewer/'));
	if (!frame) throw new Error('The viewer was not framed');
	return frame;
}

async function close(): Promise<void> {
	await owner.page.getByRole('button', { name: 'Close', exact: true }).click();
	await expect(owner.page.locator('iframe')).toHaveCount(0);
}

test('a piece that does not match its signed description is not shown; the first page then needs only the parts it is in', async () => {
	const { page } = owner;
	portal.lie = async (path, init, pass) => {
		const response = await pass(path, init);
		if (!path.includes('/blobs/')) return response;
		const body = new Uint8Array(await response.arrayBuffer());
		body[body.length - 1] = (body.at(-1) ?? 0) ^ 1;
		return new Response(body, { status: 206 });
	};
	await page.getByRole('button', { name: NAME, exact: true }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByText('does not match its signed description')).toBeVisible();
	await expect(page.locator('iframe')).toHaveCount(0);
	portal.lie = counting;
	await dialog.getByRole('button', { name: 'Try again' }).click();
	await expect(page.frameLocator('iframe').getByText('The first page')).toBeAttached();
	await expect(page.getByText('2 pages')).toBeVisible();
	const parts = Math.ceil((SIZE * MIB) / STORED_PART_BYTES);
	console.log(`${SIZE} MiB: parts ${asked.join(', ')} of ${parts}`);
	expect(asked).toContain(0);
	expect(asked.length).toBeLessThanOrEqual(4);
	expect(new Set(asked).size).toBeLessThan(parts - 1);
	await close();
	// A part that is read again is still at hand.
	asked = [];
	await open();
	expect(asked).toEqual([]);
	await close();
	await expect(client.page.getByText(/opened by/u).first()).toBeVisible();
});

for (const [what, wants] of [
	['before the document', [{ start: -10, end: 10 }]],
	['far past its end', [{ start: 0, end: 1e15 }]],
	['everything at once', [{ start: 0, end: SIZE * MIB }]],
	[
		'more and more without waiting',
		Array.from({ length: 200 }, (_, n) => ({ start: n * 1000, end: n * 1000 + 1000 }))
	]
] as const)
	test(`C56 a frame that asks for ${what} gets nothing more, and the person is told`, async () => {
		const frame = await open();
		asked = [];
		await frame.evaluate((list) => {
			for (const { start, end } of list) parent.postMessage({ kind: 'want', start, end }, '*');
		}, wants);
		await expect(owner.page.getByText('This document is damaged')).toBeVisible();
		await owner.page.waitForTimeout(500);
		expect(asked.length).toBeLessThanOrEqual(1);
		await close();
	});
