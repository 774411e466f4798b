/**
 * Searching a firm of 5,000 clients in the portal itself, in Chromium, and its page of all requests: from a letter typed, or a
 * press, to what was found on the screen. The firm is that of lists.ts; what would take minutes to read from 5,000 logs (40 files, 14 requests and 6 messages
 * each) is put, sealed by the product's code with the person's own key, where the browser keeps it. `--firm=<folder>` as there.
 */
import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { memoryDevice, memoryDigests, Person } from '../claims/people.ts';
import { bigBesideSmall, type ServedFirm } from './firms-in-chromium.ts';
import { madeDigest, TYPED } from './made-digests.ts';
import { median, type Bench } from './table.ts';
import { part } from './search-in-browser.ts';
import { resultsOf } from './transfer/results.ts';

export const searchOnScreen: Bench = {
	name: 'search-on-screen',
	about:
		'From a letter typed into the portal’s search, or a press on its page of requests, to what is found on the screen, in Chromium: medians of the rounds with the least and the most.',
	async run(options) {
		const prepare = async (served: ServedFirm, name: string) => {
			const kept = await sealedFor(served);
			options.say(`${name}: ${String(kept.length)} clients known`);
			return () => served.inNewProfile((page) => searched(page, served, kept));
		};
		const rows = await bigBesideSmall(options, prepare, 0);
		if (!options.quick) writeFileSync(...resultsOf('search-on-screen', rows));
		return rows;
	}
};

/** A record as it lies in the browser: whose, under which name, sealed. */
type Kept = readonly [user: string, name: string, sealed: string];

/** One round: in, everything opened from what is kept, and then the first letter typed since. */
async function searched(page: Page, served: ServedFirm, kept: readonly Kept[]): Promise<void> {
	await page.goto(served.portal.origin);
	await keep(page, kept);
	await served.enter(page);
	await page.getByRole('button', { name: 'Open my account' }).click();
	await page.getByRole('button', { name: 'Not on this device' }).click();
	const known = performance.now();
	await page.getByRole('link', { name: 'Requests', exact: true }).click();
	await page.getByRole('tablist', { name: 'Which requests' }).waitFor();
	await page.getByText(/^Reading /u).waitFor({ state: 'hidden', timeout: 120_000 });
	served.note('until all is known, from unlocking, ms', performance.now() - known);
	await typed(page, served);
	await requests(page, served);
}

async function typed(page: Page, served: ServedFirm): Promise<void> {
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
	served.note('the first letter, ms', first);
	served.note('one of the 74 others: p50, ms', median(others));
	served.note('p90, ms', part(others, 0.9));
	served.note('the longest, ms', Math.max(...others));
}

const TIMES = 5;

/** The page of what all clients were asked for: opened again and again, and each of its filters. */
async function requests(page: Page, served: ServedFirm): Promise<void> {
	const link = (name: RegExp) => page.getByRole('navigation').getByRole('link', { name });
	const opened: number[] = [];
	const filtered: number[] = [];
	for (let time = 0; time < TIMES; time++) {
		await link(/^Clients/u).click();
		await page.getByRole('heading', { level: 1, name: 'Clients' }).waitFor();
		opened.push(await link(/^Requests/u).evaluate(pressed));
		for (const name of [/^Overdue/u, /^Waiting on client/u])
			filtered.push(await page.getByRole('tab', { name }).evaluate(pressed));
	}
	served.note('the page of requests: from the press to its lines, ms', median(opened));
	served.note('the longest opening of it, ms', Math.max(...opened));
	served.note('another filter: from the press to its lines, ms', median(filtered));
	served.note('the longest with another filter, ms', Math.max(...filtered));
}

/** Runs in the page: how long it takes from a press until a frame with other lines than before was painted. */
async function pressed(button: HTMLElement | SVGElement): Promise<number> {
	const line = () =>
		document.querySelector('[role="tabpanel"] [role="row"] a, [role="tabpanel"] tbody a');
	const before = line();
	const started = performance.now();
	button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
	do await new Promise((resolve) => requestAnimationFrame(resolve));
	while (line() === null || line() === before);
	await new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = resolve;
		port2.postMessage(null);
	});
	return performance.now() - started;
}

/** What the person's browser would keep of each client, had it read the logs of as much as this. */
async function sealedFor({ firm, fetch }: ServedFirm): Promise<Kept[]> {
	const store = memoryDigests();
	const reached = { fetch, services: { now: Date.now } };
	const person = new Person(reached, memoryDevice(undefined, store));
	await person.core.recover(firm.words.join(' '));
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
