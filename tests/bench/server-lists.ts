/**
 * Requests a second of the endpoints that lists come from, in a small firm and a large one, against Hono and
 * better-sqlite3 over the same rows and nothing else.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeRows, type Counts, type Rows } from './many-rows.ts';
import { ask, processorOf, startBare, startPortal, stop, type Server } from './servers.ts';
import { median, spread, type Bench, type BenchOptions, type Row } from './table.ts';

const AT_ONCE = 8;
const large: Counts = { clients: 5000, staff: 200, entries: 10_000, files: 5000 };
const small: Counts = { clients: 1001, staff: 10, entries: 600, files: 50 };

export const serverLists: Bench = {
	name: 'server-lists',
	about: `Lists and logs, ${String(AT_ONCE)} requests at once. Large: ${JSON.stringify(large)}. Small: ${JSON.stringify(small)}.`,
	async run(options) {
		const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-lists-'));
		try {
			const rows: Row[] = [];
			for (const [name, counts] of Object.entries(options.quick ? { small } : { small, large })) {
				rows.push(...(await inFirm(path.join(folder, name), name, counts, options)));
			}
			return rows;
		} finally {
			await rm(folder, { recursive: true });
		}
	}
};

async function inFirm(
	folder: string,
	name: string,
	counts: Counts,
	options: BenchOptions
): Promise<Row[]> {
	const rows = await writeRows(folder, counts);
	const copy = path.join(folder, 'bare.sqlite');
	await copyFile(path.join(folder, 'tallyport.sqlite'), copy);
	options.say(`${name}: rows are there`);
	const [portal, bare] = [await startPortal(folder), await startBare('bare-rows.ts', copy)];
	try {
		return await measured(name, portal, bare, rows, options);
	} finally {
		await stop(bare);
		await stop(portal);
	}
}

/** What is asked: of the portal, and of the bare server the same rows. Null: it has no such thing. */
interface Question {
	readonly what: string;
	readonly portal: string;
	readonly bare: string | null;
}

function questionsOf({ firm, vault, vaults, moves }: Rows, counts: Counts): Question[] {
	const after = vaults.at(-1001) ?? '';
	const late = Math.max(0, counts.entries - 501);
	const log = `/api/vaults/${vault}/log?after=`;
	return [
		{ what: 'clients, first 1,000', portal: `/api/firms/${firm}/vaults`, bare: '/vaults' },
		{
			what: 'clients, last 1,000',
			portal: `/api/firms/${firm}/vaults?after=${after}`,
			bare: `/vaults?after=${after}`
		},
		...[0, 1, 50].map((count) => ({
			what: `clients, ${String(count)} moved`,
			portal: `/api/firms/${firm}/vaults?since=${String(moves[count] ?? 0)}`,
			bare: null
		})),
		{ what: 'clients behind with keys', portal: `/api/firms/${firm}/vaults?behind=1`, bare: null },
		{ what: 'log, first 500', portal: `${log}-1`, bare: `/log/${vault}?after=-1` },
		{
			what: 'log, last 500',
			portal: `${log}${String(late)}`,
			bare: `/log/${vault}?after=${String(late)}`
		},
		{
			what: 'log, newest entry',
			portal: `${log}${String(late + 499)}`,
			bare: `/log/${vault}?after=${String(late + 499)}`
		}
	];
}

interface Speed {
	readonly bytes: number;
	readonly perSecond: number;
	readonly processorMs: number;
}

async function measured(
	name: string,
	portal: Server,
	bare: Server,
	rows: Rows,
	options: BenchOptions
): Promise<Row[]> {
	const counts = name === 'large' ? large : small;
	const headers = { cookie: `tallyport=${rows.cookie}`, 'sec-fetch-site': 'same-origin' };
	const table: Row[] = [];
	for (const { what, portal: ours, bare: theirs } of questionsOf(rows, counts)) {
		const [here, there] = [new Array<Speed>(), new Array<Speed>()];
		for (let round = 0; round <= (options.rounds ?? (options.quick ? 1 : 3)); round++) {
			const one = await speedOf(
				portal,
				() => ask(portal, { method: 'GET', path: ours, headers }),
				options
			);
			const other =
				theirs === null
					? null
					: await speedOf(bare, () => ask(bare, { method: 'GET', path: theirs }), options);
			// The first round warms up.
			if (round === 0) continue;
			here.push(one);
			if (other) there.push(other);
		}
		table.push(rowOf(`${name}: ${what}`, here, there));
	}
	return table;
}

const perSecond = (speeds: readonly Speed[]) => speeds.map((one) => one.perSecond);
const processorMs = (speeds: readonly Speed[]) => speeds.map((one) => one.processorMs);

function rowOf(what: string, portal: readonly Speed[], bare: readonly Speed[]): Row {
	const isCompared = bare.length > 0;
	return {
		what,
		'requests a second': spread(perSecond(portal), 0),
		'bare, requests a second': isCompared ? spread(perSecond(bare), 0) : '',
		'bytes an answer': String(portal[0]?.bytes ?? ''),
		ratio: isCompared ? (median(perSecond(portal)) / median(perSecond(bare))).toFixed(2) : '',
		'processor ms a request': spread(processorMs(portal), 2),
		'bare, processor ms': isCompared ? spread(processorMs(bare), 2) : ''
	};
}

async function speedOf(
	server: Server,
	once: () => Promise<number>,
	{ quick }: BenchOptions
): Promise<Speed> {
	const before = processorOf(server);
	const started = performance.now();
	const until = started + (quick ? 300 : 1500);
	let [done, bytes] = [0, 0];
	const line = async () => {
		for (; performance.now() < until; done++) bytes = await once();
	};
	await Promise.all(Array.from({ length: AT_ONCE }, line));
	const seconds = (performance.now() - started) / 1000;
	return {
		bytes,
		perSecond: done / seconds,
		processorMs: ((processorOf(server) - before) * 1000) / done
	};
}
