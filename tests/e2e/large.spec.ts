/** One large file, there and back: it arrives as it was, and the pages' memory does not grow with it. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDeep } from './fixtures/depth.ts';
import { Documents } from './fixtures/documents.ts';
import { createClient, setUpFirm } from './fixtures/journeys.ts';
import { peakMemory } from './fixtures/memory.ts';
import { expect, test } from './fixtures/test.ts';
import { UnwatchedBrowser } from './fixtures/unwatched.ts';

const MIB = 1024 * 1024;
/** In MiB; set TALLYPORT_LARGE to try another size. */
const SIZE = Number(process.env['TALLYPORT_LARGE'] ?? (isDeep ? 1024 : 512));
/** Far less than the file, so that holding it whole anywhere in the pages would fail. */
const MAY_GROW = 400;
const NAME = 'backup of the books.bin';

async function* randomMebibytes(count: number): AsyncGenerator<Buffer> {
	for (let done = 0; done < count; done++) yield await Promise.resolve(randomBytes(MIB));
}

async function sha256Of(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
}

test(`a file of ${SIZE} MiB goes up and comes down unchanged, in bounded memory`, async ({
	person,
	portal
}) => {
	test.setTimeout(600_000);
	const documents = new Documents();
	const path = join(documents.folder, NAME);
	await pipeline(randomMebibytes(SIZE), createWriteStream(path));
	const owner = await person('the owner');
	const kit = await setUpFirm(owner, portal.setupLink);
	await using client = await UnwatchedBrowser.open(await createClient(owner, 'Maria Okafor'));
	await client.press('Create passkey and continue');
	await client.seesText('Your files with');
	await using staff = await UnwatchedBrowser.open(`${portal.origin}/recover`);
	await staff.type(kit.join(' '));
	await staff.press('Open my account');
	await staff.press('Not on this device');
	await staff.press('Maria Okafor');

	const figures: Record<string, number> = {};
	const measure = async (what: string, { pid }: UnwatchedBrowser, work: () => Promise<void>) => {
		const started = performance.now();
		const { before, peak } = await peakMemory(pid, work);
		figures[`${what}, seconds`] = (performance.now() - started) / 1000;
		figures[`${what}, renderers' peak MiB`] = peak.renderers;
		figures[`${what}, renderers' growth MiB`] = peak.renderers - before.renderers;
		figures[`${what}, main process' growth MiB`] = peak.main - before.main;
	};
	await measure('up', client, async () => {
		await client.chooseFile(path);
		await client.seesText(`${NAME}: Sent, encrypted`, 300_000);
		await staff.seesText(NAME);
	});
	// Through the service worker, as in a browser without the window that asks where to save.
	await staff.evaluate('delete window.showSaveFilePicker');
	let received = '';
	await measure('down', staff, async () => {
		await staff.press(NAME);
		received = await staff.saved(NAME, SIZE * MIB);
	});
	console.log(`${SIZE} MiB:`, figures);
	expect(await sha256Of(received)).toBe(await sha256Of(path));
	if (existsSync('/proc/self/smaps_rollup')) {
		expect(figures["up, renderers' growth MiB"]).toBeLessThan(MAY_GROW);
		expect(figures["down, renderers' growth MiB"]).toBeLessThan(MAY_GROW);
	}
	rmSync(documents.folder, { recursive: true });
});
