/**
 * Searching 5,000 clients and 200,000 files in a Chromium that nothing inspects: the product's own index in a worker of a page
 * with nothing else on it. Each round has a browser of its own, which stores everything in one tab and searches it in another.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'vite';
import { UnwatchedBrowser } from '../e2e/fixtures/unwatched.ts';
import type { Filled, Searched, Task, Took } from './search-page/page.ts';
import { spread, type Bench, type BenchOptions, type Row } from './table.ts';
import { used } from './transfer/processes.ts';
import { resultsOf } from './transfer/results.ts';

export const searchInBrowser: Bench = {
	name: 'search-in-browser',
	about:
		'Searching all clients (5,000 with 40 files, 14 requests and 6 messages each) in Chromium, as six phrases are typed letter by letter: medians of the rounds with the least and the most.',
	async run(options) {
		const rows = await measured(options);
		if (!options.quick) writeFileSync(...resultsOf('search-in-browser', rows));
		return rows;
	}
};

/** Far longer than a round takes: a page that says nothing until then says nothing at all. */
const PATIENCE_MS = 240_000;

interface Round {
	readonly filled: Filled;
	readonly searched: Searched;
	readonly memory: number;
}

async function measured({ quick, upTo, rounds, say }: BenchOptions): Promise<Row[]> {
	const clients = upTo ?? (quick ? 200 : 5000);
	await using page = await servedPage();
	const taken: Round[] = [];
	for (let round = 1; round <= (rounds ?? 3); round++) {
		taken.push(await roundOf(page, clients));
		say(`round ${String(round)}`);
	}
	return rowsOf(taken);
}

async function roundOf(page: ServedPage, clients: number): Promise<Round> {
	const filling = page.give<Filled>({ act: 'fill', clients });
	await using browser = await UnwatchedBrowser.open(page.address);
	const filled = await filling;
	let memory = NaN;
	const searching = page.give<Searched>({ act: 'search', places: filled.places }, async () => {
		memory = await memoryOf(browser);
	});
	// In a process of its own, with nothing in memory of the page before.
	await browser.crashTab(page.address);
	return { filled, searched: await searching, memory };
}

/** Of the largest renderer, after some rest. */
async function memoryOf(browser: UnwatchedBrowser): Promise<number> {
	const rest = () => new Promise<void>((resolve) => setTimeout(resolve, 3000));
	return (await used({ browser: browser.pid, server: 0 }, rest)).memory.renderer;
}

function rowsOf(taken: readonly Round[]): Row[] {
	const row = (what: string, index: string, linear = ''): Row => ({
		what,
		'the index': index,
		'looking through all texts': linear
	});
	const each = (of: (round: Round) => number, digits = 0) => spread(taken.map(of), digits);
	const both = (what: string, of: (times: readonly number[]) => number, by: keyof Took) => {
		const times = (way: 'index' | 'linear') =>
			each(({ searched }) => of(searched[way].map((took) => took[by])), 1);
		return row(what, times('index'), times('linear'));
	};
	return [
		row('texts', String(taken[0]?.filled.texts)),
		row(
			'making the index, ms',
			each(({ filled }) => filled.build.page)
		),
		row(
			'sealing and storing all, ms',
			each(({ filled }) => filled.keep.page)
		),
		row(
			'in a new page: opening what is stored and making the index and its lists, ms',
			each(({ searched }) => searched.open.page)
		),
		row(
			'the first letter then, as the page sees it, ms',
			each(({ searched }) => searched.first.page, 1)
		),
		row(
			'memory of the page’s process then, MiB',
			each(({ memory }) => memory)
		),
		both('one search as the page sees it: p50, ms', (times) => part(times, 0.5), 'page'),
		both('p99, ms', (times) => part(times, 0.99), 'page'),
		both('the longest, ms', (times) => Math.max(...times), 'page'),
		both('one search in the worker: p50, ms', (times) => part(times, 0.5), 'worker'),
		both('p99, ms', (times) => part(times, 0.99), 'worker')
	];
}

export const part = (times: readonly number[], share: number): number =>
	times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? NaN;

interface ServedPage extends AsyncDisposable {
	readonly address: string;
	/** Whichever page is opened next does this, and what it took is answered. `rested`: whenever it says that it is at rest. */
	give<T>(task: Task, rested?: () => Promise<void>): Promise<T>;
}

/** A page with nothing on it but the worker, which is bundled as the product's are. */
async function servedPage(): Promise<ServedPage> {
	const files = await bundled();
	let task = '';
	let atRest = () => Promise.resolve();
	let outcome = Promise.withResolvers<unknown>();
	const answers: Record<string, (request: IncomingMessage) => unknown> = {
		'/task': () => task,
		'/at-rest': () => atRest(),
		'/outcome': (request) => outcomeOf(request).then(outcome.resolve, outcome.reject)
	};
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const { url = '/' } = request;
		const content = files.get(url) ?? (await answers[url]?.(request)) ?? '';
		const type = url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
		response.writeHead(200, { 'content-type': type }).end(content);
	};
	const server = createServer((request, response) => void answer(request, response));
	server.listen(0, 'localhost');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		address: `http://localhost:${String(port)}/`,
		async give<T>(given: Task, rested = () => Promise.resolve()) {
			task = JSON.stringify(given);
			atRest = rested;
			outcome = Promise.withResolvers();
			const { promise, reject } = outcome;
			const patience = setTimeout(() => {
				reject(new Error(`${given.act}: the page said nothing`));
			}, PATIENCE_MS);
			return (await promise.finally(() => {
				clearTimeout(patience);
			})) as T;
		},
		[Symbol.asyncDispose]: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	};
}

async function outcomeOf(request: IncomingMessage): Promise<unknown> {
	const { value, error } = JSON.parse(await text(request)) as { value?: unknown; error?: string };
	if (error !== undefined) throw new Error(error);
	return value;
}

async function bundled(): Promise<Map<string, string | Uint8Array>> {
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
	const page = '<!doctype html><title>Bench</title><script type="module" src="/page.js"></script>';
	const files = new Map<string, string | Uint8Array>([['/', page]]);
	for (const bundle of [built].flat())
		for (const one of 'output' in bundle ? bundle.output : [])
			files.set(`/${one.fileName}`, one.type === 'chunk' ? one.code : one.source);
	return files;
}
