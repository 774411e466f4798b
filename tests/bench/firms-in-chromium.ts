/**
 * The firms of big-firm.ts, each behind a real server and in real Chromium, for benchmarks of what people see: a big one by turns
 * with a small one. A large one takes minutes to make, so `--firm=<folder>` keeps it.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/browsers.js';
import { Portal } from '../e2e/fixtures/portal.ts';
import { madeFirmIn, type FirmName, type MadeFirm } from './big-firm.ts';
import { median, spread, type BenchOptions, type Row } from './table.ts';

/** A firm on a server of its own, which is a copy: every run begins with the same. */
export class ServedFirm {
	readonly firm: MadeFirm;
	readonly portal: Portal;
	readonly figures: Record<string, number[]> = {};
	readonly #browser: Browser;
	readonly #copy: string;

	private constructor(firm: MadeFirm, portal: Portal, browser: Browser, copy: string) {
		this.firm = firm;
		this.portal = portal;
		this.#browser = browser;
		this.#copy = copy;
	}

	static async start(
		browser: Browser,
		folder: string,
		name: FirmName,
		{ say }: BenchOptions
	): Promise<ServedFirm> {
		const firm = await madeFirmIn(folder, name, say);
		const copy = await mkdtemp(path.join(tmpdir(), 'tallyport-copy-'));
		await cp(path.join(folder, name), copy, { recursive: true });
		return new ServedFirm(firm, await Portal.start({ TALLYPORT_DATA: copy }), browser, copy);
	}

	async stop(): Promise<void> {
		await this.portal.stop();
		await rm(this.#copy, { recursive: true });
	}

	note(what: string, ms: number): void {
		(this.figures[what] ??= []).push(ms);
	}

	/** In a browser that was never here. */
	async inNewProfile(work: (page: Page) => Promise<void>): Promise<void> {
		const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
		try {
			await work(await context.newPage());
		} finally {
			await context.close();
		}
	}

	/** In by the recovery words: a passkey's ceremony takes as long as the person does. */
	async enter(page: Page): Promise<void> {
		await page.goto(`${this.portal.origin}/recover`);
		for (const [index, word] of this.firm.words.entries())
			await page.getByLabel(`Word ${String(index + 1)}`, { exact: true }).fill(word);
	}

	/** For the client's own code outside the browser. */
	readonly fetch = (address: string, init: RequestInit): Promise<Response> =>
		fetch(new URL(address, this.portal.origin), init);
}

/** What is done again in every round, and noted. */
export type Rounds = () => Promise<void>;

/** Rounds of both firms by turns. */
export async function bigBesideSmall(
	options: BenchOptions,
	prepare: (served: ServedFirm, name: FirmName) => Promise<Rounds>,
	digits?: number
): Promise<Row[]> {
	const folder = options.firm ?? (await mkdtemp(path.join(tmpdir(), 'tallyport-lists-')));
	const browser = await chromium.launch(launching());
	const served: ServedFirm[] = [];
	const start = async (name: FirmName) => {
		const one = await ServedFirm.start(browser, folder, name, options);
		served.push(one);
		return { figures: one.figures, round: await prepare(one, name) };
	};
	try {
		const big = await start(options.quick ? 'quick' : 'big');
		const small = await start('small');
		for (let round = 1; round <= (options.rounds ?? 3); round++) {
			await big.round();
			await small.round();
			options.say(`round ${String(round)}`);
		}
		return Object.entries(big.figures).map(([what, there]): Row => {
			const here = small.figures[what] ?? [];
			return {
				what,
				'the big firm': spread(there, digits),
				'the small firm': spread(here, digits),
				ratio: (median(there) / median(here)).toFixed(1)
			};
		});
	} finally {
		for (const one of served) await one.stop();
		await browser.close();
		if (options.firm === null) await rm(folder, { recursive: true });
	}
}

export function launching() {
	const executablePath = findChromium();
	const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
	return { ...(executablePath === undefined ? {} : { executablePath }), args: sandbox };
}
