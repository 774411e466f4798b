/**
 * The same firms as in lists.ts, in real Chromium against the real server: from the press of the button to what people see.
 * The page itself takes the times. `--firm=<folder>` as there.
 */
import type { Page } from '@playwright/test';
import { Person } from '../claims/people.ts';
import { bigBesideSmall, type ServedFirm } from './firms-in-chromium.ts';
import { median, type Bench } from './table.ts';

export const listsInBrowser: Bench = {
	name: 'lists-in-browser',
	about:
		'Lists in Chromium: medians with the least and the most; “small” is a firm of 20 clients with a vault of 60 entries.',
	run: (options) =>
		bigBesideSmall(options, (served) => {
			const lists = new Lists(served);
			return Promise.resolve(() => lists.round());
		})
};

class Lists {
	readonly #served: ServedFirm;
	#made = 0;

	constructor(served: ServedFirm) {
		this.#served = served;
	}

	/** One round: a new browser profile signs in twice, so that the second time it has what it kept. */
	round(): Promise<void> {
		return this.#served.inNewProfile(async (page) => {
			await this.#visit(page, 'cold');
			await this.#scrolled(page, 'vault');
			await this.#entryArrives(page);
			await page.reload();
			await this.#visit(page, 'warm');
		});
	}

	async #visit(page: Page, how: 'cold' | 'warm'): Promise<void> {
		await this.#served.enter(page);
		const open = page.getByRole('button', { name: 'Open my account' });
		const on = page.getByRole('button', { name: 'Not on this device' });
		this.#served.note(`unlocking, ${how}, ms`, await until(page, open, 'button.quiet'));
		this.#served.note(
			`the client list, ${how}, ms`,
			await until(page, on, 'table[aria-label="Clients"] a')
		);
		if (how === 'cold') await this.#scrolled(page, 'client list');
		await page.evaluate(() => scrollTo(0, 0));
		await page
			.getByRole('combobox', { name: 'Search clients, files and messages' })
			.fill('Chidi 0');
		const client = page.getByRole('option').first();
		this.#served.note(
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
		this.#served.note(`scrolling the ${what}: median frame, ms`, median(frames));
		this.#served.note(`scrolling the ${what}: longest frame, ms`, Math.max(...frames));
	}

	/** Somebody else makes a folder: from the server's answer to them until it is on this screen, and how long the page stood. */
	async #entryArrives(page: Page): Promise<void> {
		const { firm, fetch } = this.#served;
		const { vault, words } = firm;
		const portal = { fetch, services: { now: Date.now } };
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
			this.#served.note('one new entry: from written to on screen, ms', at - written);
			this.#served.note('one new entry: longest frame meanwhile, ms', longest);
		}
	}
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
