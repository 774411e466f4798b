/**
 * Searching a firm of 5,000 clients and 200,000 files: what making the index costs, what it takes, how soon it is there again
 * from what was kept sealed, and how long a search takes beside looking through all texts one after the other, and beside
 * lists of the places of every three letters. The texts are made up; reading logs is measured by `lists`.
 */
import { deviceKey } from '../../src/crypto/account.ts';
import { firmIdFrom, userIdFrom } from '../../src/crypto/ids.ts';
import { logsKey } from '../../src/crypto/kept-logs.ts';
import { newAccountKey, randomBytes } from '../../src/crypto/random.ts';
import { ready } from '../../src/crypto/sodium.ts';
import { comparable } from '../../src/lib/core/finding.ts';
import { Searchable } from '../../src/lib/worker/knowing/searchable.ts';
import { wordsOf } from '../../src/lib/worker/knowing/word-index.ts';
import type { VaultDigest } from '../../src/vault/digest.ts';
import { KeptDigests } from '../../src/vault/kept-digests.ts';
import { memoryDigests } from '../claims/people.ts';
import { madeDigest, STEPS, textsOf } from './made-digests.ts';
import type { Bench, Row } from './table.ts';
import { Trigrams } from './trigrams.ts';

export const search: Bench = {
	name: 'search',
	about:
		'Searching all clients (5,000 with 40 files, 14 requests and 6 messages each): p50 and p99 of searches as they are typed, letter by letter.',
	async run({ quick, upTo, rounds, say }) {
		await ready;
		const clients = upTo ?? (quick ? 200 : 5000);
		const digests = Array.from({ length: clients }, (_, one) => madeDigest(one));
		say(`${String(clients)} clients made up`);
		return [...(await costs(digests, say)), ...queries(digests, rounds ?? 3, say)];
	}
};

const put = (searchable: Searchable, digest: VaultDigest) => {
	searchable.put({ vault: digest.vault, name: digest.name ?? '', at: 0 }, digest);
};

async function timed(work: () => Promise<void> | void): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

async function costs(digests: readonly VaultDigest[], say: (line: string) => void): Promise<Row[]> {
	const searchable = new Searchable();
	const build = await timed(() => {
		for (const digest of digests) put(searchable, digest);
	});
	say('built');
	const store = memoryDigests();
	const owner = { user: userIdFrom(randomBytes(32)), firm: firmIdFrom(randomBytes(32)) };
	const account = newAccountKey();
	const opened = async () => new KeptDigests(store, owner, await logsKey(await deviceKey(account)));
	const kept = await opened();
	const seal = await timed(async () => {
		for (const digest of digests) await kept.keep(digest);
	});
	say('sealed');
	const again = new Searchable();
	const load = await timed(async () => {
		const later = await opened();
		for (let at = 0; at < digests.length; at += 32)
			await Promise.all(
				digests.slice(at, at + 32).map(async ({ vault, head }) => {
					const digest = await later.recall(vault, [head]);
					if (!digest) throw new Error('a record did not open');
					put(again, digest);
				})
			);
	});
	let stored = 0;
	for (const { length } of store.records.values()) stored += length;
	const [first] = digests;
	const one = await timed(() => {
		if (first) put(searchable, { ...first });
	});
	const row = (what: string, figure: string): Row => ({
		what,
		index: figure,
		linear: '',
		trigrams: '',
		ratio: ''
	});
	return [
		row('texts', String(searchable.texts)),
		row('making the index, ms', build.toFixed(0)),
		row('its typed arrays and words, MiB', (searchable.bytes / 2 ** 20).toFixed(1)),
		row('sealing all, ms', seal.toFixed(0)),
		row('stored, MiB', (stored / 2 ** 20).toFixed(1)),
		row('opening what is stored and making the index, ms', load.toFixed(0)),
		row('one vault that moved, ms', one.toFixed(1))
	];
}

function queries(
	digests: readonly VaultDigest[],
	rounds: number,
	say: (line: string) => void
): Row[] {
	const searchable = new Searchable();
	for (const digest of digests) put(searchable, digest);
	const texts = digests.flatMap(textsOf).map(comparable);
	const trigrams = new Trigrams(texts);
	say('trigrams built');
	const ways = {
		index: (text: string) => searchable.search(text).length,
		linear: (text: string) => {
			const sought = wordsOf(text);
			return texts.filter((one) => sought.every((word) => one.includes(word))).length;
		},
		trigrams: (text: string) => trigrams.search(wordsOf(text))
	};
	const clock: Record<keyof typeof ways, number[]> = { index: [], linear: [], trigrams: [] };
	const processor: typeof clock = { index: [], linear: [], trigrams: [] };
	const first = performance.now();
	searchable.search('okafor');
	const firstTook = performance.now() - first;
	for (let round = 0; round < rounds; round++)
		for (const text of STEPS)
			for (const way of ['index', 'linear', 'trigrams'] as const) {
				const [started, used] = [performance.now(), process.threadCpuUsage()];
				ways[way](text);
				const { user, system } = process.threadCpuUsage(used);
				clock[way].push(performance.now() - started);
				processor[way].push((user + system) / 1000);
			}
	const row = (what: string, times: typeof clock, part: number): Row => {
		const at = (way: keyof typeof ways) =>
			times[way].toSorted((a, b) => a - b)[Math.floor(times[way].length * part)] ?? NaN;
		return {
			what,
			index: at('index').toFixed(1),
			linear: at('linear').toFixed(1),
			trigrams: at('trigrams').toFixed(1),
			ratio: (at('index') / at('linear')).toFixed(2)
		};
	};
	return [
		{
			what: 'the first search, for which lists are made, ms',
			index: firstTook.toFixed(0),
			linear: '',
			trigrams: '',
			ratio: ''
		},
		row('one search, p50, processor ms', processor, 0.5),
		row('one search, p99, processor ms', processor, 0.99),
		row('one search, p50, ms', clock, 0.5),
		row('one search, p99, ms', clock, 0.99),
		{
			what: 'typed arrays, MiB',
			index: (searchable.bytes / 2 ** 20).toFixed(1),
			linear: '',
			trigrams: (trigrams.bytes / 2 ** 20).toFixed(1),
			ratio: ''
		}
	];
}
