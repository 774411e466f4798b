/** What each place for a download is given when the portal lies about a file: checked bytes, and never an end. */
import { MessageChannel } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PART_BYTES, STORED_PART_BYTES } from '../../src/crypto/age/file.ts';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import { concat } from '../../src/crypto/bytes.ts';
import { HELD_BYTES, RANGE_BYTES, type SaveTo } from '../../src/lib/worker/port.ts';
import { Refusal } from '../../src/vault/problems.ts';
import type { FileView, TransferView } from '../../src/vault/view.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { fileOf, foundFirm, noise, send, sha256, welcome, type Person } from './people.ts';
import { unzip } from './unzip.ts';

let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;
let long: FileView;
const content = noise(3 * PART_BYTES + 1000);
const PARTS = 4;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	({ client, vault } = await welcome(portal, owner, 'Maria'));
	await send(
		client,
		vault,
		fileOf('long.bin', content),
		fileOf('CON', noise(10)),
		fileOf('con', noise(20))
	);
	long = await fileNamed('long.bin');
}, 60_000);
afterAll(() => portal.close());

async function fileNamed(name: string): Promise<FileView> {
	const { files } = await owner.core.openVault(vault);
	const file = files.find((one) => one.name === name);
	if (!file) throw new Error(`no file ${name}`);
	return file;
}

/** A place that notes what is done with it. */
interface Place {
	readonly to: SaveTo;
	readonly given: Raw[];
	/** In order: 'end', 'abort', 'close', 'remove'. */
	readonly done: string[];
	close(): void;
}

/** The service worker's end of the port. */
function stream(): Place {
	const [bytes, pulses] = [new MessageChannel(), new MessageChannel()];
	const given: Raw[] = [];
	const done: string[] = [];
	bytes.port1.on('message', (message: unknown) => {
		if (message instanceof Uint8Array) given.push(new Uint8Array(message));
		else done.push(String(message));
		bytes.port1.postMessage(message === 'end' ? 'saved' : 'more');
	});
	bytes.port1.postMessage('more');
	const to = { to: 'stream', port: bytes.port2, page: pulses.port2 } as unknown as SaveTo;
	return { to, given, done, close: () => [bytes, pulses].forEach(({ port1 }) => port1.close()) };
}

/** A handle as the browser's window gives it, of a file that is new. */
function disk(): Place {
	const given: Raw[] = [];
	const done: string[] = [];
	const note = (what: string) => () => Promise.resolve(void done.push(what));
	const handle = {
		getFile: () => Promise.resolve(new File([], 'long.bin')),
		createWritable: () =>
			Promise.resolve({
				write: (bytes: Raw) => Promise.resolve(void given.push(new Uint8Array(bytes))),
				close: note('close'),
				abort: note('abort')
			}),
		remove: note('remove')
	};
	return { to: { to: 'disk', handle } as unknown as SaveTo, given, done, close: () => undefined };
}

/** Changes the last byte of one stored part on its way. */
const damaging =
	(part: number): NonNullable<Person['interfere']> =>
	async (path, init, pass) => {
		const response = await pass(path, init);
		const start = /bytes=(\d+)-/u.exec(new Headers(init.headers).get('range') ?? '')?.[1];
		if (start === undefined || Math.floor(Number(start) / STORED_PART_BYTES) !== part)
			return response;
		const bytes = new Uint8Array(await response.arrayBuffer());
		bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
		return new Response(bytes, { status: 206 });
	};

const partOf = (range: string): number =>
	Math.floor(Number(/bytes=(\d+)-/u.exec(range)?.[1]) / STORED_PART_BYTES);

/** Holds back everything from this part on, until it is released or not wanted any more. */
function holding(part: number, asked: string[]) {
	const door = Promise.withResolvers<undefined>();
	const reached = Promise.withResolvers<undefined>();
	const held = { reached: reached.promise, release: () => door.resolve(undefined), ended: 0 };
	owner.interfere = async (path, init, pass) => {
		const range = new Headers(init.headers).get('range') ?? '';
		const start = /bytes=(\d+)-/u.exec(range)?.[1];
		if (start === undefined) return pass(path, init);
		asked.push(range);
		if (Math.floor(Number(start) / STORED_PART_BYTES) < part) return pass(path, init);
		reached.resolve(undefined);
		const gone = new Promise<never>((_, reject) => {
			init.signal?.addEventListener('abort', () => {
				held.ended++;
				reject(new Error('aborted'));
			});
		});
		await Promise.race([door.promise, gone]);
		return pass(path, init);
	};
	return held;
}

