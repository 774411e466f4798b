/** The queue as the page sees it, with the real server behind it and real keys. Only IndexedDB is memory. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
	codeOf,
	fileOf,
	foundFirm,
	memoryDevice,
	noise,
	picked,
	Person,
	sha256,
	welcome
} from '../../../tests/claims/people.ts';
import { openPortal, type TestPortal } from '../../../tests/server/portal.ts';
import { PART_BYTES } from '../../crypto/age/file.ts';
import type { VaultId } from '../../crypto/brands.ts';
import type { TransferNews, TransferView } from '../../vault/view.ts';
import type { Device } from './keyholder.ts';
import { MOST_ROWS } from './transfer-board.ts';

/** Whole parts are encrypted in this thread, which takes a busy machine its time. */
vi.setConfig({ testTimeout: 60_000 });

let portal: TestPortal;
let vault: VaultId;
let client: Person;
let owner: Person;

beforeEach(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	({ vault, client } = await welcome(portal, owner, 'Rivera'));
});
afterEach(async () => {
	await portal.close();
});

const news = () => client.core.transfers();
const rows = async () => (await news()).changed;
async function row(name: string): Promise<TransferView> {
	const found = (await rows()).find((one) => one.name === name);
	if (!found) throw new Error(`no row for ${name}`);
	return found;
}

