/**
 * Going on with an upload after everything in memory is gone: only the sealed ledger, the server's word and the file are
 * left. Whatever happens, of one key and nonce no two ciphertexts ever reach the server.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { memoryKeeping, memoryLedger, recordOf } from '../../tests/vault/keeping.ts';
import { refusalOf, transferHooks, World } from '../../tests/vault/world.ts';
import type { BlobId, Raw } from '../crypto/brands.ts';
import { PART_BYTES } from '../crypto/age/file.ts';
import { concat, toHex } from '../crypto/bytes.ts';
import { randomBytes } from '../crypto/random.ts';
import { download } from './download.ts';
import type { KeptUploads } from './kept-uploads.ts';
import { inThisThread, type PartWorkers } from './part-workers.ts';
import { Refusal } from './problems.ts';
import type { SourceFile } from './source-file.ts';
import { Upload } from './upload.ts';
import type { UploadRecord } from './upload-record.ts';

const world = await World.found();
const { portal, now } = world;
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const log = await ana.vault(vault);

/** Every ciphertext that was made, and every one that reached the server, by what sealed it. */
const made = new Map<string, string>();
const sent: { blob: BlobId; index: number; bytes: Raw }[] = [];
const workers: PartWorkers = {
	...inThisThread,
	width: 3,
	async seal(job, signal) {
		const part = await inThisThread.seal(job, signal);
		made.set(toHex(part.hash), `${toHex(job.secret.key)} ${String(job.index)}`);
		return part;
	}
};
const api = {
	...portal.api,
	putPart: (...given: Parameters<typeof portal.api.putPart>) => {
		sent.push({ ...given[0], bytes: given[1].bytes.slice() });
		return portal.api.putPart(...given);
	}
};

async function requireOneCiphertextEach(): Promise<void> {
	const seen = new Map<string, string>();
	for (const { bytes } of sent) {
		const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
		const place = made.get(hash);
		expect(place).toBeDefined();
		expect(seen.get(place ?? '') ?? hash).toBe(hash);
		seen.set(place ?? '', hash);
	}
}

afterEach(async () => {
	await requireOneCiphertextEach();
	portal.disturb = () => undefined;
	sent.length = 0;
});

function contents(length: number): Raw {
	const noise = randomBytes(65_521);
	const bytes = new Uint8Array(length);
	for (let at = 0; at < length; at += noise.length) bytes.set(noise.subarray(0, length - at), at);
	return bytes;
}

const SIZE = 4 * PART_BYTES + 4321;
const original = contents(SIZE);
const changedAt = (at: number): Raw => {
	const bytes = original.slice();
	bytes[at] = (bytes[at] ?? 0) ^ 1;
	return bytes;
};

const fileOf = (bytes: Raw, name: string): SourceFile => ({
	name,
	size: bytes.length,
	type: 'application/pdf',
	lastModified: 1_700_000_000_000,
	slice: (start, end) => new Blob([bytes.slice(start, end)])
});

async function stored(name: string): Promise<Raw> {
	const file = [...log.state.files.values()].find((one) => one.name === name);
	if (!file) throw new Refusal('file-gone');
	const pieces: Raw[] = [];
	await download(portal.api, log, file, inThisThread, transferHooks().hooks, (bytes) => {
		pieces.push(bytes);
		return Promise.resolve();
	});
	return concat(...pieces);
}

const same = (a: Raw, b: Raw) => Buffer.compare(a, b) === 0;
const indexes = () => sent.map(({ index }) => index).sort((a, b) => a - b);

interface Interrupted {
	readonly kept: KeptUploads;
	readonly store: ReturnType<typeof memoryKeeping>;
	readonly record: UploadRecord;
}

/**
 * An upload of `original` that ended with the tab: the parts in `lost` reached nobody, those in `unheard` reached the
 * server, whose answer did not come back.
 */