/** The first parts are asked for before there is a row for them. */
async function working(): Promise<TransferView | undefined> {
	const find = async () =>
		(await owner.core.transfers()).changed.find(({ state }) => state === 'working');
	await expect.poll(find).toBeDefined();
	return find();
}

const save = (place: Place, size = content.length) =>
	owner.core.saveFiles(vault, { files: [long.file], archive: null }, size, place.to);

describe.each([
	['a stream', stream, ['end'], ['abort']],
	['a chosen file', disk, ['close'], ['abort', 'remove']]
] as const)('%s', (_, open, ended, broken) => {
	test('gets the whole file, and then its end', async () => {
		const place = open();
		expect(await save(place)).toBeNull();
		expect(sha256(concat(...place.given))).toBe(sha256(content));
		expect(place.done).toEqual(ended);
		place.close();
	});

	test.each([0, 1, PARTS - 1])(
		'C55 gets nothing of part %i when one byte of it is changed, nothing after it, and no end',
		async (part) => {
			const place = open();
			owner.interfere = damaging(part);
			await expect(save(place)).rejects.toMatchObject({ code: 'file-damaged' });
			owner.interfere = null;
			const before = content.subarray(0, part * PART_BYTES);
			// Messages are behind: what was given comes before the end.
			await expect.poll(() => place.done).toEqual(broken);
			expect(sha256(concat(...place.given))).toBe(sha256(before));
			place.close();
		}
	);

	test('keeps what it has while the download is paused, and gets the rest, none of it twice', async () => {
		const place = open();
		const asked: string[] = [];
		const held = holding(2, asked);
		const saving = save(place);
		await held.reached;
		const row = await working();
		expect(row).toMatchObject({ direction: 'down', pausable: true });
		await owner.core.pauseTransfer(row?.id ?? '');
		expect((await owner.core.transfers()).queue.paused).toBe(true);
		held.release();
		// What was on its way when it was paused is given up: nothing comes until somebody goes on.
		await expect.poll(() => held.ended).toBeGreaterThan(0);
		const before = concat(...place.given).length;
		expect(place.done).toEqual([]);
		await owner.core.resumeAll();
		expect(await saving).toBeNull();
		expect(before).toBeLessThanOrEqual(2 * PART_BYTES);
		expect(sha256(concat(...place.given))).toBe(sha256(content));
		expect(asked.filter((range) => range.startsWith('bytes=0-'))).toHaveLength(1);
		expect(place.done).toEqual(ended);
		owner.interfere = null;
		place.close();
	});

	test('is left as it was by a download that is cancelled while it is paused', async () => {
		const place = open();
		const held = holding(1, []);
		const saving = save(place);
		await held.reached;
		const row = await working();
		await owner.core.pauseAll();
		await owner.core.cancelTransfer(row?.id ?? '');
		await expect(saving).rejects.toMatchObject({ code: 'cancelled' });
		await expect.poll(() => place.done).toEqual(broken);
		held.release();
		owner.interfere = null;
		place.close();
	});

	test('gets nothing when the files are not what was planned', async () => {
		const place = open();
		await expect(save(place, content.length + 1)).rejects.toMatchObject({
			code: 'changed-meanwhile'
		});
		expect(place.given).toEqual([]);
		await expect.poll(() => place.done).toEqual(broken);
		place.close();
	});
});

const refused = (code: string, status: number) =>
	Response.json({ error: { code, message: '' } }, { status });

