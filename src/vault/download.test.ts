/** Downloads by the client's own calls from the real server, over connections that break where a test says so. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
	elsewhere,
	fileOf,
	foundFirm,
	noise,
	send,
	sha256,
	welcome,
	type Interfere,
	type Person
} from '../../tests/claims/people.ts';
import { openPortal, type TestPortal } from '../../tests/server/portal.ts';
import { refusalOf, transferHooks } from '../../tests/vault/world.ts';
import { PART_BYTES, planBlob, STORED_PART_BYTES } from '../crypto/age/file.ts';
import type { Raw, VaultId } from '../crypto/brands.ts';
import { concat } from '../crypto/bytes.ts';
import { Begun, download, readRange } from './download.ts';
import { inThisThread, type PartWorkers } from './part-workers.ts';
import { Refusal } from './problems.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultFile } from './vault-state.ts';

const content = noise(4 * PART_BYTES + 12_345);
const PARTS = 5;
const startOfPart = (index: number) => planBlob(content.length).storedRange(index).start;
let portal: TestPortal;
let owner: Person;
let vault: VaultId;
let log: VaultLog;
let file: VaultFile;
/** The ranges that were asked for, as the offsets of their first bytes. */
let asked: number[] = [];

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	const made = await welcome(portal, owner, 'Maria');
	({ vault } = made);
	await send(made.client, vault, fileOf('books.bin', content), fileOf('other.bin', noise(100)));
	log = await owner.keyholder.session.vault(vault);
	file = named('books.bin');
}, 60_000);
afterAll(() => portal.close());
afterEach(() => {
	owner.interfere = null;
});

function named(name: string): VaultFile {
	const found = [...log.state.files.values()].find((one) => one.name === name);
	if (!found) throw new Error(`no file ${name}`);
	return found;
}

const startOf = (init: RequestInit): number =>
	Number(/bytes=(\d+)-/.exec(new Headers(init.headers).get('range') ?? '')?.[1]);

/** Passes everything but reads of the blob, which `how` answers. */
function interfere(how: (from: number, answer: () => Promise<Response>) => Promise<Response>) {
	asked = [];
	const run: Interfere = async (path, init, pass) => {
		if (!path.includes('/blobs/')) return pass(path, init);
		asked.push(startOf(init));
		return how(startOf(init), () => pass(path, init));
	};
	owner.interfere = run;
}

/** The first `length` bytes of the body; then the connection breaks. */
async function cut(answer: Response, length: number): Promise<Response> {
	const bytes = new Uint8Array(await answer.arrayBuffer());
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			if (length > 0) controller.enqueue(bytes.slice(0, length));
		},
		pull: () => Promise.reject(new TypeError('network error'))
	});
	return new Response(body, { status: answer.status, headers: answer.headers });
}

const HELD = 4;
const several: PartWorkers = { ...inThisThread, width: 3, held: HELD };

async function fetched(
	{ hooks } = transferHooks(),
	workers = several,
	take: (bytes: Raw) => Promise<void> = () => Promise.resolve()
) {
	const pieces: Raw[] = [];
	const code = await refusalOf(() =>
		download(owner.keyholder.api, log, file, workers, hooks, async (bytes) => {
			await take(bytes);
			pieces.push(bytes);
		})
	);
	return { code, bytes: concat(...pieces) };
}

test('several parts are on their way at once, and handed on in order', async () => {
	let most = 0;
	let now = 0;
	interfere(async (from, answer) => {
		most = Math.max(most, ++now);
		// The first of them comes last.
		await new Promise((resolve) => setTimeout(resolve, from === 0 ? 60 : 5));
		const response = await answer();
		now--;
		return response;
	});
	const { code, bytes } = await fetched();
	expect(code).toBe('accepted');
	expect(sha256(bytes)).toBe(sha256(content));
	expect(most).toBe(2);
	expect(asked.length).toBe(PARTS);
});

test('while what was fetched is not taken, no more is fetched than is worth having', async () => {
	interfere((_, answer) => answer());
	const gate = Promise.withResolvers<undefined>();
	const running = fetched(transferHooks(), several, () => gate.promise.then(() => undefined));
	await new Promise((resolve) => setTimeout(resolve, 500));
	expect(asked.length).toBeLessThanOrEqual(HELD);
	gate.resolve(undefined);
	expect((await running).code).toBe('accepted');
	expect(asked.length).toBe(PARTS);
});

