/** A portal with one client in a browser that nothing inspects, for measuring: the real server, and what it is compared with. */
import {
	createReadStream,
	createWriteStream,
	existsSync,
	mkdtempSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync
} from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chromium } from '@playwright/test';
import Database from 'better-sqlite3';
import { findChromium } from '../../../scripts/browsers.js';
import { createClient, setUpFirm } from '../../e2e/fixtures/journeys.ts';
import { Person } from '../../e2e/fixtures/person.ts';
import { Portal } from '../../e2e/fixtures/portal.ts';
import { UnwatchedBrowser } from '../../e2e/fixtures/unwatched.ts';
import { used, type Usage } from './processes.ts';

const MIB = 2 ** 20;
/** Looking costs the page some of what is measured. */
const POLL_MS = 25;
/** A folder that is looked into costs it nothing. */
const POLL_FOLDER_MS = 4;
/** Nobody chooses a file, or presses on one, sooner after a page has opened or a file has arrived; what the page does meanwhile is not counted. */
const A_PERSON_MS = 2000;
const LIMIT_MS = 30 * 60_000;

export class Bed implements AsyncDisposable {
	readonly portal: Portal;
	readonly browser: UnwatchedBrowser;
	readonly folder: string;

	private constructor(portal: Portal, browser: UnwatchedBrowser, folder: string) {
		this.portal = portal;
		this.browser = browser;
		this.folder = folder;
	}

	static async make(): Promise<Bed> {
		const folder = mkdtempSync(path.join(tmpdir(), 'tallyport-transfer-'));
		const routes = path.join(import.meta.dirname, 'plain-routes.ts');
		const portal = await Portal.start({
			NODE_OPTIONS: `--import=${routes}`,
			TALLYPORT_BENCH_FOLDER: folder
		});
		const browser = await UnwatchedBrowser.open(await invited(portal));
		await browser.press('Create passkey and continue');
		await browser.seesText('Your files with');
		return new Bed(portal, browser, folder);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.browser[Symbol.asyncDispose]();
		await this.portal[Symbol.asyncDispose]();
		rmSync(this.folder, { recursive: true });
	}

	/** A file of this many MiB that does not compress. */
	async file(
		mebibytes: number
	): Promise<{ name: string; path: string; size: number; sha256: string }> {
		const name = `books-${String(mebibytes)}.bin`;
		const file = path.join(this.folder, name);
		const hash = createHash('sha256');
		const noise = randomBytes(MIB);
		async function* bytes() {
			for (let at = 0; at < mebibytes; at++) {
				noise.writeUInt32LE(at);
				const piece = Buffer.from(noise);
				hash.update(piece);
				yield await Promise.resolve(piece);
			}
		}
		await pipeline(Readable.from(bytes()), createWriteStream(file, { flush: true }));
		return { name, path: file, size: mebibytes * MIB, sha256: hash.digest('hex') };
	}

	renamed<Made extends { name: string; path: string }>(made: Made, name: string): Made {
		const file = path.join(this.folder, name);
		renameSync(made.path, file);
		return { ...made, name, path: file };
	}

	async openPortal(): Promise<void> {
		await this.browser.go(this.portal.origin);
		await this.browser.press('Sign in with passkey');
		await this.browser.seesText('Your files with');
		// Where the browser would ask a person where to save, nobody is there to answer.
		await this.browser.evaluate('window.showSaveFilePicker = undefined');
		await this.rest();
	}

	/** As a person does before the next press. */
	rest(): Promise<unknown> {
		return pause(A_PERSON_MS);
	}

	async openPlainPage(): Promise<void> {
		await this.browser.go(`${this.portal.origin}/bench/page`);
		await this.until(async () => (await this.browser.evaluate('typeof plain')) === 'object');
		await this.rest();
	}

	/** Calls the plain page and waits until it is done. */
	async plainly(call: string): Promise<void> {
		await this.browser.evaluate(`plain.${call}`);
		let done: unknown = null;
		await this.until(async () => (done = await this.browser.evaluate('plain.state.done')) !== null);
		if (done !== 'well') throw new Error(String(done));
	}

	measured(work: () => Promise<void>): Promise<Usage> {
		return used({ browser: this.browser.pid, server: this.portal.pid ?? 0 }, work);
	}

	/** Waits for the only file of this size that was saved, and takes it away. */
	async saved(size: number): Promise<string> {
		const folder = path.join(this.browser.folder, 'saved');
		let found = '';
		await this.until(() => {
			const names = existsSync(folder) ? readdirSync(folder) : [];
			const name = names.find(
				(one) => !one.endsWith('.crdownload') && statSync(path.join(folder, one)).size === size
			);
			found = name === undefined ? '' : path.join(folder, name);
			return Promise.resolve(found !== '');
		}, POLL_FOLDER_MS);
		return found;
	}

	/** The blob of the file that was added last. */
	lastBlob(): { vault: string; blob: string; stored: number } {
		const db = new Database(path.join(this.portal.dataFolder, 'tallyport.sqlite'), {
			readonly: true
		});
		const row = db
			.prepare<[], { vault: string; blob: string; stored: number }>(
				'SELECT vault, id AS blob, stored FROM blobs WHERE added_seq IS NOT NULL ORDER BY added_seq DESC'
			)
			.get();
		db.close();
		if (!row) throw new Error('no file was added');
		return row;
	}

	/** From the first byte of the page to the worker with libsodium answering, and what was fetched for it. */
	async started(): Promise<{ ms: number; bytes: number }> {
		const seen = `[...document.querySelectorAll('button')].some(({ textContent }) =>
			textContent.includes('Sign in with passkey')) ? performance.now() : 0`;
		const bytes = `performance.getEntriesByType('resource')
			.filter(({ name }) => /\\.(js|wasm)$/.test(name))
			.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)`;
		await this.browser.go('about:blank');
		await this.browser.go(this.portal.origin);
		let ms = 0;
		await this.until(async () => (ms = Number(await this.browser.evaluate(seen))) > 0);
		return { ms, bytes: Number(await this.browser.evaluate(bytes)) };
	}

	vault(): string {
		const db = new Database(path.join(this.portal.dataFolder, 'tallyport.sqlite'), {
			readonly: true
		});
		const row = db.prepare<[], { id: string }>('SELECT id FROM vaults').get();
		db.close();
		return row?.id ?? '';
	}

	async until(isSo: () => Promise<boolean>, every = POLL_MS): Promise<void> {
		const started = Date.now();
		while (!(await isSo())) {
			if (Date.now() - started > LIMIT_MS) throw new Error('it took too long');
			await pause(every);
		}
	}
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function sha256Of(file: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(file), hash);
	return hash.digest('hex');
}

async function invited(portal: Portal): Promise<string> {
	const executablePath = findChromium() ?? 'chromium';
	const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
	const owner = await Person.arrive(browser, 'the owner', portal);
	await setUpFirm(owner, portal.setupLink);
	const link = await createClient(owner, 'Maria Okafor');
	await browser.close();
	return link;
}
