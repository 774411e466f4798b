import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pieceOf } from '../../tests/vault/piece-of-file.ts';
import { refusalOf } from '../../tests/vault/world.ts';
import {
	newBlobSecret,
	openBlob,
	PART_BYTES,
	planBlob,
	sealPart,
	trueRange,
	type KeyOfPrefix
} from '../crypto/age/file.ts';
import type { PayloadKey, Raw } from '../crypto/brands.ts';
import { epochKeys } from '../crypto/epoch.ts';
import { sha256 } from '../crypto/hash.ts';
import { newEpochSecret } from '../crypto/random.ts';
import { patterned } from '../crypto/testing.ts';
import { PartPool, type PartPort } from './part-pool.ts';
import { DamagedPart, inThisThread } from './part-workers.ts';
import { Refusal } from './refusal.ts';

const { age } = await epochKeys(newEpochSecret());
const bytes = patterned(2 * PART_BYTES + 12_345);
const file = new File([bytes], 'books.bin');
const plan = planBlob(bytes.length);
const secret = await newBlobSecret(age.publicKey);
const sealed = await Promise.all(
	[0, 1, 2].map((index) => {
		const { start, end } = trueRange(plan, index);
		return sealPart(secret, plan, index, bytes.subarray(start, end));
	})
);
const manifest = {
	size: plan.size,
	stored: plan.storedSize,
	parts: sealed.map(({ hash }) => hash)
};
const key = await openBlob(age, stored(0));

const threads = new Set<Worker>();
let started: Worker[] = [];
let ended: Promise<unknown>[] = [];

/** A thread of Node's own, which runs what a browser's worker runs. */
async function startThread(): Promise<PartPort> {
	const thread = new Worker(new URL('../../tests/vault/part-worker-in-node.ts', import.meta.url));
	threads.add(thread);
	ended.push(once(thread, 'exit'));
	await once(thread, 'message');
	started.push(thread);
	return {
		post: (message, given) => thread.postMessage(message, given),
		onMessage: (listener) => thread.on('message', listener),
		onLost: (listener) => thread.on('exit', listener),
		end: () => void thread.terminate()
	};
}

let pool = new PartPool(startThread, { size: 2, width: 3 });
beforeEach(() => {
	started = [];
	ended = [];
	pool = new PartPool(startThread, { size: 2, width: 3 });
});
afterEach(() => pool.stop());
afterAll(() => Promise.all([...threads].map((thread) => thread.terminate())));

function stored(index: number): Raw {
	const part = sealed[index];
	if (!part) throw new Error('no such part');
	return part.bytes.slice();
}
const seal = (index: number, signal?: AbortSignal) =>
	pool.seal({ file, secret, plan, index }, signal);
const open = (index: number, part = stored(index), signal?: AbortSignal) =>
	pool.open({ key, manifest, index, stored: part }, signal);
const same = (a: Raw | undefined, b: Raw | undefined) =>
	a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
const plain = (index: number) => {
	const { start, end } = trueRange(plan, index);
	return bytes.slice(start, end);
};

test('parts sealed by several workers at once are those that one thread makes', async () => {
	const parts = await Promise.all([0, 1, 2].map((index) => seal(index)));
	for (const [index, part] of parts.entries()) {
		expect(same(part.bytes, sealed[index]?.bytes)).toBe(true);
		expect(same(part.hash, sealed[index]?.hash)).toBe(true);
	}
	expect(started.length).toBe(2);
});

test('parts opened by several workers at once are the file', async () => {
	const parts = await Promise.all([0, 1, 2].map((index) => open(index)));
	for (const [index, part] of parts.entries()) expect(same(part, plain(index))).toBe(true);
});