async function interrupted(
	name: string,
	{ lost = [2, 3, 4], unheard = [] }: { lost?: number[]; unheard?: number[] } = {}
): Promise<Interrupted> {
	const store = memoryKeeping();
	const kept = await memoryLedger(store);
	const file = fileOf(original, name);
	const failing = {
		...api,
		putPart: async (...given: Parameters<typeof api.putPart>) => {
			const { index } = given[0];
			if (lost.includes(index)) throw new Refusal('file-gone');
			await api.putPart(...given);
			if (unheard.includes(index)) throw new Refusal('file-gone');
		}
	};
	const upload = new Upload({ api: failing, vault: log, workers, kept }, recordOf(log, file), file);
	expect(await refusalOf(() => upload.run(transferHooks().hooks, now))).toBe('file-gone');
	sent.length = 0;
	const [record] = await kept.all();
	if (!record) throw new Error('nothing was kept');
	return { kept, store, record };
}

/** Another visit: nothing of the first one's memory is left. */
const again = ({ kept, record }: Interrupted, bytes: Raw, isPickedAgain = true): Upload =>
	new Upload({ api, vault: log, workers, kept }, record, fileOf(bytes, record.name), {
		isPickedAgain
	});

const run = (upload: Upload, hooks = transferHooks().hooks) => upload.run(hooks, now);

describe('after the page was closed, an upload', () => {
	test('goes on with the parts that are missing, and leaves nothing behind', async () => {
		const visit = await interrupted('goes on.bin');
		await run(again(visit, original));
		expect(indexes()).toEqual([2, 3, 4]);
		expect(same(await stored('goes on.bin'), original)).toBe(true);
		expect(visit.store.size()).toBe(0);
	});

	test('sends nothing twice that reached the server, heard of or not', async () => {
		const visit = await interrupted('unheard.bin', { lost: [3, 4], unheard: [1] });
		await run(again(visit, original));
		expect(indexes()).toEqual([3, 4]);
		expect(same(await stored('unheard.bin'), original)).toBe(true);
	});

	test('whose entry arrived, though nobody heard of it, is done without a part', async () => {
		const store = memoryKeeping();
		const kept = await memoryLedger(store);
		const file = fileOf(original, 'there already.bin');
		const upload = new Upload({ api, vault: log, workers, kept }, recordOf(log, file), file);
		let record: UploadRecord | undefined;
		portal.disturb = async (call) => {
			if (call === 'appendVault') [record] = await kept.all();
		};
		await run(upload);
		sent.length = 0;
		if (!record) throw new Error('nothing was kept');
		await kept.save(record);
		await run(again({ kept, store, record }, original));
		expect(sent).toEqual([]);
		expect(store.size()).toBe(0);
		const all = [...log.state.files.values()].filter(({ name }) => name === 'there already.bin');
		expect(all.length).toBe(1);
	});

	test('says first how much is there, then goes on from it', async () => {
		const visit = await interrupted('progress.bin', { lost: [4] });
		const { hooks, progress } = transferHooks();
		await run(again(visit, original), hooks);
		expect(progress.at(-1)).toBe(SIZE);
		expect(progress).toEqual(progress.toSorted((a, b) => a - b));
	});
});

describe('a file that is not the one that was being sent', () => {
	test.each([
		['a part that was acknowledged', 10],
		['a part that was sent and never acknowledged', 2 * PART_BYTES + 10]
	])('and differs in %s is refused, and the right one still goes on', async (_, at) => {
		const name = `other ${String(at)}.bin`;
		const visit = await interrupted(name, { lost: [2, 3, 4] });
		expect(await refusalOf(() => run(again(visit, changedAt(at))))).toBe('other-file');
		expect(sent.every(({ index }) => index !== Math.floor(at / PART_BYTES))).toBe(true);
		await run(again(visit, original));
		expect(same(await stored(name), original)).toBe(true);
	});

	test('seals nothing new before it is known', async () => {
		const visit = await interrupted('unsealed.bin', { lost: [2, 3, 4] });
		const before = (await visit.store.parts(...partsOf(visit))).size;
		expect(before).toBeLessThanOrEqual(5);
		expect(await refusalOf(() => run(again(visit, changedAt(10))))).toBe('other-file');
		expect((await visit.store.parts(...partsOf(visit))).size).toBe(before);
	});

	test('by its size is refused before anything is read', async () => {
		const visit = await interrupted('shorter.bin');
		expect(await refusalOf(() => again(visit, original.slice(1)))).toBe('other-file');
	});

	test('because it changed on the disk is refused; going on is another key and everything again', async () => {
		const visit = await interrupted('changed.bin');
		const blob = visit.record.attempt?.blob;
		const changed = changedAt(2 * PART_BYTES + 10);
		const upload = again(visit, changed, false);
		expect(await refusalOf(() => run(upload))).toBe('file-changed');
		expect(blob === undefined || portal.uploads.has(blob)).toBe(false);
		sent.length = 0;
		await run(upload);
		expect(indexes()).toEqual([0, 1, 2, 3, 4]);
		expect(sent.every((part) => part.blob !== blob)).toBe(true);
		expect(same(await stored('changed.bin'), changed)).toBe(true);
	});
});

