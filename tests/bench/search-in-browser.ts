/**
 * Searching 5,000 clients and 200,000 files in a Chromium that nothing inspects. First the product's own index in a worker of a
 * bare page: making, sealing, storing and opening it, and a search from message to answer, beside looking through all texts.
 * Then the portal itself, with a real firm of as many clients whose kept digests were prepared: from the press of a key to
 * what was found on the screen, beside a small firm. `--firm=<folder>` as in lists.ts.
 */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { Portal } from '../e2e/fixtures/portal.ts';
import { UnwatchedBrowser } from '../e2e/fixtures/unwatched.ts';
import { madeFirmIn, type FirmName } from './big-firm.ts';
import { keptOf, type KeptThere } from './known-firm.ts';
import { STEPS, TYPED } from './made-digests.ts';
import type { Bench, BenchOptions, Row } from './table.ts';
import { used } from './transfer/processes.ts';
import { resultsOf } from './transfer/results.ts';

export const searchInBrowser: Bench = {
	name: 'search-in-browser',
	about:
		'Searching all clients (5,000 with 40 files, 14 requests and 6 messages each) in Chromium: p50, p99 and the longest of searches as they are typed, letter by letter. Memory is the renderer’s, resident, at rest.',
	async run(options) {
		const folder = options.firm ?? (await mkdtemp(path.join(tmpdir(), 'tallyport-search-')));
		try {
			const name = options.quick ? 'quick' : 'big';
			// Made before anything is measured.
			for (const one of [name, 'small'] as const) await keptOf(folder, one, options.say);
			const rows = [
				...(await inAWorker(options)),
				...(await inThePortal(folder, name, options)),
				...(await inThePortal(folder, 'small', options))
			];
			if (!options.quick) writeFileSync(...resultsOf('search-in-browser', rows));
			return rows;
		} finally {
			if (options.firm === null) await rm(folder, { recursive: true });
		}
	}
};

const row = (what: string, index: string, texts = ''): Row => ({
	what,
	'the index': index,
	'looking through all texts': texts
});

/** `10.5 / 24.3 / 31.0` */
function percentiles(times: readonly number[]): string {
	const sorted = times.toSorted((a, b) => a - b);
	const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(1);
	return `${at(0.5)} / ${at(0.99)} / ${(sorted.at(-1) ?? NaN).toFixed(1)}`;
}

/** What the page's work answers. Looking costs the page something, so it is seldom done. */
async function outcomeOf<T>(browser: UnwatchedBrowser, work: string): Promise<T> {
	while ((await browser.evaluate('typeof begin')) !== 'function') await pause(50);
	await browser.evaluate(`begin(async () => ${work})`);
	for (;;) {
		await pause(250);
		const outcome = (await browser.evaluate('bench.outcome')) as Outcome<T> | null;
		if (outcome?.error !== undefined) throw new Error(outcome.error);
		if (outcome) return outcome.value as T;
	}
}

