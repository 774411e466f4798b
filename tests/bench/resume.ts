/**
 * Resuming: one large upload in real Chromium, during which the tab, the whole browser and the server are ended as by a
 * crash, at random moments. Counted between browser and server: what was sent again although it had been acknowledged.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { chromium } from '@playwright/test';
import { findChromium } from '../../scripts/browsers.js';
import { createClient, setUpFirm } from '../e2e/fixtures/journeys.ts';
import { Person } from '../e2e/fixtures/person.ts';
import { Portal } from '../e2e/fixtures/portal.ts';
import { UnwatchedBrowser } from '../e2e/fixtures/unwatched.ts';
import { CountingProxy } from './counting-proxy.ts';
import type { Bench, Row } from './table.ts';

const MIB = 1024 * 1024;
/** A busy machine takes its time. */
const PATIENCE = 120_000;
/** Bytes of parts that have arrived and are not acknowledged yet. */
const MOST_ON_THE_WAY = 40 * MIB;
const NAME = 'backup of the books.bin';
const CLIENT = 'Maria Okafor';
const ENDS = ['tab', 'server', 'tab', 'server', 'browser'] as const;
type End = (typeof ENDS)[number];

export const resume: Bench = {
	name: 'resume',
	about:
		'One upload, ended at random moments as by a crash and gone on with. “Sent twice” had been acknowledged before; “cut off” was on its way when something ended.',
	async run({ quick, rounds, upTo, say }) {
		const size = (upTo ?? (quick ? 100 : 1024)) * MIB;
		const ends = quick ? 5 : 20;
		const rows: Row[] = [];
		for (let round = 0; round < (rounds ?? 1); round++) rows.push(await journey(size, ends, say));
		return rows;
	}
};

async function journey(size: number, count: number, say: (line: string) => void): Promise<Row> {
	const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-resume-'));
	const file = path.join(folder, NAME);
	const sha256 = await makeFile(file, size);
	const proxy = await CountingProxy.start();
	await using portal = await stubbornly(() => Portal.start({ TALLYPORT_ORIGIN: proxy.origin }));
	proxy.target = portal.origin;
	const words = await founded(portal);
	await using staff = await UnwatchedBrowser.open(`${proxy.origin}/recover`);
	const upload = new Journey(staff, portal, proxy.origin, words, file);
	try {
		await upload.begin();
		for (let left = count; left > 0; left--) {
			const end = ENDS[left % ENDS.length] ?? 'tab';
			// At random, and so that what is left of the file is enough for what is left to happen.
			const share = (size - proxy.acknowledged - MOST_ON_THE_WAY) / (left + 1);
			await proxy.more(randomInt(1, Math.max(2, Math.floor(share * 1.4))));
			say(`${end} ends at ${(proxy.acknowledged / MIB).toFixed(0)} MiB`);
			await upload.endAndGoOn(end);
		}
		await staff.seesText(`${NAME}: Sent, encrypted`, 600_000);
		const isRight = (await upload.downloaded(size)) === sha256;
		const cut = proxy.received - proxy.acknowledged - proxy.receivedAgain;
		return {
			MiB: size / MIB,
			ends: count,
			'sent twice, bytes': proxy.receivedAgain,
			'of acknowledged': `${((100 * proxy.receivedAgain) / proxy.acknowledged).toFixed(2)} %`,
			'cut off, MiB': (cut / MIB).toFixed(1),
			'SHA-256': isRight ? 'right' : 'WRONG'
		};
	} finally {
		proxy.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

/** What the person at the browser does. */
class Journey {
	readonly #browser: UnwatchedBrowser;
	readonly #portal: Portal;
	readonly #origin: string;
	readonly #words: string;
	readonly #file: string;

	constructor(
		browser: UnwatchedBrowser,
		portal: Portal,
		origin: string,
		words: readonly string[],
		file: string
	) {
		this.#browser = browser;
		this.#portal = portal;
		this.#origin = origin;
		this.#words = words.join(' ');
		this.#file = file;
	}

	async begin(): Promise<void> {
		await this.#unlock();
		await this.#browser.chooseFile(this.#file);
	}

	async endAndGoOn(end: End): Promise<void> {
		if (end === 'server') {
			await this.#portal.kill();
			await stubbornly(() => this.#portal.start());
			return;
		}
		const address = `${this.#origin}/recover`;
		if (end === 'tab') await this.#browser.crashTab(address);
		else await this.#browser.killAndRestart(address);
		await this.#unlock();
		await this.#browser.seesText('Choose this file again to go on', PATIENCE);
		await this.#browser.chooseFile(this.#file, 'Choose files again');
	}

	async downloaded(size: number): Promise<string> {
		// Where the browser would ask a person where to save, nobody is there to answer.
		await this.#browser.evaluate('window.showSaveFilePicker = undefined');
		await this.#browser.press(NAME);
		return hashOf(await this.#browser.saved(NAME, size));
	}

	async #unlock(): Promise<void> {
		await this.#browser.seesText('Open my account', PATIENCE);
		await this.#browser.type(this.#words);
		for (const label of ['Open my account', 'Not on this device', CLIENT]) {
			await this.#browser.seesText(label, PATIENCE);
			await this.#browser.press(label);
		}
	}
}

/** A busy machine does not always start a server in time. */
async function stubbornly<T>(attempt: () => Promise<T>): Promise<T> {
	for (let left = 5; ; left--) {
		try {
			return await attempt();
		} catch (error) {
			if (left === 0) throw error;
		}
	}
}

async function founded(portal: Portal): Promise<string[]> {
	const executablePath = findChromium();
	const browser = await chromium.launch({
		...(executablePath === undefined ? {} : { executablePath }),
		args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
	});
	try {
		const link = new URL(portal.setupLink);
		const owner = await Person.arrive(browser, 'the owner', { origin: link.origin });
		const words = await setUpFirm(owner, link.href);
		await createClient(owner, CLIENT);
		return words;
	} finally {
		await browser.close();
	}
}

async function makeFile(file: string, size: number): Promise<string> {
	async function* noise() {
		for (let done = 0; done < size; done += MIB)
			yield await Promise.resolve(randomBytes(Math.min(MIB, size - done)));
	}
	await pipeline(noise(), createWriteStream(file));
	return hashOf(file);
}

async function hashOf(file: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(file), hash);
	return hash.digest('hex');
}