describe('the key of a file that was not read yet', () => {
	const asking = (index: number, part: Raw, keyOf: KeyOfPrefix) =>
		pool.open({ key: keyOf, manifest, index, stored: part });
	const noted = (answer: KeyOfPrefix) => {
		const prefixes: Raw[] = [];
		const keyOf: KeyOfPrefix = (prefix) => {
			prefixes.push(prefix);
			return answer(prefix);
		};
		return { prefixes, keyOf };
	};

	test('is asked for with what its part begins with, and parts that came before it wait', async () => {
		const found = Promise.withResolvers<PayloadKey>();
		const { prefixes, keyOf } = noted(async (prefix) => {
			const opened = await openBlob(age, prefix);
			found.resolve(opened);
			return opened;
		});
		const later = asking(1, stored(1), () => found.promise);
		expect(same(await asking(0, stored(0), keyOf), plain(0))).toBe(true);
		expect(same(await later, plain(1))).toBe(true);
		expect(prefixes.length).toBe(1);
		expect(same(prefixes[0], secret.prefix)).toBe(true);
	});

	test('is not asked for by a part that is not the one the manifest names', async () => {
		const part = stored(0);
		part[part.length - 1] = Number(part.at(-1)) ^ 1;
		const { prefixes, keyOf } = noted((prefix) => openBlob(age, prefix));
		expect(await refusalOf(() => asking(0, part, keyOf))).toBe('file-damaged');
		expect(prefixes).toEqual([]);
	});

	test('that is another’s is a damaged file, which came as promised', async () => {
		const other = (await epochKeys(newEpochSecret())).age;
		const error: unknown = await asking(0, stored(0), (prefix) => openBlob(other, prefix)).catch(
			(reason: unknown) => reason
		);
		expect(error instanceof DamagedPart && same(error.received, manifest.parts[0])).toBe(true);
		expect(same(await open(1), plain(1))).toBe(true);
	});

	test('that does not come, for a reason of its own, is not the part’s fault', async () => {
		const offline = () => Promise.reject(new Refusal('offline'));
		expect(await refusalOf(() => asking(1, stored(1), offline))).toBe('offline');
		expect(same(await open(1), plain(1))).toBe(true);
	});
});

test('no second worker is started while the first has nothing to do', async () => {
	await seal(0);
	await seal(1);
	expect(started.length).toBe(1);
});

test('a worker that was started before there was work does the first part', async () => {
	pool.warm();
	pool.warm();
	await expect.poll(() => started.length).toBe(1);
	await seal(0);
	expect(started.length).toBe(1);
});

test('after the pool was stopped, no worker that was started for later is left', async () => {
	pool.warm();
	await expect.poll(() => started.length).toBe(1);
	pool.stop();
	await Promise.all(ended);
	await seal(0);
	expect(started.length).toBe(2);
});

test('the memory of a part that is done serves another, and leaves nothing of the first in it', async () => {
	const first = await seal(0);
	const { buffer } = first.bytes;
	pool.takeBack(first.bytes);
	for (const index of [1, 2, 0]) {
		const { bytes, hash } = await seal(index);
		expect(same(bytes, sealed[index]?.bytes) && same(hash, sealed[index]?.hash)).toBe(true);
		pool.takeBack(bytes);
	}
	expect(buffer.byteLength).toBe(0);
});

test('memory that was taken back is lent to whoever asks, once', async () => {
	const { bytes } = await seal(1);
	const { buffer } = bytes;
	pool.takeBack(bytes);
	expect(pool.spare()).toBe(buffer);
	expect(pool.spare()).toBeUndefined();
	pool.takeBack(new Uint8Array(10));
	expect(pool.spare()).toBeUndefined();
});

test('a part that is opened was given away', async () => {
	const part = stored(1);
	await open(1, part);
	expect(part.length).toBe(0);
});