interface Outcome<T> {
	value?: T;
	error?: string;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The largest renderer's, after some rest. */
async function memoryOf(browser: UnwatchedBrowser): Promise<string> {
	const { memory } = await used({ browser: browser.pid, server: 0 }, () => pause(3000));
	return memory.renderer.toFixed(0);
}

/** In a process of its own, with nothing of the page before. */
async function afresh(browser: UnwatchedBrowser, address: string): Promise<void> {
	await browser.go('about:blank');
	await pause(1000);
	await browser.go(address);
}

type Timed<T = unknown> = { ms: number; result: T };

async function inAWorker({ quick, upTo, rounds, say }: BenchOptions): Promise<Row[]> {
	const clients = upTo ?? (quick ? 200 : 5000);
	await using page = await servedPage();
	const { address } = page;
	await using browser = await UnwatchedBrowser.open(address);
	const nothing = await memoryOf(browser);
	const job = <T>(name: string, given: unknown = null) =>
		outcomeOf<Timed<T>>(browser, `bench.timed('${name}', ${JSON.stringify(given)})`);
	const { result: places } = await job('make', clients);
	const built = await job<{ texts: number; bytes: number }>('build');
	say(`${String(built.result.texts)} texts in the index`);
	const kept = await job('keep');
	say('sealed and stored');

	await afresh(browser, address);
	const opened = await job('open', places);
	const memory = await memoryOf(browser);
	const first = await job('index', 'okafor');
	await job('textsBeside');
	await job('linear', 'okafor');
	const ways = `['index', 'linear']`;
	const times = await outcomeOf<{ index: number[]; linear: number[] }>(
		browser,
		`bench.searches(${JSON.stringify(STEPS)}, ${ways}, ${String(rounds ?? 3)})`
	);
	say('searched in a worker');

	await afresh(browser, address);
	const openedTexts = await job('openTexts', places);
	const memoryOfTexts = await memoryOf(browser);
	return [
		row('texts', String(built.result.texts)),
		row('making the index, ms', built.ms.toFixed(0)),
		row('its typed arrays and words, MiB', (built.result.bytes / 2 ** 20).toFixed(1)),
		row('sealing and storing all, ms', kept.ms.toFixed(0)),
		row(
			'opening what is stored and making it ready, ms',
			opened.ms.toFixed(0),
			openedTexts.ms.toFixed(0)
		),
		row(`memory then, MiB (an empty page: ${nothing})`, memory, memoryOfTexts),
		row('the first search, for which lists are made, ms', first.ms.toFixed(0)),
		row(
			'a search, from message to answer, p50 / p99 / longest, ms',
			percentiles(times.index),
			percentiles(times.linear)
		)
	];
}

/** A page with nothing on it but the worker, which is bundled as the product's are. */
async function servedPage(): Promise<AsyncDisposable & { address: string }> {
	const folder = path.join(import.meta.dirname, 'search-page');
	const built = await build({
		configFile: false,
		logLevel: 'error',
		publicDir: false,
		define: { __API_ORIGIN__: '""' },
		build: {
			write: false,
			target: 'es2022',
			rolldownOptions: {
				input: ['search.worker.ts', 'page.ts'].map((file) => path.join(folder, file)),
				output: { entryFileNames: '[name].js', format: 'es' }
			}
		}
	});
	const files = new Map<string, string | Uint8Array>([
		['/', '<!doctype html><title>Bench</title><script type="module" src="/page.js"></script>']
	]);
	for (const bundle of [built].flat())
		for (const one of 'output' in bundle ? bundle.output : [])
			files.set(`/${one.fileName}`, one.type === 'chunk' ? one.code : one.source);
	const server: Server = createServer(({ url = '/' }, response) => {
		const content = files.get(url);
		const type = url.endsWith('.js') ? 'text/javascript' : 'text/html';
		response.writeHead(content === undefined ? 404 : 200, { 'content-type': type }).end(content);
	});
	server.listen(0, 'localhost');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		address: `http://localhost:${String(port)}/`,
		[Symbol.asyncDispose]: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	};
}

const FIELD = `document.querySelector('search input[role=combobox]')`;

async function inThePortal(folder: string, name: FirmName, options: BenchOptions): Promise<Row[]> {
	const { words } = await madeFirmIn(folder, name, options.say);
	const kept = await keptOf(folder, name, options.say);
	const copy = await mkdtemp(path.join(tmpdir(), 'tallyport-copy-'));
	await cp(path.join(folder, name), copy, { recursive: true });
	try {
		await using portal = await Portal.start({ TALLYPORT_DATA: copy });
		await using browser = await UnwatchedBrowser.open(portal.origin);
		await store(browser, kept);
		await browser.go(`${portal.origin}/recover`);
		await browser.seesText('Open my account');
		await browser.type(words.join(' '));
		await browser.press('Open my account');
		await browser.seesText('Not on this device');
		const started = performance.now();
		await browser.press('Not on this device');
		const known = await untilKnown(browser, started);
		options.say(`${name}: everything known after ${known.toFixed(0)} ms`);
		await browser.evaluate(`(${instrument.toString()})(${FIELD})`);
		const times: number[] = [];
		for (let round = 0; round < (options.rounds ?? 3); round++)
			for (const text of TYPED) times.push(...(await typed(browser, text)));
		const memory = await memoryOf(browser);
		const firm = name === 'small' ? 'a firm of 20 clients' : 'the portal';
		return [
			row(`${firm}: from signing in until all is known, ms`, known.toFixed(0)),
			row(
				`${firm}: from a key to what was found on screen, p50 / p99 / longest, ms`,
				percentiles(times)
			),
			row(`${firm}: memory then, MiB`, memory)
		];
	} finally {
		await rm(copy, { recursive: true });
	}
}

