/** Uploads that outlive their page: the tab, the browser or the file is not what it was, and nothing is sent twice. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { CountingProxy } from '../bench/counting-proxy.ts';
import { createClient, fileRow, savedPath, setUpFirm } from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import { Portal } from './fixtures/portal.ts';
import { expect, test } from './fixtures/test.ts';
import { UnwatchedBrowser } from './fixtures/unwatched.ts';

test.describe.configure({ timeout: 300_000 });
const SIZE = 40_000_000;
const CLIENT = 'Half Way';
const PATIENCE = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'tallyport-resuming-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A firm whose owner works in a browser that can crash; what goes up is counted on the way. */
class Place {
	readonly proxy: CountingProxy;
	readonly portal: Portal;
	readonly owner: Person;
	readonly browser: UnwatchedBrowser;
	readonly #words: string;
	#release: () => void = () => undefined;

	private constructor(
		proxy: CountingProxy,
		portal: Portal,
		owner: Person,
		browser: UnwatchedBrowser,
		words: string
	) {
		this.proxy = proxy;
		this.portal = portal;
		this.owner = owner;
		this.browser = browser;
		this.#words = words;
	}

	static async make(watched: Browser): Promise<Place> {
		const proxy = await CountingProxy.start();
		const portal = await Portal.start({ TALLYPORT_ORIGIN: proxy.origin });
		proxy.target = portal.origin;
		const owner = await Person.arrive(watched, 'the owner', { origin: proxy.origin });
		const words = await setUpFirm(owner, portal.setupLink);
		await createClient(owner, CLIENT);
		const browser = await UnwatchedBrowser.open(`${proxy.origin}/recover`);
		const place = new Place(proxy, portal, owner, browser, words.join(' '));
		await place.unlock();
		return place;
	}

	get address(): string {
		return `${this.proxy.origin}/recover`;
	}

	/** After something ended; what was kept back belongs to nobody any more. */
	async unlock(): Promise<void> {
		this.#release();
		await this.browser.seesText('Open my account', PATIENCE);
		await this.browser.type(this.#words);
		for (const label of ['Open my account', 'Not on this device', CLIENT]) {
			await this.browser.seesText(label, PATIENCE);
			await this.browser.press(label);
		}
	}

	/** Sends the file until some parts of it have arrived. */
	async sendHalf(path: string): Promise<void> {
		this.#release = this.proxy.hold(2);
		await this.browser.chooseFile(path);
		await expect.poll(() => this.proxy.acknowledged, { timeout: PATIENCE }).toBeGreaterThan(0);
	}

	async chooseAgain(path: string): Promise<void> {
		await this.browser.seesText('Choose this file again to go on', PATIENCE);
		await this.browser.chooseFile(path, 'Choose files again');
	}

	async expectArrived(name: string, hash: string): Promise<void> {
		await this.browser.seesText(`${name}: Sent, encrypted`, PATIENCE);
		expect(this.proxy.receivedAgain).toBe(0);
		expect(this.proxy.ciphertextsOfAPart).toBe(1);
		await expect(fileRow(this.owner.page, name)).toBeVisible();
		expect(sha256(readFileSync(await savedPath(this.owner, name)))).toBe(hash);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.browser[Symbol.asyncDispose]();
		await this.owner.context.close();
		await this.portal[Symbol.asyncDispose]();
		this.proxy.stop();
	}
}

function prepare(name: string): { path: string; hash: string; bytes: Buffer } {
	const path = join(folder, name);
	const bytes = randomBytes(SIZE);
	writeFileSync(path, bytes);
	return { path, hash: sha256(bytes), bytes };
}

for (const [what, end] of [
	['the tab crashed', (place: Place) => place.browser.crashTab(place.address)],
	['the whole browser was killed', (place: Place) => place.browser.killAndRestart(place.address)]
] as const)
	test(`after ${what}, an upload goes on where it was, and nothing that had arrived is sent again`, async ({
		browser
	}) => {
		await using place = await Place.make(browser);
		const { path, hash } = prepare('ledger.bin');
		await place.sendHalf(path);
		await end(place);
		await place.unlock();
		await place.chooseAgain(path);
		await place.expectArrived('ledger.bin', hash);
	});

test('another version of the file is refused, and the one that was being sent still goes on', async ({
	browser
}) => {
	await using place = await Place.make(browser);
	const { path, hash, bytes } = prepare('changed.bin');
	await place.sendHalf(path);
	await place.browser.crashTab(place.address);
	const changed = Buffer.from(bytes);
	changed[5] = (changed[5] ?? 0) ^ 1;
	writeFileSync(path, changed);
	await place.unlock();
	await place.chooseAgain(path);
	await place.browser.seesText('This is not the file that was being sent.', PATIENCE);
	// A part that is the same in both files, and was on its way already, may be finished; none is ever sent as other bytes.
	expect(place.proxy.ciphertextsOfAPart).toBe(1);
	expect(place.proxy.receivedAgain).toBe(0);
	writeFileSync(path, bytes);
	await place.browser.chooseFile(path, 'Choose files again');
	await place.expectArrived('changed.bin', hash);
});
