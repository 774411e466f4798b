import { describe, expect, test } from 'vitest';
import { fileBody } from '../../tests/vault/forge.ts';
import { MemoryLog } from '../../tests/vault/portal.ts';
import { refusalOf, World } from '../../tests/vault/world.ts';
import { parseEntry, type Head, type ParsedEntry } from '../crypto/entry-header.ts';
import { readAfter, withRebase, type LogSource } from './log-source.ts';
import { Refusal } from './problems.ts';
import { entryHashFrom } from '../crypto/ids.ts';

const world = await World.found();
await world.staff('Petra', 'preparer');
const whole = world.portal.firmLog.entries;
const noHash = entryHashFrom(new Uint8Array(32));
const headAt = async (seq: number): Promise<Head> => ({
	seq,
	hash: (await parseEntry(whole[seq] ?? new Uint8Array())).hash
});
const bytesOf = (entries: ParsedEntry[]) => entries.map(({ bytes }) => bytes);

describe('reading', () => {
	const paged = (pageSize: number) => {
		const log = new MemoryLog();
		log.pageSize = pageSize;
		whole.forEach((entry) => {
			log.force(entry);
		});
		return log;
	};

	test.each([1, 3, 500])('pages of %i join to the whole log', async (pageSize) => {
		expect(bytesOf(await readAfter(paged(pageSize), null))).toEqual(whole);
	});

	test('what comes after an entry excludes it', async () => {
		expect(bytesOf(await readAfter(paged(1), await headAt(0)))).toEqual(whole.slice(1));
		expect(await readAfter(paged(2), await headAt(whole.length - 1))).toEqual([]);
	});

	test('a server that promises more for ever and brings nothing is not believed', async () => {
		const endless: LogSource = {
			page: async (after) => ({ ...(await paged(1).page(after)), more: true }),
			append: () => Promise.resolve()
		};
		expect(await refusalOf(() => readAfter(endless, null))).toBe('log-broken');
	});

	test('bytes that are no entry break the log', async () => {
		const log = paged(500);
		log.force(Uint8Array.of(1, 2, 3));
		const noise: LogSource = {
			page: () =>
				Promise.resolve({ entries: log.entries, head: { seq: 0, hash: noHash }, more: false }),
			append: () => Promise.resolve()
		};
		expect(await refusalOf(() => readAfter(noise, null))).toBe('log-broken');
	});

	test('a log that ends before what was known has taken something back', async () => {
		const stating = (seq: number, hash = noHash): LogSource => ({
			page: async (after) => ({ ...(await paged(500).page(after)), head: { seq, hash } }),
			append: () => Promise.resolve()
		});
		const last = await headAt(whole.length - 1);
		const reading = (source: LogSource, known: Head | null) =>
			refusalOf(() => readAfter(source, known));
		expect(await reading(stating(last.seq - 1), last)).toBe('log-rolled-back');
		expect(await reading(stating(last.seq), last)).toBe('log-rolled-back');
		expect(await reading(stating(last.seq, last.hash), last)).toBe('accepted');
		expect(await reading(stating(last.seq + 1), last)).toBe('accepted');
		expect(await reading(stating(0), null)).toBe('accepted');
	});

	test('a log without end is not read to it', async () => {
		const size = whole.reduce((sum, { length }) => sum + length, 0);
		expect(await refusalOf(() => readAfter(paged(1), null, [], size - 1))).toBe('log-broken');
		expect(await refusalOf(() => readAfter(paged(1), null, [], size))).toBe('accepted');
	});

	test('a server that brings the same page for ever is not believed', async () => {
		const repeating: LogSource = {
			page: async () => ({ ...(await paged(1).page(null)), more: true }),
			append: () => Promise.resolve()
		};
		expect(await refusalOf(() => readAfter(repeating, null))).toBe('log-broken');
	});
});

describe('writing', () => {
	const losing = (times: number, code: 'head-moved' | 'offline' = 'head-moved') => {
		const seen: string[] = [];
		const attempt = () => {
			seen.push('attempt');
			if (seen.filter((step) => step === 'attempt').length <= times)
				return Promise.reject(new Refusal(code));
			return Promise.resolve('written');
		};
		const catchUp = () => {
			seen.push('catch up');
			return Promise.resolve();
		};
		return { seen, run: () => withRebase(attempt, catchUp) };
	};

	test('a lost race is read up and tried again', async () => {
		const { seen, run } = losing(2);
		expect(await run()).toBe('written');
		expect(seen).toEqual(['attempt', 'catch up', 'attempt', 'catch up', 'attempt']);
	});

	test('eight lost races are enough', async () => {
		const { seen, run } = losing(100);
		expect(await refusalOf(run)).toBe('head-moved');
		expect(seen.filter((step) => step === 'attempt').length).toBe(8);
	});

	test('any other refusal is final', async () => {
		const { seen, run } = losing(1, 'offline');
		expect(await refusalOf(run)).toBe('offline');
		expect(seen).toEqual(['attempt']);
	});

	test('two people who write at once both get their entry in, one after the other', async () => {
		const vault = await world.createVault('Rivera');
		const ana = await world.client(vault, 'Ana');
		const logs = [await world.owner.vault(vault), await ana.vault(vault)];
		const before = world.portal.vaultLog(vault).entries.length;
		const files = logs.map(() => fileBody());
		await Promise.all(
			logs.map((log, i) =>
				log.append(() => {
					const { body = null, blob } = files[i] ?? {};
					const blobs = blob ? [blob] : [];
					return Promise.resolve({ kind: 'file.added', payload: {}, body, blobs });
				}, world.now)
			)
		);
		expect(world.portal.vaultLog(vault).entries.length).toBe(before + 2);
		const seen = await world.owner.vault(vault);
		expect([...seen.state.files.keys()].sort()).toEqual(files.map(({ file }) => file).sort());
		expect(seen.journal.every(({ rejected }) => rejected === null)).toBe(true);
	});

	test('a draft that has become pointless is not written', async () => {
		const vault = await world.createVault('Stone');
		const log = await world.owner.vault(vault);
		await log.append(() => Promise.resolve(null), world.now);
		expect(world.portal.vaultLog(vault).entries.length).toBe(1);
	});

	test('an entry that others would reject is never sent', async () => {
		const vault = await world.createVault('Pine');
		const ana = await world.client(vault, 'Ana');
		const log = await ana.vault(vault);
		const before = world.portal.vaultLog(vault).entries.length;
		const body = { folder: new Uint8Array(16), name: '2025' };
		const draft = { kind: 'folder.made' as const, payload: {}, body };
		expect(await refusalOf(() => log.append(() => Promise.resolve(draft), world.now))).toBe(
			'entry-rejected'
		);
		expect(world.portal.vaultLog(vault).entries.length).toBe(before);
	});
});