describe('while the portal is asked whether the vault is still so', () => {
	/** Holds back what the log says, until it is released with `answer`, while parts pass. */
	function holdingTheLog(answer: (pass: () => Promise<Response>) => Promise<Response>) {
		const door = Promise.withResolvers<undefined>();
		const asked: string[] = [];
		const signals: (AbortSignal | null | undefined)[] = [];
		owner.interfere = async (path, init, pass) => {
			if (new Headers(init.headers).has('range')) {
				asked.push(path);
				signals.push(init.signal);
			}
			if (!path.includes(`/vaults/${vault}/log`)) return pass(path, init);
			await door.promise;
			return answer(() => pass(path, init));
		};
		return { asked, signals, release: () => door.resolve(undefined) };
	}
	afterEach(() => {
		owner.interfere = null;
	});

	test('parts are fetched, and none is handed on before the answer', async () => {
		const place = disk();
		const { asked, release } = holdingTheLog((pass) => pass());
		const saving = save(place);
		await expect.poll(() => asked.length).toBeGreaterThan(0);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(place.given).toEqual([]);
		release();
		await saving;
		expect(sha256(concat(...place.given))).toBe(sha256(content));
	});

	/** The first answer for the first part is made by `change`; every range that is asked for is noted. */
	function changingTheFirst(change: (bytes: Raw) => Response) {
		const asked: string[] = [];
		let isChanged = false;
		owner.interfere = async (path, init, pass) => {
			const range = new Headers(init.headers).get('range');
			const response = await pass(path, init);
			if (range === null) return response;
			asked.push(range);
			if (isChanged || !range.startsWith('bytes=0-')) return response;
			isChanged = true;
			return change(new Uint8Array(await response.arrayBuffer()));
		};
		return asked;
	}

	test('a part that broke off meanwhile goes on at that byte', async () => {
		const place = disk();
		const asked = changingTheFirst((bytes) => {
			const body = new ReadableStream<Uint8Array>({
				start: (controller) => controller.enqueue(bytes.slice(0, 1_000_003)),
				pull: () => Promise.reject(new TypeError('network error'))
			});
			return new Response(body, { status: 206 });
		});
		await save(place);
		expect(sha256(concat(...place.given))).toBe(sha256(content));
		const ofFirst = asked.filter((range) => partOf(range) === 0);
		expect(ofFirst.map((range) => range.split('-')[0])).toEqual(['bytes=0', 'bytes=1000003']);
	});

	test.each([
		['shorter', (bytes: Raw) => bytes.slice(1)],
		['longer', (bytes: Raw) => concat(bytes, Uint8Array.of(0))]
	])('a part that comes %s than it is ends the download as damaged', async (_, change) => {
		const place = disk();
		changingTheFirst((bytes) => new Response(change(bytes), { status: 206 }));
		await expect(save(place)).rejects.toMatchObject({ code: 'file-damaged' });
		expect(place.given).toEqual([]);
	});

	test('what was asked for is not wanted any more when the files are not what was planned', async () => {
		const place = disk();
		const { asked, signals, release } = holdingTheLog((pass) => pass());
		const saving = save(place, content.length + 1);
		await expect.poll(() => asked.length).toBeGreaterThan(0);
		release();
		await expect(saving).rejects.toMatchObject({ code: 'changed-meanwhile' });
		expect(signals.every((signal) => signal?.aborted)).toBe(true);
	});

	test.each([
		['offline', () => Promise.reject(new TypeError('no line'))],
		['not-found', () => Promise.resolve(refused('not-found', 404))]
	])('the answer %s ends the download, and nothing is handed on', async (code, answer) => {
		const place = disk();
		const { asked, release } = holdingTheLog(answer);
		const saving = save(place);
		await expect.poll(() => asked.length).toBeGreaterThan(0);
		release();
		await expect(saving).rejects.toMatchObject({ code });
		expect(place.given).toEqual([]);
		await expect.poll(() => place.done).toEqual(['abort', 'remove']);
	});
});

test('memory gives out nothing of a damaged file', async () => {
	const to: SaveTo = { to: 'memory' };
	const wanted = { files: [long.file], archive: null };
	owner.interfere = damaging(PARTS - 1);
	await expect(owner.core.saveFiles(vault, wanted, content.length, to)).rejects.toMatchObject({
		code: 'file-damaged'
	});
	owner.interfere = null;
	const saved = await owner.core.saveFiles(vault, wanted, content.length, to);
	expect(sha256((await saved?.arrayBuffer()) ?? new ArrayBuffer())).toBe(sha256(content));
});

