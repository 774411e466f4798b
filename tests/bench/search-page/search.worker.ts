/**
 * Runs in a worker of a page of its own: the product's own index, seal and store, and looking through all texts beside it.
 * What it does first on a browser's profile is found again after a restart.
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

const store = openDeviceStore();
/** Of a made-up person: nothing here is secret. */
const owner = { user: userIdFrom(bytes(1)), firm: firmIdFrom(bytes(2)) };
const keptDigests = async () =>
	new KeptDigests(store, owner, await logsKey(await deviceKey(accountKeyFrom(bytes(3)))));

let digests: VaultDigest[] = [];
let searchable = new Searchable();
let texts: string[] = [];

const put = (digest: VaultDigest) => {
	searchable.put({ vault: digest.vault, name: digest.name ?? '', at: 0 }, digest);
};

const jobs = {
	make: async (clients: number) => {
		await ready;
		digests = Array.from({ length: clients }, (_, one) => madeDigest(one));
		return digests.map(({ vault, head }) => ({ vault, head }));
	},
	build: () => {
		searchable = new Searchable();
		for (const digest of digests) put(digest);
		return { texts: searchable.texts, bytes: searchable.bytes };
	},
	keep: async () => {
		const kept = await keptDigests();
		for (const digest of digests) await kept.keep(digest);
	},
	/** What was kept, opened and made searchable in the same go, as after unlocking. */
	open: async (places: readonly { vault: VaultId; head: Head }[]) => {
		await ready;
		await recall(places, put);
	},
	/** The baseline: the same, but all texts in a row instead of an index. */
	openTexts: async (places: readonly { vault: VaultId; head: Head }[]) => {
		await ready;
		await recall(places, (digest) => texts.push(...textsOf(digest).map(comparable)));
	},
	textsBeside: () => {
		texts = digests.flatMap(textsOf).map(comparable);
	},
	index: (text: string) => searchable.search(text),
	/** Only counts. */
	linear: (text: string) => {
		const sought = wordsOf(text);
		return texts.filter((one) => sought.every((word) => one.includes(word))).length;
	}
};

async function recall(
	places: readonly { vault: VaultId; head: Head }[],
	take: (digest: VaultDigest) => void
): Promise<void> {
	const kept = await keptDigests();
	for (let at = 0; at < places.length; at += RECALLED_AT_ONCE)
		await Promise.all(
			places.slice(at, at + RECALLED_AT_ONCE).map(async ({ vault, head }) => {
				const digest = await kept.recall(vault, [head]);
				if (!digest) throw new Error('a record did not open');
				digests.push(digest);
				take(digest);
			})
		);
}

function bytes(value: number): Uint8Array<ArrayBuffer> {
	return new Uint8Array(32).fill(value);
}

/** What the page asks for, and what it gets. */
export type Jobs = typeof jobs;
export interface Asked {
	readonly id: number;
	readonly job: keyof Jobs;
	readonly given: unknown;
}

self.onmessage = async ({ data: { id, job, given } }: MessageEvent<Asked>) => {
	try {
		const work: (given: never) => unknown = jobs[job];
		const result = await work(given as never);
		self.postMessage({ id, result });
	} catch (error) {
		self.postMessage({ id, error: String(error) });
	}
};