describe('a connection that breaks', () => {
	test.each(Array.from({ length: PARTS }, (_, index) => index))(
		'at the start of part %i is made again, and nothing that came is fetched twice',
		async (index) => {
			const boundary = startOfPart(index);
			let broken = false;
			interfere(async (from, answer) => {
				if (from !== boundary || broken) return answer();
				broken = true;
				return cut(await answer(), 0);
			});
			const hooks = transferHooks();
			const { code, bytes } = await fetched(hooks);
			expect(code).toBe('accepted');
			expect(sha256(bytes)).toBe(sha256(content));
			expect(asked.length).toBe(PARTS + 1);
			expect(asked.filter((from) => from === boundary).length).toBe(2);
			expect(hooks.retrying).toEqual([true, false]);
		}
	);

	test('inside a part goes on at that byte', async () => {
		let broken = false;
		interfere(async (from, answer) => {
			if (from !== startOfPart(1) || broken) return answer();
			broken = true;
			return cut(await answer(), 1_000_003);
		});
		const { code, bytes } = await fetched();
		expect(code).toBe('accepted');
		expect(sha256(bytes)).toBe(sha256(content));
		expect(asked).toContain(startOfPart(1) + 1_000_003);
	});

	test('for good ends the download with what was right so far', async () => {
		interfere(async (from, answer) => {
			if (from >= startOfPart(2)) throw new TypeError('network error');
			return answer();
		});
		const { code, bytes } = await fetched();
		expect(code).toBe('offline');
		expect(sha256(bytes)).toBe(sha256(content.subarray(0, 2 * PART_BYTES)));
	});
});

test('a worker that stopped has its part fetched again', async () => {
	interfere((_, answer) => answer());
	let stopped = false;
	const stopping: PartWorkers = {
		...several,
		open(job, signal) {
			if (job.index !== 1 || stopped) return several.open(job, signal);
			stopped = true;
			return Promise.reject(new Refusal('worker-stopped'));
		}
	};
	const { code, bytes } = await fetched(transferHooks(), stopping);
	expect(code).toBe('accepted');
	expect(sha256(bytes)).toBe(sha256(content));
	expect(asked.filter((from) => from === startOfPart(1)).length).toBe(2);
});

describe('an answer of the wrong length is refused', () => {
	test.each([
		['shorter', (bytes: Raw) => bytes.slice(1)],
		['longer', (bytes: Raw) => concat(bytes, Uint8Array.of(0))],
		['empty', () => new Uint8Array(0)]
	])('%s', async (_, change) => {
		interfere(async (from, answer) => {
			const response = await answer();
			if (from === 0) return response;
			const bytes = change(new Uint8Array(await response.arrayBuffer()));
			return new Response(bytes, { status: 206 });
		});
		expect((await fetched()).code).toBe('file-damaged');
	});

	test('without end, before it fills the memory', async () => {
		let sent = 0;
		interfere(async (from, answer) => {
			if (from === 0) return answer();
			const body = new ReadableStream<Uint8Array>({
				pull(controller) {
					sent += 2 ** 20;
					controller.enqueue(new Uint8Array(2 ** 20));
				}
			});
			return new Response(body, { status: 206 });
		});
		expect((await fetched()).code).toBe('file-damaged');
		expect(sent).toBeLessThan((HELD + 1) * STORED_PART_BYTES);
	});
});

describe('stopping', () => {
	test('ends what is on its way', async () => {
		const controller = new AbortController();
		const signals: (AbortSignal | null | undefined)[] = [];
		owner.interfere = (path, init, pass) => {
			signals.push(init.signal);
			return pass(path, init);
		};
		const { code } = await fetched(transferHooks(controller.signal), several, () => {
			controller.abort();
			return Promise.resolve();
		});
		expect(code).toBe('cancelled');
		expect(signals.every((signal) => signal?.aborted)).toBe(true);
	});

	test('by whoever takes the bytes ends what is on its way', async () => {
		const full = () => Promise.reject(new Refusal('disk-full'));
		expect((await fetched(transferHooks(), several, full)).code).toBe('disk-full');
	});
});