describe('everything begins anew, with another key,', () => {
	const anew = async (visit: Interrupted, reason: string) => {
		const { hooks } = transferHooks();
		const reasons: string[] = [];
		const blob = visit.record.attempt?.blob;
		await run(again(visit, original), {
			...hooks,
			onAnew: (why) => reasons.push(why.code)
		});
		expect(reasons).toEqual([reason]);
		const fresh = sent.filter((part) => part.blob !== blob);
		expect(fresh.map(({ index }) => index).sort()).toEqual([0, 1, 2, 3, 4]);
		expect(same(await stored(visit.record.name), original)).toBe(true);
		expect(visit.store.size()).toBe(0);
	};

	test('when the vault’s key changed meanwhile; the server is told to forget the rest', async () => {
		const visit = await interrupted('rotated.bin');
		await world.client(vault, 'Ben');
		const from = portal.calls.length;
		await anew(visit, 'epoch-moved');
		expect(portal.calls.slice(from)).toContain('cancelUpload');
	});

	test('when the server forgot the upload', async () => {
		const visit = await interrupted('swept.bin');
		portal.uploads.clear();
		await anew(visit, 'not-found');
	});

	test('when the server means another number of parts', async () => {
		const visit = await interrupted('miscounted.bin');
		const { blob } = visit.record.attempt ?? {};
		const upload = blob && portal.uploads.get(blob);
		if (!upload) throw new Error('no upload');
		portal.uploads.set(blob, { ...upload, count: 7 });
		await anew(visit, 'not-found');
	});

	test('when the server has a part that was never sent', async () => {
		const visit = await interrupted('invented.bin', { lost: [0, 1, 2, 3, 4] });
		const { blob } = visit.record.attempt ?? {};
		if (!blob) throw new Error('no attempt');
		portal.blob(blob).set(4, randomBytes(10));
		await anew(visit, 'not-found');
	});

	test('when a hash that was kept does not open any more', async () => {
		const visit = await interrupted('damaged ledger.bin');
		await visit.store.savePart(...partsOf(visit), 0, randomBytes(105));
		await anew(visit, 'not-found');
	});

	test('when the entry fails because the server lied about what it had', async () => {
		const visit = await interrupted('claimed.bin', { lost: [3, 4], unheard: [] });
		let refused = 0;
		const lying = portal.api.appendVault.bind(portal.api);
		api.appendVault = portal.api.appendVault = (...given) => {
			if (refused++ === 0) throw new Refusal('upload-incomplete');
			return lying(...given);
		};
		await anew(visit, 'upload-incomplete');
		api.appendVault = portal.api.appendVault = lying;
	});
});