async function until(is: (news: TransferNews) => boolean): Promise<TransferNews> {
	const end = performance.now() + 50_000;
	while (performance.now() < end) {
		const now = await news();
		if (is(now)) return now;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(JSON.stringify(await news()));
}
const untilState = (name: string, state: TransferView['state']) =>
	until(({ changed }) => changed.some((one) => one.name === name && one.state === state));

const add = (...files: File[]) => client.core.addFiles(vault, null, files.map(picked));
const large = (name: string, parts = 3) => fileOf(name, noise(parts * PART_BYTES - 1000));
const putsOf = (person: Person) =>
	person.sent.filter(({ method, path }) => method === 'PUT' && path.includes('/parts/'));
const indexOf = ({ path }: { path: string }) => Number(path.split('/').at(-1));

/**
 * From part `from` on, nothing gets through until it is let through. It is reached when those before it, which go side by
 * side with it, have been answered: cut off before that, they would rightly be sent again.
 */
function blocked(from: number) {
	const door = Promise.withResolvers<undefined>();
	const reached = Promise.withResolvers<undefined>();
	let isAsked = false;
	let before = from;
	/** The client has to hear of the answers too. */
	const heard = async () => {
		if (from > 0) await until(({ changed }) => changed.some(({ done }) => done > 0));
	};
	const look = () => {
		if (isAsked && before <= 0) heard().then(() => reached.resolve(undefined), reached.reject);
	};
	client.interfere = async (path, init, pass) => {
		const index = /\/parts\/(\d+)$/u.exec(path)?.[1];
		if (index === undefined) return pass(path, init);
		if (Number(index) < from) {
			const answer = await pass(path, init);
			before--;
			look();
			return answer;
		}
		isAsked = true;
		look();
		await Promise.race([
			door.promise,
			new Promise((_, reject) => {
				init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
			})
		]);
		return pass(path, init);
	};
	return {
		reached: reached.promise,
		open() {
			client.interfere = null;
			door.resolve(undefined);
		}
	};
}

async function expectArrived(name: string, file: File): Promise<void> {
	const view = await owner.core.openVault(vault);
	const found = view.files.find((one) => one.name === name);
	if (!found) throw new Error(`${name} did not arrive`);
	const { content } = await owner.core.openFile(vault, found.file);
	expect(sha256(await content.arrayBuffer())).toBe(sha256(await file.arrayBuffer()));
}

describe('pausing', () => {
	test('stops what is under way, and going on sends no part that had arrived', async () => {
		const door = blocked(1);
		const file = large('paused.bin');
		await add(file);
		await door.reached;
		const { id } = await row('paused.bin');
		await client.core.pauseTransfer(id);
		expect(await row('paused.bin')).toMatchObject({ state: 'paused', resumable: true });
		door.open();
		await client.core.resumeTransfer(id);
		await untilState('paused.bin', 'done');
		expect(putsOf(client).filter((put) => indexOf(put) === 0).length).toBe(1);
		await expectArrived('paused.bin', file);
	});

	test('is shown by the time the press is answered, also while another file goes on', async () => {
		const door = blocked(0);
		await add(large('stopped.bin'), large('on.bin'));
		await door.reached;
		const { id } = await row('stopped.bin');
		const shown: string[] = [];
		client.onTransfers = ({ changed }) => {
			shown.push(...changed.map(({ name, state }) => `${name} ${state}`));
		};
		await client.core.pauseTransfer(id);
		expect(shown).toContain('stopped.bin paused');
		door.open();
	});

	test('everything pauses everything, and says so; going on goes on with all', async () => {
		const door = blocked(0);
		await add(large('a.bin'), fileOf('b.txt', noise(10)), large('c.bin', 2));
		await door.reached;
		await client.core.pauseAll();
		const { changed, queue } = await news();
		expect(changed.map(({ state }) => state)).toEqual(['paused', 'paused', 'paused']);
		expect(queue).toMatchObject({ paused: true, files: 3, filesDone: 0 });
		door.open();
		await client.core.resumeAll();
		await until(({ queue }) => queue.filesDone === 3);
	});
});

describe('cancelling', () => {
	async function joinWith(device: Device): Promise<void> {
		client = new Person(portal, device);
		const { url } = await owner.core.inviteClient(vault, 'Ben', true);
		await client.core.openLink(new URL(url).hash.slice(1));
		await client.core.join({
			name: 'Ben',
			passkey: await client.newPasskey(),
			withRecovery: false
		});
	}

	test('leaves nothing here and nothing on the server', async () => {
		const device = memoryDevice();
		await joinWith(device);
		const door = blocked(1);
		await add(large('cancelled.bin'));
		await door.reached;
		await client.core.cancelTransfer((await row('cancelled.bin')).id);
		door.open();
		await expect
			.poll(async () =>
				portal.services.db.selectFrom('blobs').select('id').where('added_seq', 'is', null).execute()
			)
			.toEqual([]);
		const user = client.keyholder.session.userId;
		await expect.poll(async () => (await device.uploads(user)).size).toBe(0);
		expect(await row('cancelled.bin')).toMatchObject({ state: 'cancelled' });
	});

	test('leaves nothing here while the portal does not say what is new', async () => {
		const device = memoryDevice();
		await joinWith(device);
		await client.core.openVault(vault);
		const asked = Promise.withResolvers<undefined>();
		client.interfere = (path, init, pass) => {
			if (!path.includes('/log')) return pass(path, init);
			asked.resolve(undefined);
			return new Promise(() => undefined);
		};
		await add(fileOf('unanswered.bin', noise(100)));
		await asked.promise;
		await client.core.cancelTransfer((await row('unanswered.bin')).id);
		const user = client.keyholder.session.userId;
		await expect.poll(async () => (await device.uploads(user)).size).toBe(0);
		expect(client.sent.filter(({ path }) => path.includes('/uploads'))).toEqual([]);
	});

	test('everything leaves only what failed for good', async () => {
		const door = blocked(0);
		await add(fileOf('empty.txt', noise(0)), large('a.bin'), fileOf('b.txt', noise(10)));
		await door.reached;
		await client.core.cancelAll();
		door.open();
		expect((await rows()).map(({ state }) => state)).toEqual(['failed', 'cancelled', 'cancelled']);
		await client.core.dismissFinished();
		expect(await rows()).toEqual([]);
	});
});

/** One file that is being saved, and looked at beside that, when `end` ends both. */
async function whileSaving(end: () => Promise<unknown>) {
	const letter = fileOf('letter.txt', noise(100));
	await add(letter);
	await untilState('letter.txt', 'done');
	const { files } = await client.core.openVault(vault);
	const [file] = files.map((one) => one.file);
	if (!file) throw new Error('no file');
	client.interfere = (path, init, pass) =>
		path.includes('/blobs/')
			? new Promise((_, reject) => {
					init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
				})
			: pass(path, init);
	const wanted = { files: [file], archive: null };
	const under = [
		client.core.saveFiles(vault, wanted, letter.size, { to: 'memory' }),
		client.core.openFile(vault, file)
	].map(codeOf);
	const isDown = ({ direction }: TransferView) => direction === 'down';
	await until(({ changed }) => changed.filter(isDown).length === 2);
	await end();
	client.interfere = null;
	expect(await Promise.all(under)).toEqual(['cancelled', 'cancelled']);
}

describe('locking', () => {
	test('in the middle: after unlocking, the upload goes on by itself where it was', async () => {
		const door = blocked(1);
		const file = large('locked.bin');
		await add(file);
		await door.reached;
		await client.core.lock();
		expect(await rows()).toEqual([]);
		door.open();
		await client.enter();
		await untilState('locked.bin', 'done');
		expect(putsOf(client).filter((put) => indexOf(put) === 0).length).toBe(1);
		await expectArrived('locked.bin', file);
	});

	const lockWhileSaving = () => whileSaving(() => client.core.lock());

	async function lockWhileSending() {
		const door = blocked(1);
		await add(large('mine.bin'));
		await door.reached;
		await client.core.lock();
		door.open();
	}

	test('tells whoever unlocks again that what they were saving came to nothing', async () => {
		await lockWhileSaving();
		await client.enter();
		const { changed } = await untilState('letter.txt', 'failed');
		const told = changed.map(({ direction, problem }) => [direction, problem?.code]);
		expect(told).toEqual([['down', 'locked-meanwhile']]);
		await client.core.lock();
		await client.enter();
		await client.core.openVault(vault);
		expect(await rows()).toEqual([]);
	});

	test.each([
		['an upload', lockWhileSending],
		['a download', lockWhileSaving]
	])('and somebody else’s unlocking shows them nothing of %s', async (_, lock) => {
		await lock();
		const other = (await welcome(portal, owner, 'Other')).client;
		client.passkey = other.passkey;
		client.prf = other.prf;
		await client.enter();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(await rows()).toEqual([]);
	});
});

describe('after the page was closed', () => {
	/** Another worker, with the same browser's storage and nothing in its memory. */
	async function closedWith(...files: File[]): Promise<void> {
		const device = memoryDevice();
		const before = new Person(portal, device);
		before.passkey = client.passkey;
		before.prf = client.prf;
		await before.enter();
		client = before;
		const door = blocked(1);
		await add(...files);
		await door.reached;
		const next = new Person(portal, device);
		next.passkey = before.passkey;
		next.prf = before.prf;
		client = next;
		await client.enter();
	}

	test('an upload asks for its file, refuses another, and goes on with the right one', async () => {
		const file = large('closed.bin');
		await closedWith(file);
		const waiting = (await untilState('closed.bin', 'needs-file')).changed;
		expect(waiting).toMatchObject([{ problem: { code: 'file-needed' }, size: file.size }]);
		const { id } = await row('closed.bin');
		await client.core.provideFile(id, fileOf('short.bin', noise(100)));
		expect(await row('closed.bin')).toMatchObject({ problem: { code: 'other-file' } });
		await client.core.provideFile(id, fileOf('closed.bin', noise(file.size)));
		await until(({ changed }) => changed[0]?.problem?.code === 'other-file');
		expect(await row('closed.bin')).toMatchObject({ state: 'needs-file' });
		expect(putsOf(client)).toEqual([]);
		await client.core.provideFile(id, file);
		await untilState('closed.bin', 'done');
		expect(putsOf(client).map(indexOf)).toEqual([1, 2]);
		await expectArrived('closed.bin', file);
	});

	test('what had only waited is in the queue too', async () => {
		await closedWith(large('under way.bin'), large('waiting 1.bin'), large('waiting 2.bin'));
		await until(({ changed }) => changed.length === 3);
		expect((await rows()).every(({ state }) => state === 'needs-file')).toBe(true);
		await client.core.cancelAll();
		await client.core.dismissFinished();
		expect(await rows()).toEqual([]);
	});

	test('nothing is asked of a file whose entry had arrived', async () => {
		const file = fileOf('there.pdf', noise(100));
		await add(file);
		await untilState('there.pdf', 'done');
		await client.core.lock();
		await client.enter();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(await rows()).toEqual([]);
	});
});

describe('many files', () => {
	test('ten thousand empty ones neither hang nor flood', async () => {
		const started = performance.now();
		await add(...Array.from({ length: 10_000 }, (_, i) => fileOf(`${String(i)}.txt`, noise(0))));
		const { changed, queue } = await news();
		expect(performance.now() - started).toBeLessThan(20_000);
		expect(queue.filesFailed).toBe(10_000);
		expect(changed.length).toBe(MOST_ROWS);
		expect(client.sent.filter(({ path }) => path.includes('/uploads'))).toEqual([]);
		await client.core.dismissFinished();
		expect(await news()).toMatchObject({ changed: [], queue: { files: 0, filesFailed: 0 } });
	});

	test('small ones all arrive beside a large one that is held up, and ask for news once', async () => {
		client.interfere = (path, init, pass) =>
			/\/parts\/[1-9]\d*$/u.test(path) ? new Promise(() => undefined) : pass(path, init);
		const from = client.sent.length;
		const many = Array.from({ length: 60 }, (_, i) => fileOf(`${String(i)}.txt`, noise(50)));
		await add(large('large.bin'), ...many);
		await until(({ queue }) => queue.filesDone === 60);
		expect(await row('large.bin')).toMatchObject({ state: 'working' });
		const calls = client.sent.slice(from);
		expect(
			calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/log')).length
		).toBe(60);
		expect(calls.filter(({ method, path }) => method === 'GET' && path.includes('/log')).length)
			// Two for each time that somebody asks; those that start together do not know of each other yet.
			.toBeLessThan(40);
		expect((await owner.core.openVault(vault)).files.length).toBe(60);
	});
});

describe('a lost line', () => {
	/** Tries that found no line. */
	let tries: number;
	let isLost: boolean;
	beforeEach(() => {
		[tries, isLost] = [0, true];
		client.interfere = (path, init, pass) => {
			if (!isLost || !path.includes('/uploads')) return pass(path, init);
			tries++;
			return Promise.reject(new Error('no line'));
		};
	});
	/** Waits for the next try, and shortens the wait. */
	const tryNow = async (name: string) => {
		const before = tries;
		await until(({ changed }) =>
			changed.some((one) => one.name === name && one.nextTryAt !== null)
		);
		await client.core.resumeTransfer((await row(name)).id);
		await expect.poll(() => tries).toBeGreaterThan(before);
	};
	/** Until every try in quick succession has failed, and the whole queue waits. */
	const exhaust = async (name: string) => {
		while (tries < 6) {
			const now = await row(name);
			if (now.resumable) await tryNow(name);
			else await new Promise((resolve) => setTimeout(resolve, 20));
		}
		await until(({ changed }) => (changed[0]?.nextTryAt ?? 0) > portal.services.now() + 10_000);
	};

	test('says when it is tried again, and is tried at once by whoever does not want to wait', async () => {
		await add(fileOf('offline.pdf', noise(100)));
		await untilState('offline.pdf', 'retrying');
		expect(await row('offline.pdf')).toMatchObject({ problem: { code: 'offline' } });
		// The first pauses are over before anybody could shorten them.
		await until(({ changed }) => changed[0]?.resumable === true);
		const { nextTryAt } = await row('offline.pdf');
		expect(nextTryAt).toBeGreaterThan(portal.services.now());
		expect(nextTryAt).toBeLessThanOrEqual(portal.services.now() + 8000);
		isLost = false;
		await client.core.resumeTransfer((await row('offline.pdf')).id);
		await untilState('offline.pdf', 'done');
		expect((await row('offline.pdf')).nextTryAt).toBeNull();
	});

	test('is waited for as long as it takes; what is told to go on goes on at once', async () => {
		await add(fileOf('offline.pdf', noise(100)));
		await exhaust('offline.pdf');
		expect(await row('offline.pdf')).toMatchObject({ state: 'retrying', resumable: true });
		expect((await news()).queue.offline).toBe(true);
		isLost = false;
		await client.core.resumeTransfer((await row('offline.pdf')).id);
		await untilState('offline.pdf', 'done');
	});

	test('that is back ends every wait', async () => {
		await add(fileOf('one.pdf', noise(100)), fileOf('two.pdf', noise(100)));
		await until(
			({ changed }) => changed.length === 2 && changed.every(({ resumable }) => resumable)
		);
		isLost = false;
		client.transfers.wake();
		await until(({ queue }) => queue.filesDone === 2);
	});
});

test('new keys begin what was under way anew, by itself', async () => {
	const door = blocked(1);
	const file = large('rekeyed.bin');
	await add(file);
	await door.reached;
	await client.core.changeKeys({ passkey: await client.signIn(), withRecovery: false });
	door.open();
	await untilState('rekeyed.bin', 'done');
	await expectArrived('rekeyed.bin', file);
});

test('new keys tell that what was being saved came to nothing', async () => {
	const passkey = await client.signIn();
	await whileSaving(() => client.core.changeKeys({ passkey, withRecovery: false }));
	const { changed } = await untilState('letter.txt', 'failed');
	const told = changed.map(({ direction, problem }) => [direction, problem?.code]);
	expect(told).toEqual([['down', 'keys-changed-meanwhile']]);
});

test('what was received stays until a screen reader can have said so', async () => {
	const letter = fileOf('letter.txt', noise(100));
	await add(letter);
	await untilState('letter.txt', 'done');
	const { files } = await client.core.openVault(vault);
	const wanted = { files: files.map(({ file }) => file), archive: null };
	const isThere = async () => (await rows()).some(({ direction }) => direction === 'down');
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	try {
		await client.core.saveFiles(vault, wanted, letter.size, { to: 'memory' });
		// The page hears of it within a quarter of a second, and looks every 800 ms (QueueVoice.svelte).
		await vi.advanceTimersByTimeAsync(1100);
		expect(await isThere()).toBe(true);
		await vi.advanceTimersByTimeAsync(1000);
		expect(await isThere()).toBe(false);
	} finally {
		vi.useRealTimers();
	}
});
