/**
 * Searching a firm of 5,000 clients in the portal itself, in Chromium: from a letter typed into its field to what was found on
 * the screen. The firm is that of lists.ts; what would take minutes to read from 5,000 logs (40 files, 14 requests and 6 messages
 * each) is put, sealed by the product's code with the person's own key, where the browser keeps it. `--firm=<folder>` as there.
 */
import { writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { Portal } from '../e2e/fixtures/portal.ts';
import { memoryDevice, memoryDigests, Person } from '../claims/people.ts';
import { madeFirmIn, type FirmName, type MadeFirm } from './big-firm.ts';
import { enter, launching } from './lists-in-browser.ts';
import { madeDigest, TYPED } from './made-digests.ts';
import { median, spread, type Bench, type BenchOptions, type Row } from './table.ts';
import { part } from './search-in-browser.ts';
import { resultsOf } from './transfer/results.ts';

export const searchOnScreen: Bench = {
	name: 'search-on-screen',
	about:
		'From a letter typed into the portal’s search to what was found on the screen, in Chromium: medians of the rounds with the least and the most.',
	async run(options) {
		const folder = options.firm ?? (await mkdtemp(path.join(tmpdir(), 'tallyport-lists-')));
		const browser = await chromium.launch(launching());
		try {
			const rows = await measured(browser, folder, options);
			if (!options.quick) writeFileSync(...resultsOf('search-on-screen', rows));
			return rows;
		} finally {
			await browser.close();
			if (options.firm === null) await rm(folder, { recursive: true });
		}
	}
};

async function measured(browser: Browser, folder: string, options: BenchOptions): Promise<Row[]> {
	const big = await Place.open(browser, folder, options.quick ? 'quick' : 'big', options);
	const small = await Place.open(browser, folder, 'small', options);
	try {
		for (let round = 1; round <= (options.rounds ?? 3); round++) {
			for (const place of [big, small]) await place.round();
			options.say(`round ${String(round)}`);
		}
	} finally {
		for (const place of [big, small]) await place.close();
	}
	return Object.entries(big.figures).map(([what, there]): Row => {
		const here = small.figures[what] ?? [];
		return {
			what,
			'the big firm': spread(there, 0),
			'the small firm': spread(here, 0),
			ratio: (median(there) / median(here)).toFixed(1)
		};
	});
}

/** A record as it lies in the browser: whose, under which name, sealed. */
type Kept = readonly [user: string, name: string, sealed: string];

class Place {
	readonly figures: Record<string, number[]> = {};
	readonly #browser: Browser;
	readonly #portal: Portal;
	readonly #firm: MadeFirm;
	readonly #kept: readonly Kept[];
	readonly #copy: string;

	private constructor(
		browser: Browser,
		portal: Portal,
		firm: MadeFirm,
		kept: readonly Kept[],
		copy: string
	) {
		this.#browser = browser;
		this.#portal = portal;
		this.#firm = firm;
		this.#kept = kept;
		this.#copy = copy;
	}

	static async open(browser: Browser, folder: string, name: FirmName, { say }: BenchOptions) {
		const firm = await madeFirmIn(folder, name, say);
		const copy = await mkdtemp(path.join(tmpdir(), 'tallyport-copy-'));
		await cp(path.join(folder, name), copy, { recursive: true });
		const portal = await Portal.start({ TALLYPORT_DATA: copy });
		const kept = await sealedFor(portal, firm);
		say(`${name}: ${String(kept.length)} clients known`);
		return new Place(browser, portal, firm, kept, copy);
	}

	async close(): Promise<void> {
		await this.#portal.stop();
		await rm(this.#copy, { recursive: true });
	}

	/** A new profile: in, everything opened from what is kept, and then the first letter typed since. */
	async round(): Promise<void> {
		const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
		const page = await context.newPage();
		try {
			await page.goto(this.#portal.origin);
			await keep(page, this.#kept);
			await enter(page, this.#portal.origin, this.#firm.words);
			await page.getByRole('button', { name: 'Open my account' }).click();
			await page.getByRole('button', { name: 'Not on this device' }).click();
			const known = performance.now();
			await page.getByRole('link', { name: 'Requests', exact: true }).click();
			await page.getByRole('tablist', { name: 'Which requests' }).waitFor();
			await page.getByText(/^Reading /u).waitFor({ state: 'hidden', timeout: 120_000 });
			this.#note('until all is known, from unlocking, ms', performance.now() - known);
			await this.#typed(page);
		} finally {
			await context.close();
		}
	}

	async #typed(page: Page): Promise<void> {
		const field = page.getByRole('combobox', { name: 'Search clients, files and messages' });
		await page.evaluate(watchTyping);
		await field.focus();
		const times: number[] = [];
		for (const phrase of TYPED) {
			for (const letter of phrase) {
				await page.keyboard.type(letter);
				times.push(await page.evaluate(() => Reflect.get(window, 'shown') as Promise<number>));
			}
			await field.fill('');
		}
		const [first = NaN, ...others] = times;
		this.#note('the first letter, ms', first);
		this.#note('one of the 74 others: p50, ms', median(others));
		this.#note('p90, ms', part(others, 0.9));
		this.#note('the longest, ms', Math.max(...others));
	}

	#note(what: string, ms: number): void {
		(this.figures[what] ??= []).push(ms);
	}
}

/** What the person's browser would keep of each client, had it read the logs of as much as this. */
async function sealedFor(portal: Portal, { words }: MadeFirm): Promise<Kept[]> {
	const store = memoryDigests();
	const reached = {
		fetch: (address: string, init: RequestInit) => fetch(new URL(address, portal.origin), init),
		services: { now: Date.now }
	};
	const person = new Person(reached, memoryDevice(undefined, store));
	await person.core.recover(words.join(' '));
	const { session } = person.keyholder;
	// Their short logs are read, so that the account knows up to where.
	person.knows = true;
	const clients = await person.core.clients();
	await person.knowing.settled();
	await session.saveKeyring();
	const kept = await session.keptDigests(store);
	for (const [one, { vault, name }] of clients.entries()) {
		const [head] = session.heads.get(vault) ?? [];
		if (head) await kept.keep({ ...madeDigest(one), vault, head, name });
	}
	return [...store.records].map(([key, sealed]): Kept => {
		const [user = '', name = ''] = key.split(' ');
		return [user, name, encodeBase64url(sealed)];
	});
}

const AT_ONCE = 250;

/** Where device-store.ts looks for it. */
async function keep(page: Page, kept: readonly Kept[]): Promise<void> {
	for (let at = 0; at < kept.length; at += AT_ONCE)
		await page.evaluate(
			async (records) => {
				const opening = indexedDB.open('tallyport', 1);
				opening.onupgradeneeded = () => opening.result.createObjectStore('device');
				await new Promise((resolve) => (opening.onsuccess = resolve));
				const transaction = opening.result.transaction('device', 'readwrite');
				const objects = transaction.objectStore('device');
				for (const [user, name, sealed] of records) {
					const text = atob(sealed.replaceAll('-', '+').replaceAll('_', '/'));
					objects.put(
						Uint8Array.from(text, (byte) => byte.charCodeAt(0)),
						['digest', user, name]
					);
				}
				await new Promise((resolve) => (transaction.oncomplete = resolve));
				opening.result.close();
			},
			kept.slice(at, at + AT_ONCE)
		);
}

/** Runs in the page: `shown` is how long it took from the latest letter until a frame with its answer was painted. */
function watchTyping(): void {
	const status = document.querySelector('search [role="status"]');
	const painted = () =>
		new Promise((resolve) => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = resolve;
			port2.postMessage(null);
		});
	addEventListener(
		'beforeinput',
		() => {
			const started = performance.now();
			const shown = async () => {
				// Empty until what is there was found for what stands in the field.
				do await new Promise((resolve) => requestAnimationFrame(resolve));
				while (status?.textContent === '');
				await painted();
				return performance.now() - started;
			};
			Reflect.set(window, 'shown', shown());
		},
		{ capture: true }
	);
}