test('C46 whatever happens between visits, one key and nonce has one ciphertext', async () => {
	const name = 'many visits.bin';
	const store = memoryKeeping();
	const kept = await memoryLedger(store);
	const short = (bytes: Raw) => bytes.slice(0, 2 * PART_BYTES + 4321);
	const first = short(original);
	const versions = [first, short(changedAt(10)), short(changedAt(PART_BYTES + 5))];
	let record = recordOf(log, fileOf(first, name));
	// However far a visit comes, it never comes to the end.
	portal.disturb = (call) => {
		if (call === 'appendVault') throw new Refusal('file-gone');
	};
	for (let visit = 0; visit < 10; visit++) {
		let left = visit % 4;
		const breaking = {
			...api,
			putPart: async (...given: Parameters<typeof api.putPart>) => {
				if (left-- <= 0 && visit % 2 === 0) throw new Refusal('file-gone');
				await api.putPart(...given);
				if (left <= 0) throw new Refusal('file-gone');
			}
		};
		if (visit === 7) portal.uploads.clear();
		const bytes = versions[visit % versions.length] ?? first;
		const tools = { api: breaking, vault: log, workers, kept };
		const upload = new Upload(tools, record, fileOf(bytes, name), {
			isPickedAgain: visit % 3 === 0
		});
		expect(await refusalOf(() => run(upload))).toBeOneOf([
			'file-gone',
			'file-changed',
			'other-file'
		]);
		[record = upload.record] = await kept.all();
	}
	portal.disturb = () => undefined;
	const keys = new Set(sent.map(({ blob }) => blob));
	expect(keys.size).toBeGreaterThan(2);
	expect(sent.length).toBeGreaterThan(10);
	await run(
		new Upload(
			{ api, vault: log, workers, kept },
			{ ...record, attempt: null },
			fileOf(first, name)
		)
	);
	expect(same(await stored(name), first)).toBe(true);
}, 60_000);

test('a server that forgets every attempt is not asked for ever', async () => {
	const visit = await interrupted('forgotten.bin', { lost: [0] });
	portal.disturb = (call) => {
		if (call === 'putPart 0') throw new Refusal('not-found');
	};
	const from = portal.calls.length;
	expect(await refusalOf(() => run(again(visit, original)))).toBe('not-found');
	expect(portal.calls.slice(from).filter((call) => call === 'startUpload').length).toBe(2);
});

test('a part is sent only after its hash is on the disk', async () => {
	const store = memoryKeeping();
	const slow = {
		...store,
		savePart: async (...given: Parameters<typeof store.savePart>) => {
			await new Promise((resolve) => setTimeout(resolve, 30));
			await store.savePart(...given);
		}
	};
	const kept = await memoryLedger(slow);
	const file = fileOf(original, 'durable.bin');
	const checking = {
		...api,
		putPart: async (...given: Parameters<typeof api.putPart>) => {
			const [{ blob, index }, { hash }] = given;
			const recorded = (await kept.parts(blob))?.get(index);
			expect(recorded && toHex(recorded)).toBe(toHex(hash));
			return api.putPart(...given);
		}
	};
	const tools = { api: checking, vault: log, workers, kept };
	await run(new Upload(tools, recordOf(log, file), file));
});

test('a browser that cannot note a part sends none', async () => {
	const store = memoryKeeping();
	const full = {
		...store,
		savePart: () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
	};
	const kept = await memoryLedger(full);
	const file = fileOf(original, 'full.bin');
	const upload = new Upload({ api, vault: log, workers, kept }, recordOf(log, file), file);
	expect(await refusalOf(() => run(upload))).toBe('device-full');
	expect(sent).toEqual([]);
});

describe('while the server is asked to take a file', () => {
	/** A server that answers when it is told to. */
	function asking(name: string, answer: () => Promise<void>, store = memoryKeeping()) {
		const sealing = Promise.withResolvers<undefined>();
		const watched: PartWorkers = {
			...workers,
			seal: (...given) => {
				sealing.resolve(undefined);
				return workers.seal(...given);
			}
		};
		const begins: BlobId[] = [];
		const held = {
			...api,
			startUpload: async (...given: Parameters<typeof api.startUpload>) => {
				begins.push(given[1]);
				// Were nothing sealed before the answer, none would ever come.
				await sealing.promise;
				await answer();
				return api.startUpload(...given);
			}
		};
		const file = fileOf(original, name);
		const record = recordOf(log, file);
		const made = memoryLedger(store).then((kept) => ({
			kept,
			upload: new Upload({ api: held, vault: log, workers: watched, kept }, record, file)
		}));
		return { made, begins, store };
	}

	test('its parts are sealed, and none is sent or noted', async () => {
		const counts: number[] = [];
		const { made, begins } = asking('eager.bin', async () => {
			const { kept } = await made;
			counts.push(sent.length, (await kept.parts(begins[0] ?? ('' as BlobId)))?.size ?? -1);
		});
		await run((await made).upload);
		expect(counts).toEqual([0, 0]);
		expect(same(await stored('eager.bin'), original)).toBe(true);
	});

	test('and it refuses, nothing is sent or kept, and the next try has another key', async () => {
		let isFull = true;
		const { made, begins } = asking('refused.bin', () =>
			isFull ? Promise.reject(new Refusal('quota-exceeded')) : Promise.resolve()
		);
		const { kept, upload } = await made;
		expect(await refusalOf(() => run(upload))).toBe('quota-exceeded');
		expect(sent).toEqual([]);
		expect(await kept.all()).toEqual([]);
		expect(upload.record.attempt).toBeNull();
		isFull = false;
		await run(upload);
		expect(new Set(begins).size).toBe(2);
		expect(new Set(sent.map(({ blob }) => blob))).toEqual(new Set(begins.slice(1)));
	});

	test('and somebody takes it away, nothing is kept afterwards', async () => {
		const stop = new AbortController();
		const { hooks } = transferHooks();
		const { made } = asking('away.bin', () => {
			stop.abort();
			return Promise.resolve();
		});
		const { kept, upload } = await made;
		expect(await refusalOf(() => run(upload, { ...hooks, signal: stop.signal }))).toBe('cancelled');
		await upload.discard();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(await kept.all()).toEqual([]);
		expect(sent).toEqual([]);
	});
});