describe('what is gathered in memory', () => {
	const wanted = () => ({ files: [long.file], archive: null });
	const inMemory = () => owner.core.saveFiles(vault, wanted(), content.length, { to: 'memory' });
	const down = async () =>
		(await owner.core.transfers()).changed.find(({ state }) =>
			['working', 'paused', 'retrying'].includes(state)
		);
	afterEach(() => {
		owner.interfere = null;
	});

	test.each([
		['saved', inMemory],
		['looked at', async () => (await owner.core.openFile(vault, long.file)).content]
	])(
		'to be %s stands still while it is paused, and nothing of it comes twice',
		async (_, begin) => {
			const asked: string[] = [];
			const held = holding(2, asked);
			const getting = begin();
			await held.reached;
			// In this thread one part is on its way at a time: two have been taken.
			const row = await working();
			expect(row).toMatchObject({ pausable: true });
			await owner.core.pauseTransfer(row?.id ?? '');
			await expect.poll(() => held.ended).toBeGreaterThan(0);
			expect(await down()).toMatchObject({ state: 'paused', resumable: true });
			held.release();
			await owner.core.resumeTransfer(row?.id ?? '');
			const got = await getting;
			expect(sha256((await got?.arrayBuffer()) ?? new ArrayBuffer())).toBe(sha256(content));
			expect(asked.map(partOf)).toEqual([0, 1, 2, 2, 3]);
			owner.interfere = null;
		}
	);

	test('is nothing when it is cancelled while it is paused', async () => {
		const held = holding(1, []);
		const saving = inMemory();
		await held.reached;
		const row = await working();
		await owner.core.pauseAll();
		await owner.core.cancelTransfer(row?.id ?? '');
		await expect(saving).rejects.toMatchObject({ code: 'cancelled' });
	});

	/** Ends the pause before the next try, and says how often was asked. */
	const again = (asked: readonly string[]) => () => {
		owner.transfers.wake();
		return asked.length;
	};

	test('goes on by itself after a line that was gone for longer than anything is tried again', async () => {
		const asked: string[] = [];
		let isGone = false;
		owner.interfere = (path, init, pass) => {
			const range = new Headers(init.headers).get('range');
			if (range === null) return pass(path, init);
			asked.push(range);
			isGone ||= asked.length === 3;
			return isGone ? Promise.reject(new TypeError('no line')) : pass(path, init);
		};
		const saving = inMemory();
		await expect.poll(async () => (await down())?.state, { timeout: 20_000 }).toBe('retrying');
		// Whoever does not want to wait for the next try: more often than one request is tried.
		for (let tries = 0; tries < 8; tries++) {
			const before = asked.length;
			await expect.poll(again(asked), { timeout: 20_000 }).toBeGreaterThan(before);
		}
		isGone = false;
		owner.transfers.wake();
		const saved = await saving;
		expect(sha256((await saved?.arrayBuffer()) ?? new ArrayBuffer())).toBe(sha256(content));
		expect(asked.map(partOf).filter((part) => part < 2)).toEqual([0, 1]);
	});
});

test('whoever looks at a document without a line is told so, and is offered nothing that does not work', async () => {
	owner.interfere = (path, init, pass) =>
		path.includes('/blobs/') ? Promise.reject(new TypeError('no line')) : pass(path, init);
	const looking = owner.core.openFile(vault, long.file).then(
		() => 'opened',
		(error: unknown) => (error instanceof Refusal ? error.code : error)
	);
	const failed = async () => {
		// Nobody waits for the next try here.
		owner.transfers.wake();
		const rows = (await owner.core.transfers()).changed;
		return rows.filter(({ problem }) => problem?.code === 'offline').at(-1);
	};
	await expect
		.poll(failed, { timeout: 20_000 })
		.toMatchObject({ state: 'failed', resumable: false });
	expect(await looking).toBe('offline');
	owner.interfere = null;
});