describe('a worker refuses', () => {
	test('a changed part, and says what came', async () => {
		const part = stored(1);
		part[77] = Number(part[77]) ^ 1;
		const received = await sha256(part);
		const error: unknown = await open(1, part).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(DamagedPart);
		expect(error instanceof DamagedPart && same(error.received, received)).toBe(true);
	});

	test('a part that was changed by whoever signed for it, and says that it came as promised', async () => {
		const part = stored(2);
		part[77] = Number(part[77]) ^ 1;
		const promised = await sha256(part);
		const parts = [...manifest.parts.slice(0, 2), promised];
		const error: unknown = await pool
			.open({ key, manifest: { ...manifest, parts }, index: 2, stored: part })
			.catch((reason: unknown) => reason);
		expect(error instanceof DamagedPart && same(error.received, promised)).toBe(true);
	});

	test('a part that the manifest does not have', async () => {
		expect(await refusalOf(() => open(3, stored(2)))).toBe('file-damaged');
	});

	test('a file that became shorter', async () => {
		const shorter = new File([bytes.subarray(0, PART_BYTES + 5)], 'books.bin');
		const run = () => pool.seal({ file: shorter, secret, plan, index: 1 });
		expect(await refusalOf(run)).toBe('file-changed');
	});

	test('what it does not understand, without a word of it', async () => {
		const prefix = secret.prefix.slice(1);
		const run = () => pool.seal({ file, secret: { ...secret, prefix }, plan, index: 1 });
		expect(await refusalOf(run)).toBe('unexpected');
	});
});

describe('when a worker stops', () => {
	/** Ends the first worker as soon as it has something to do. */
	const stopping = (times: number) => {
		let left = times;
		return async (): Promise<PartPort> => {
			const port = await startThread();
			const thread = started.at(-1);
			return {
				...port,
				post: (message, given) => {
					port.post(message, given);
					if (left-- > 0) void thread?.terminate();
				}
			};
		};
	};

	test('its part is sealed by another', async () => {
		pool = new PartPool(stopping(1), { size: 1, width: 1 });
		expect(same((await seal(1)).bytes, sealed[1]?.bytes)).toBe(true);
		expect(started.length).toBe(2);
	});

	test('again and again, this thread does it', async () => {
		pool = new PartPool(stopping(9), { size: 1, width: 1 });
		expect(same((await seal(1)).bytes, sealed[1]?.bytes)).toBe(true);
		expect(started.length).toBe(2);
	});

	test('the bytes that it was to open are gone, which is said, and the next part opens', async () => {
		pool = new PartPool(stopping(1), { size: 1, width: 1 });
		expect(await refusalOf(() => open(1))).toBe('worker-stopped');
		expect(same(await open(1), plain(1))).toBe(true);
	});
});

describe('where no worker starts', () => {
	const refusing = () => Promise.reject(new Error('not this file'));

	test('this thread seals and opens', async () => {
		pool = new PartPool(refusing, { size: 2, width: 3 });
		expect(same((await seal(2)).bytes, sealed[2]?.bytes)).toBe(true);
		expect(same(await open(2), plain(2))).toBe(true);
	});

	test('this thread refuses what a worker would', async () => {
		pool = new PartPool(refusing, { size: 2, width: 3 });
		expect(await refusalOf(() => open(2, stored(1)))).toBe('file-damaged');
	});
});

describe('stopping', () => {
	test('ends every worker, and what they were doing', async () => {
		await Promise.all([seal(0), seal(1)]);
		const under = refusalOf(() => seal(2));
		pool.stop();
		expect(await under).toBe('cancelled');
		await Promise.all(ended);
		expect(ended.length).toBe(2);
	});

	test('a part is heard at once, while the worker ends it by itself', async () => {
		const controller = new AbortController();
		const run = refusalOf(() => seal(0, controller.signal));
		controller.abort();
		expect(await run).toBe('cancelled');
		expect(same((await seal(1)).bytes, sealed[1]?.bytes)).toBe(true);
	});

	test('before a part begins, nothing is given to a worker', async () => {
		const part = stored(0);
		const run = () => open(0, part, AbortSignal.abort());
		expect(await refusalOf(run)).toBe('cancelled');
		expect(part.length).toBeGreaterThan(0);
		expect(started.length).toBe(0);
	});
});

test('in this thread, what it cannot use is not called a damaged file', async () => {
	const stream = { slice: () => pieceOf(() => Promise.reject(new Error('disk'))) };
	const run = () => inThisThread.seal({ file: { ...file, ...stream }, secret, plan, index: 0 });
	expect(await refusalOf(run)).toBe('file-changed');
});