const CHUNK = 200;

/** Into the browser's own database, before the portal's worker looks there. */
async function store(browser: UnwatchedBrowser, { user, heads, digests }: KeptThere) {
	const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
	const put = (records: readonly (readonly [unknown, Uint8Array])[]) =>
		outcomeOf(
			browser,
			`keep(${JSON.stringify(records.map(([key, value]) => [key, base64(value)]))})`
		);
	await browser.evaluate(`globalThis.bench = { outcome: null };
		globalThis.begin = (work) => {
			bench.outcome = null;
			work().then((value) => (bench.outcome = { value }), (error) => (bench.outcome = { error: String(error) }));
		};
		globalThis.keep = ${keep.toString()}`);
	await put([[`heads:${user}`, heads]]);
	for (let at = 0; at < digests.length; at += CHUNK)
		await put(
			digests.slice(at, at + CHUNK).map(([name, sealed]) => [['digest', user, name], sealed])
		);
}

/** Runs in the page. */
async function keep(records: [IDBValidKey, string][]): Promise<number> {
	const opening = indexedDB.open('tallyport', 1);
	opening.onupgradeneeded = () => opening.result.createObjectStore('device');
	await new Promise((resolve, reject) => {
		opening.onsuccess = resolve;
		opening.onerror = reject;
	});
	const writing = opening.result.transaction('device', 'readwrite');
	for (const [key, value] of records)
		writing.objectStore('device').put(
			Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0)),
			key
		);
	await new Promise((resolve, reject) => {
		writing.oncomplete = resolve;
		writing.onabort = reject;
	});
	opening.result.close();
	return records.length;
}

/** In milliseconds since `started`: nothing is left to be read. Asked seldom, because the reading waits for whoever asks. */
async function untilKnown(browser: UnwatchedBrowser, started: number): Promise<number> {
	const isThere = () => browser.evaluate(`${FIELD} !== null`);
	while ((await isThere()) !== true) await pause(100);
	await browser.evaluate(`${FIELD}.focus()`);
	for (const letter of 'zzzz') await browser.key(letter);
	const said = () => browser.evaluate(`document.querySelector('search [role=status]').textContent`);
	while ((await said()) !== 'Nothing found.') await pause(100);
	const took = performance.now() - started;
	await emptied(browser);
	return took;
}

async function emptied(browser: UnwatchedBrowser): Promise<void> {
	await browser.evaluate(`(() => {
		${FIELD}.value = '';
		${FIELD}.dispatchEvent(new InputEvent('input', { bubbles: true }));
	})()`);
	await pause(300);
}

/** Runs in the page: notes for each key how long it took until what was found was drawn, or nothing was found and that was said. */
function instrument(field: HTMLInputElement): void {
	const status = field.closest('search')?.querySelector('[role=status]');
	const taken: number[] = [];
	Reflect.set(window, 'taken', taken);
	let pressed = 0;
	field.addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), true);
	field.addEventListener('input', () => {
		const since = pressed;
		pressed = 0;
		if (since === 0) return;
		const frame = () => {
			// Empty as long as what is on screen is not for what stands in the field.
			if (status?.textContent === '') return void requestAnimationFrame(frame);
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => taken.push(performance.now() - since);
			// Its turn comes after this frame was drawn.
			port2.postMessage(null);
		};
		requestAnimationFrame(frame);
	});
}

async function typed(browser: UnwatchedBrowser, text: string): Promise<number[]> {
	await browser.evaluate(`${FIELD}.focus(); taken.length = 0`);
	for (const [at, letter] of [...text].entries()) {
		await browser.key(letter);
		while (Number(await browser.evaluate('taken.length')) <= at) await pause(10);
	}
	const times = (await browser.evaluate('taken')) as number[];
	await emptied(browser);
	return times;
}
