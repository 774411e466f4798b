/**
 * Runs in a worker of a page of its own: the product's index, seal and store, and looking through all texts beside it.
 * What it stores is opened again by another of its kind in the same browser.
 */
import { deviceKey } from '../../../src/crypto/account.ts';
import type { VaultId } from '../../../src/crypto/brands.ts';
import type { Head } from '../../../src/crypto/entry-header.ts';
import { firmIdFrom, userIdFrom } from '../../../src/crypto/ids.ts';
import { accountKeyFrom } from '../../../src/crypto/keys.ts';
import { logsKey } from '../../../src/crypto/kept-logs.ts';
import { ready } from '../../../src/crypto/sodium.ts';
import { comparable } from '../../../src/lib/core/finding.ts';
import { openDeviceStore } from '../../../src/lib/worker/device-store.ts';
import { Searchable } from '../../../src/lib/worker/knowing/searchable.ts';
import { wordsOf } from '../../../src/lib/worker/knowing/word-index.ts';
import type { VaultDigest } from '../../../src/vault/digest.ts';
import { KeptDigests } from '../../../src/vault/kept-digests.ts';
import { madeDigest, textsOf } from '../made-digests.ts';

/** As the worker that holds the keys asks for them (knowledge.ts). */
const RECALLED_AT_ONCE = 32;

/** Up to where a vault is known: what the portal's list of clients would say. */
export interface Place {
	readonly vault: VaultId;
	readonly head: Head;
}

const store = openDeviceStore();
/** Of a made-up person: nothing here is secret. */
const owner = { user: userIdFrom(bytes(1)), firm: firmIdFrom(bytes(2)) };
const keptDigests = async () =>
	new KeptDigests(store, owner, await logsKey(await deviceKey(accountKeyFrom(bytes(3)))));

const digests: VaultDigest[] = [];
const searchable = new Searchable();
let texts: string[] = [];

const put = (digest: VaultDigest) => {
	searchable.put({ vault: digest.vault, name: digest.name ?? '', at: 0 }, digest);
};

const jobs = {
	make: (clients: number): Place[] => {
		for (let one = 0; one < clients; one++) digests.push(madeDigest(one));
		return digests.map(({ vault, head }) => ({ vault, head }));
	},
	build: () => {
		for (const digest of digests) put(digest);
		return searchable.texts;
	},
	keep: async () => {
		const kept = await keptDigests();
		for (const digest of digests) await kept.keep(digest);
	},
	/** What was kept, opened and made searchable in the same go, as after unlocking. */
	open: async (places: readonly Place[]) => {
		const kept = await keptDigests();
		for (let at = 0; at < places.length; at += RECALLED_AT_ONCE)
			await Promise.all(
				places.slice(at, at + RECALLED_AT_ONCE).map(async ({ vault, head }) => {
					const digest = await kept.recall(vault, [head]);
					if (!digest) throw new Error('a record did not open');
					digests.push(digest);
					put(digest);
				})
			);
		searchable.prepare();
	},
	/** The texts that the next is given to look through. */
	gather: () => {
		texts = digests.flatMap(textsOf).map(comparable);
	},
	index: (text: string) => searchable.search(text),
	/** Only counts. */
	linear: (text: string) => {
		const sought = wordsOf(text);
		return texts.filter((one) => sought.every((word) => one.includes(word))).length;
	}
};

function bytes(value: number): Uint8Array<ArrayBuffer> {
	return new Uint8Array(32).fill(value);
}

export type Jobs = typeof jobs;
export interface Asked {
	readonly id: number;
	readonly job: keyof Jobs;
	readonly given: unknown;
}
/** `ms`: in the worker. */
export interface Answered {
	readonly id: number;
	readonly result?: unknown;
	readonly ms?: number;
	readonly error?: string;
}

self.onmessage = async ({ data: { id, job, given } }: MessageEvent<Asked>) => {
	const answer = (answered: Omit<Answered, 'id'>) => {
		self.postMessage({ id, ...answered });
	};
	try {
		const work = jobs[job] as (given: unknown) => unknown;
		const started = performance.now();
		const result = await work(given);
		answer({ result, ms: performance.now() - started });
	} catch (error) {
		answer({ error: String(error) });
	}
};
await ready;
// What is sent before this module has run, which waits for others, is lost without a word.
self.postMessage('listening');