describe('a piece of a file', () => {
	const piece = (start: number, end: number, by = log) =>
		readRange(owner.keyholder.api, by, file, several, transferHooks().hooks, { start, end });
	/** As after unlocking: no key of any file is known. */
	async function afresh(): Promise<VaultLog> {
		const there = elsewhere(portal, owner);
		await there.enter();
		return there.keyholder.session.vault(vault);
	}

	test.each([
		[0, 1],
		[PART_BYTES - 3, PART_BYTES + 3],
		[content.length - 7, content.length],
		[PART_BYTES - 1, 3 * PART_BYTES + 1]
	])('from %i to %i is what the file has there', async (start, end) => {
		expect(sha256(await piece(start, end))).toBe(sha256(content.slice(start, end)));
	});

	test('fetches the parts it is in, and the first only when its key is not known', async () => {
		interfere((_, answer) => answer());
		const unlocked = await afresh();
		await piece(3 * PART_BYTES + 1, 3 * PART_BYTES + 9, unlocked);
		expect(asked.toSorted((a, b) => a - b)).toEqual([0, startOfPart(3)]);
		asked = [];
		await piece(PART_BYTES, PART_BYTES + 1, unlocked);
		expect(asked).toEqual([startOfPart(1)]);
	});

	test('whose key does not come for want of a line is not called damaged', async () => {
		const unlocked = await afresh();
		interfere((from, answer) =>
			from === 0 ? Promise.reject(new TypeError('network error')) : answer()
		);
		const run = () => piece(3 * PART_BYTES, 3 * PART_BYTES + 9, unlocked);
		expect(await refusalOf(run)).toBe('offline');
	});

	test.each([
		[-1, 5],
		[5, 5],
		[0, content.length + 1]
	])('from %i to %i, which the file does not have, is refused', async (start, end) => {
		expect(await refusalOf(() => piece(start, end))).toBe('range-invalid');
	});

	test('of a part that was changed is refused', async () => {
		interfere(async (from, answer) => {
			const response = await answer();
			if (from !== startOfPart(1)) return response;
			const bytes = new Uint8Array(await response.arrayBuffer());
			bytes[100] = Number(bytes[100]) ^ 1;
			return new Response(bytes, { status: 206 });
		});
		expect(await refusalOf(() => piece(PART_BYTES, PART_BYTES + 1))).toBe('file-damaged');
	});
});

test('a download that goes on fetches nothing again that was right, not even for the key, whatever was read meanwhile', async () => {
	const begun = new Begun();
	const stop = new AbortController();
	const given: Raw[] = [];
	const get = (signal: AbortSignal) =>
		refusalOf(() =>
			download(
				owner.keyholder.api,
				log,
				file,
				several,
				transferHooks(signal).hooks,
				(bytes) => Promise.resolve(void given.push(bytes)),
				begun
			)
		);
	const aborted = new Promise<void>((resolve) => {
		stop.signal.addEventListener('abort', () => resolve());
	});
	// The second part never comes; the third, which is asked for beside it, does, and none after it.
	interfere(async (from, answer) => {
		if (from > startOfPart(2)) {
			await aborted;
			throw new TypeError('aborted');
		}
		if (from !== startOfPart(1)) return answer();
		const isReady = () => begun.taken === PART_BYTES && begun.ahead.has(2);
		await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
		stop.abort();
		throw new TypeError('aborted');
	});
	expect(await get(stop.signal)).toBe('cancelled');
	expect(begun.taken).toBe(PART_BYTES);
	const before = asked.toSorted((a, b) => a - b).filter((from) => from < startOfPart(3));
	expect(before).toEqual([0, 1, 2].map(startOfPart));

	interfere((_, answer) => answer());
	await readRange(owner.keyholder.api, log, named('other.bin'), several, transferHooks().hooks, {
		start: 0,
		end: 10
	});
	interfere((_, answer) => answer());
	expect(await get(new AbortController().signal)).toBe('accepted');
	expect(sha256(concat(...given))).toBe(sha256(content));
	expect(asked.toSorted((a, b) => a - b)).toEqual([1, 3, 4].map(startOfPart));
	expect(begun.ahead.size).toBe(0);
});
