/**
 * The same firms as in lists.ts, in real Chromium against the real server: from the press of the button to what people see.
 * The page itself takes the times. `--firm=<folder>` as there.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/browsers.js';
import { Portal } from '../e2e/fixtures/portal.ts';
import { Person } from '../claims/people.ts';
import { madeFirmIn, type FirmName, type MadeFirm } from './big-firm.ts';
import { median, spread, type Bench, type BenchOptions, type Row } from './table.ts';

export const listsInBrowser: Bench = {
	name: 'lists-in-browser',
	about:
		'Lists in Chromium: medians with the least and the most; “small” is a firm of 20 clients with a vault of 60 entries.',
	async run(options) {
		const folder = options.firm ?? (await mkdtemp(path.join(tmpdir(), 'tallyport-lists-')));
		const browser = await chromium.launch(launching());
		try {
			const big = await Place.open(browser, folder, options.quick ? 'quick' : 'big', options);
			const small = await Place.open(browser, folder, 'small', options);
			return await measured([big, small], options);
		} finally {
			await browser.close();
			if (options.firm === null) await rm(folder, { recursive: true });
		}
	}
};

export function launching() {
	const executablePath = findChromium();
	const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
	return { ...(executablePath === undefined ? {} : { executablePath }), args: sandbox };
}

/** In by the recovery words: a passkey's ceremony takes as long as the person does. */
export async function enter(page: Page, origin: string, words: readonly string[]): Promise<void> {
	await page.goto(`${origin}/recover`);
	for (const [index, word] of words.entries())
		await page.getByLabel(`Word ${String(index + 1)}`, { exact: true }).fill(word);
}

type Figures = Record<string, number[]>;

/** A firm on a server of its own, which is a copy: every run begins with the same. */
class Place {
	readonly figures: Figures = {};
	readonly firm: MadeFirm;
	readonly #portal: Portal;
	readonly #browser: Browser;
	readonly #copy: string;
	#made = 0;

	private constructor(portal: Portal, browser: Browser, firm: MadeFirm, copy: string) {
		this.#portal = portal;
		this.#browser = browser;
		this.firm = firm;
		this.#copy = copy;
	}

	static async open(
		browser: Browser,
		folder: string,
		name: FirmName,
		{ say }: BenchOptions
	): Promise<Place> {
		const firm = await madeFirmIn(folder, name, say);
		const copy = await mkdtemp(path.join(tmpdir(), 'tallyport-copy-'));
		await cp(path.join(folder, name), copy, { recursive: true });
		return new Place(await Portal.start({ TALLYPORT_DATA: copy }), browser, firm, copy);
	}

	async close(): Promise<void> {
		await this.#portal.stop();
		await rm(this.#copy, { recursive: true });
	}

	/** One round: a new browser profile signs in twice, so that the second time it has what it kept. */
	async round(): Promise<void> {
		const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
		const page = await context.newPage();
		try {
			await this.#visit(page, 'cold');
			await this.#scrolled(page, 'vault');
			await this.#entryArrives(page);
			await page.reload();
			await this.#visit(page, 'warm');
		} finally {
			await context.close();
		}
	}

	#note(what: string, ms: number): void {
		(this.figures[what] ??= []).push(ms);
	}

	async #visit(page: Page, how: 'cold' | 'warm'): Promise<void> {
		await enter(page, this.#portal.origin, this.firm.words);
		const open = page.getByRole('button', { name: 'Open my account' });
		const on = page.getByRole('button', { name: 'Not on this device' });
		this.#note(`unlocking, ${how}, ms`, await until(page, open, 'button.quiet'));
		this.#note(
			`the client list, ${how}, ms`,
			await until(page, on, 'table[aria-label="Clients"] a')
		);
		if (how === 'cold') await this.#scrolled(page, 'client list');
		await page.evaluate(() => scrollTo(0, 0));
		await page
			.getByRole('combobox', { name: 'Search clients, files and messages' })
			.fill('Chidi 0');
		const client = page.getByRole('option').first();
		this.#note(
			`opening the vault, ${how}, ms`,
			await until(page, client, 'table[aria-label="Files"] [role="rowheader"] button')
		);
	}

	/** Ten screens down and up again; the longest and the median time from one frame to the next. */
	async #scrolled(page: Page, what: string): Promise<void> {
		const frames = await page.evaluate(async () => {
			const times: number[] = [];
			const room = document.documentElement.scrollHeight - innerHeight;
			let last = performance.now();
			for (let step = 1; step <= 120; step++) {
				await new Promise((resolve) => requestAnimationFrame(resolve));
				const now = performance.now();
				times.push(now - last);
				last = now;
				scrollTo(0, Math.min(room, step * 160));
			}
			return times.slice(1);
		});
		this.#note(`scrolling the ${what}: median frame, ms`, median(frames));
		this.#note(`scrolling the ${what}: longest frame, ms`, Math.max(...frames));
	}

	/** Somebody else makes a folder: from the server's answer to them until it is on this screen, and how long the page stood. */
	async #entryArrives(page: Page): Promise<void> {
		const { vault, words } = this.firm;
		const portal = { fetch: this.#fetch, services: { now: Date.now } };
		const other = new Person(portal);
		await other.core.recover(words.join(' '));
		await other.keyholder.session.vault(vault);
		await page.evaluate(() => scrollTo(0, 0));
		for (let one = 0; one < 5; one++) {
			const name = `Arrival ${String(this.#made++)}`;
			const seen = page.evaluate(whenShown, name);
			await other.core.makeFolder(vault, name);
			const written = performance.timeOrigin + performance.now();
			const { at, longest } = await seen;
			this.#note('one new entry: from written to on screen, ms', at - written);
			this.#note('one new entry: longest frame meanwhile, ms', longest);
		}
	}

	readonly #fetch = (address: string, init: RequestInit): Promise<Response> =>
		fetch(new URL(address, this.#portal.origin), init);
}

/** Runs in the page: when the text came into the column beside the files, and the longest frame until then. */
async function whenShown(text: string): Promise<{ at: number; longest: number }> {
	let [last, longest] = [performance.now(), 0];
	for (;;) {
		await new Promise((resolve) => requestAnimationFrame(resolve));
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
		if (document.querySelector('aside')?.textContent.includes(text))
			return { at: performance.timeOrigin + now, longest };
	}
}

async function until(page: Page, button: ReturnType<Page['locator']>, selector: string) {
	await page.evaluate(
		([sought]) => {
			Reflect.set(
				window,
				'shown',
				new Promise<number>((resolve) => {
					addEventListener(
						'click',
						() => {
							const started = performance.now();
							const look = () => {
								if (document.querySelector(sought)) resolve(performance.now() - started);
								else requestAnimationFrame(look);
							};
							requestAnimationFrame(look);
						},
						{ capture: true, once: true }
					);
				})
			);
		},
		[selector] as const
	);
	await button.click();
	return page.evaluate(() => Reflect.get(window, 'shown') as Promise<number>);
}

async function measured([big, small]: readonly [Place, Place], options: BenchOptions) {
	try {
		for (let round = 0; round < (options.rounds ?? 3); round++) {
			await big.round();
			await small.round();
			options.say(`round ${String(round + 1)}`);
		}
	} finally {
		await big.close();
		await small.close();
	}
	return Object.entries(big.figures).map(([what, there]): Row => {
		const here = small.figures[what] ?? [];
		return {
			what,
			'the big firm': spread(there),
			'the small firm': spread(here),
			ratio: (median(there) / median(here)).toFixed(1)
		};
	});
}