test('more than memory may hold is refused before anything is fetched', async () => {
	const asked = owner.sent.length;
	const wanted = { files: [long.file], archive: null };
	const saving = owner.core.saveFiles(vault, wanted, HELD_BYTES + 1, { to: 'memory' });
	await expect(saving).rejects.toMatchObject({ code: 'too-large-here' });
	expect(owner.sent.slice(asked).filter(({ path }) => path.includes('/blobs/'))).toEqual([]);
});

test('an archive has the size that was planned, and names that any system keeps apart', async () => {
	const { files } = await owner.core.openVault(vault);
	const wanted = { files: files.map(({ file }) => file), archive: 'Maria: 2025' };
	const { name, size } = await owner.core.planSave(vault, wanted);
	expect(name).toBe('Maria_ 2025.zip');
	const saved = await owner.core.saveFiles(vault, wanted, size, { to: 'memory' });
	expect(saved?.size).toBe(size);
	const members = unzip(Buffer.from((await saved?.arrayBuffer()) ?? new ArrayBuffer()));
	// Which of the two came first, and keeps its name, is the line's doing.
	const paths = members.map(({ path }) => path.toLowerCase());
	expect(paths.sort()).toEqual(['_con', '_con (2)', 'long.bin']);
	expect(
		sha256(members.find(({ path }) => path === 'long.bin')?.bytes ?? content.subarray(1))
	).toBe(sha256(content));
});

test('C55 an archive with one damaged file has no end, and says which file it was', async () => {
	const { files } = await owner.core.openVault(vault);
	const wanted = { files: files.map(({ file }) => file), archive: 'All' };
	const { size } = await owner.core.planSave(vault, wanted);
	const place = stream();
	owner.interfere = damaging(2);
	await expect(owner.core.saveFiles(vault, wanted, size, place.to)).rejects.toMatchObject({
		code: 'file-damaged',
		file: long.file
	});
	owner.interfere = null;
	await expect.poll(() => place.done).toEqual(['abort']);
	expect(() => unzip(Buffer.from(concat(...place.given)))).toThrow('no end');
	place.close();
});

test('a file that is gone is refused, alone and in an archive', async () => {
	const gone = long.file.replaceAll(/./gu, 'A') as typeof long.file;
	for (const archive of [null, 'All'])
		await expect(owner.core.planSave(vault, { files: [gone], archive })).rejects.toMatchObject({
			code: 'file-gone'
		});
});

describe('a piece of a file', () => {
	const piece = (start: number, end: number) =>
		owner.core.readFile(vault, long.file, { start, end });

	test('is the file’s own bytes, also across two parts', async () => {
		const [start, end] = [PART_BYTES - 500, PART_BYTES + 500];
		expect(sha256(await piece(start, end))).toBe(sha256(content.subarray(start, end)));
		expect(sha256(await piece(content.length - 10, content.length))).toBe(
			sha256(content.subarray(-10))
		);
	});

	test('is not fetched again while its part is at hand', async () => {
		await piece(0, 10);
		const before = owner.sent.length;
		await piece(20, RANGE_BYTES);
		expect(owner.sent.slice(before).filter(({ path }) => path.includes('/blobs/'))).toEqual([]);
	});

	test.each([
		[-1, 10],
		[10, 10],
		[10, 5],
		[0, RANGE_BYTES + 1],
		[content.length - 5, content.length + 1],
		[0.5, 2],
		[0, Number.POSITIVE_INFINITY]
	])('from %d to %d is refused', async (start, end) => {
		await expect(piece(start, end)).rejects.toMatchObject({ code: 'range-invalid' });
	});

	test('of a damaged part is refused, and read again when the portal is honest', async () => {
		await owner.core.readFile(vault, (await fileNamed('CON')).file, { start: 0, end: 10 });
		owner.interfere = damaging(2);
		const at = 2 * PART_BYTES;
		await expect(piece(at, at + 10)).rejects.toMatchObject({ code: 'file-damaged' });
		owner.interfere = null;
		expect(sha256(await piece(at, at + 10))).toBe(sha256(content.subarray(at, at + 10)));
	});

	test('is noted as viewed, once', async () => {
		const { history } = await owner.core.openVault(vault);
		const views = history.filter(({ kind, did }) => kind === 'file.viewed' && did.includes('long'));
		expect(views.length).toBe(1);
	});
});