test('a browser that cannot forget a record has sent the file all the same', async () => {
	const store = memoryKeeping();
	const stuck = { ...store, removeUpload: () => Promise.reject(new DOMException('', 'Error')) };
	const kept = await memoryLedger(stuck);
	const file = fileOf(original, 'stuck.bin');
	const arrived: number[] = [];
	const record = recordOf(log, file);
	const hooks = { ...transferHooks().hooks, onArrived: () => arrived.push(sent.length) };
	await run(new Upload({ api, vault: log, workers, kept }, record, file), hooks);
	expect(arrived).toEqual([5]);
	const [left] = await kept.all();
	expect(left?.id).toBe(record.id);
	sent.length = 0;
	// The next visit finds it in the log.
	await run(again({ kept, store, record: left ?? record }, original));
	expect(sent).toEqual([]);
});

test('several parts are on their way at once, and never more than there are places', async () => {
	let busy = 0;
	let most = 0;
	const isOver = Promise.withResolvers<undefined>();
	portal.disturb = async (call) => {
		if (!call.startsWith('putPart')) return;
		most = Math.max(most, ++busy);
		// As long as they all are on their way, and then some: time enough for one too many.
		if (busy === 3) setTimeout(() => isOver.resolve(undefined), 500);
		await isOver.promise;
		busy--;
	};
	const kept = await memoryLedger();
	const file = fileOf(original, 'at once.bin');
	await run(new Upload({ api, vault: log, workers, kept }, recordOf(log, file), file));
	expect(most).toBe(3);
	expect(same(await stored('at once.bin'), original)).toBe(true);
});

describe('what is kept of an upload', () => {
	test('opens for nobody else, and is left alone', async () => {
		const { store } = await interrupted('private.bin');
		const stranger = await memoryLedger(store);
		expect(await stranger.all()).toEqual([]);
		expect(store.size()).toBeGreaterThan(0);
	});

	test('is all removed when the upload is given up', async () => {
		const visit = await interrupted('given up.bin');
		await again(visit, original).discard();
		expect(visit.store.size()).toBe(0);
	});

	test('says nothing in the clear', async () => {
		const { store, kept, record } = await interrupted('canary-name.bin');
		const sealed = [...(await store.uploads(kept.user)).values()];
		expect(sealed.length).toBe(1);
		for (const bytes of sealed) {
			expect(Buffer.from(bytes).includes('canary-name')).toBe(false);
			expect(Buffer.from(bytes).includes(Buffer.from(record.attempt?.secret.key ?? 'none'))).toBe(
				false
			);
		}
	});

	test('is not written any more once somebody locked', async () => {
		const { kept, record } = await interrupted('locked.bin');
		kept.wipe();
		expect(await refusalOf(() => kept.save(record))).toBe('locked');
	});
});

const partsOf = ({ kept, record }: Interrupted): [typeof kept.user, BlobId] => {
	if (!record.attempt) throw new Error('no attempt');
	return [kept.user, record.attempt.blob];
};
