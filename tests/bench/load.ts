/**
 * Fifty clients sending twenty files each, all at once: the client's own modules in this process, the real server in
 * another, over sockets. How long an append takes is what the client waits for it. Beside each append a request with
 * the same bytes goes to a bare server that only inserts them, from the same place at the same time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { VaultId } from '../../src/crypto/brands.ts';
import {
	fileOf,
	foundFirm,
	noise,
	picked,
	welcome,
	type Person,
	type Reachable
} from '../claims/people.ts';
import { ORIGIN } from '../server/portal.ts';
import { setupTokenIn } from '../server/process.ts';
import { each, processorOf, startBare, startPortal, stop, type Server } from './servers.ts';
import { median, spread, type Bench, type BenchOptions, type Row } from './table.ts';

const CLIENTS = 50;
const FILES = 20;
const FILE_BYTES = 200_000;

export const load: Bench = {
	name: 'load',
	about: `${String(CLIENTS)} clients sending ${String(FILES)} files of ${String(FILE_BYTES / 1000)} kB each at once.`,
	async run(options) {
		const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-load-'));
		const server = await startPortal(path.join(folder, 'data'), {
			TALLYPORT_ORIGIN: ORIGIN,
			TALLYPORT_LOG: 'info'
		});
		const bare = await startBare('bare-rows.ts', path.join(folder, 'bare.sqlite'));
		try {
			return await measured(server, bare, options);
		} finally {
			await stop(bare);
			await stop(server);
			await rm(folder, { recursive: true });
		}
	}
};

interface Client {
	readonly person: Person;
	readonly vault: VaultId;
}

/** Milliseconds of each append, at the portal and beside it; refusals that were not expected. */
interface Seen {
	readonly appends: number[];
	readonly bare: number[];
	/** Of the same appends, what the server's own log says. */
	readonly served: number[];
	readonly parts: number[];
	readonly errors: string[];
	seconds: number;
	processor: number;
}

async function measured(server: Server, bare: Server, options: BenchOptions): Promise<Row[]> {
	const [clients, files] = options.quick ? [5, 4] : [CLIENTS, FILES];
	const portal: Reachable = {
		fetch: (address, init) => fetch(`http://127.0.0.1:${String(server.port)}${address}`, init),
		setupToken: setupTokenIn(server.output()),
		services: { now: Date.now }
	};
	const { owner } = await foundFirm(portal);
	const people: Client[] = [];
	await each(clients, 1, async (number) => {
		const { client, vault } = await welcome(portal, owner, `Client ${String(number)}`);
		people.push({ person: client, vault });
	});
	options.say(`${String(clients)} clients are there`);
	const rounds: Seen[] = [];
	for (let round = 0; round < (options.rounds ?? (options.quick ? 1 : 3)); round++) {
		rounds.push(await allAtOnce(people, files, server, bare));
		options.say(`round ${String(round + 1)}: ${rounds.at(-1)?.seconds.toFixed(1) ?? ''} s`);
	}
	return rowsOf(rounds, clients * files);
}

async function allAtOnce(
	people: Client[],
	files: number,
	server: Server,
	bare: Server
): Promise<Seen> {
	const seen: Seen = {
		appends: [],
		bare: [],
		served: [],
		parts: [],
		errors: [],
		seconds: 0,
		processor: 0
	};
	for (const client of people) watch(client, bare, seen);
	const before = processorOf(server);
	const logged = server.output().length;
	const started = performance.now();
	await Promise.all(
		people.map(({ person, vault }) => {
			const chosen = Array.from({ length: files }, (_, number) =>
				fileOf(`Receipt ${String(number)}.pdf`, noise(FILE_BYTES))
			);
			return sendAll(person, vault, chosen).catch((error: unknown) =>
				seen.errors.push(String(error))
			);
		})
	);
	seen.seconds = (performance.now() - started) / 1000;
	seen.processor = processorOf(server) - before;
	seen.served.push(...servedIn(server.output().slice(logged)));
	return seen;
}

/** From lines of the request log. */
function servedIn(lines: string): number[] {
	const line = z.object({
		method: z.literal('POST'),
		route: z.literal('/api/vaults/:vault/log'),
		ms: z.number()
	});
	return lines.split('\n').flatMap((text) => {
		const read = text.startsWith('{') ? line.safeParse(JSON.parse(text)) : null;
		return read?.success ? [read.data.ms] : [];
	});
}

/** Looks seldom whether all are done: fifty who look often are most of what is measured. */
async function sendAll({ core }: Person, vault: VaultId, files: File[]): Promise<void> {
	await core.addFiles(vault, null, files.map(picked));
	for (;;) {
		await new Promise((resolve) => setTimeout(resolve, 250));
		const { queue } = await core.transfers();
		if (queue.filesFailed > 0) throw new Error('a file was not sent');
		if (queue.filesDone === queue.files) return;
	}
}

/** Times what goes to the server and notes what it refuses. */
function watch({ person, vault }: Client, bare: Server, seen: Seen): void {
	person.interfere = async (address, init, pass) => {
		const isAppend = init.method === 'POST' && address.endsWith(`${vault}/log`);
		const isPart = init.method === 'PUT' && address.includes('/parts/');
		const at = performance.now();
		const besides = isAppend
			? appendToBare(bare, vault, typeof init.body === 'string' ? init.body : '', seen)
			: null;
		const answer = await pass(address, init);
		if (isAppend) seen.appends.push(performance.now() - at);
		if (isPart) seen.parts.push(performance.now() - at);
		if (!answer.ok) seen.errors.push(`${String(answer.status)} ${init.method ?? ''}`);
		await besides;
		return answer;
	};
}

async function appendToBare(bare: Server, vault: VaultId, body: string, seen: Seen): Promise<void> {
	const at = performance.now();
	const headers = { 'content-type': 'application/json' };
	await fetch(`http://127.0.0.1:${String(bare.port)}/log/${vault}`, {
		method: 'POST',
		headers,
		body
	}).then((answer) => answer.text());
	seen.bare.push(performance.now() - at);
}

const at = (share: number, times: readonly number[]): number =>
	times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? NaN;

type Timed = 'appends' | 'served' | 'bare' | 'parts';

function rowsOf(rounds: readonly Seen[], files: number): Row[] {
	const each = (share: number, of: Timed) => rounds.map((one) => at(share, one[of]));
	const row = (what: string, of: Timed): Row => ({
		what,
		'p50, ms': spread(each(0.5, of)),
		'p99, ms': spread(each(0.99, of)),
		'to bare, p50 / p99': [0.5, 0.99]
			.map((share) => (median(each(share, of)) / median(each(share, 'bare'))).toFixed(2))
			.join(' / '),
		'files a second': spread(rounds.map(({ seconds }) => files / seconds)),
		'server, processor ms a file': spread(
			rounds.map(({ processor }) => (processor * 1000) / files)
		),
		errors: rounds.flatMap(({ errors }) => errors).length
	});
	return [
		row('append, as the client waits', 'appends'),
		row('append, in the server', 'served'),
		row('part', 'parts'),
		row('bare insert of the same bytes', 'bare')
	];
}
