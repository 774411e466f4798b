import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newBlobId } from '../../crypto/ids.ts';
import { openDatabase, type OpenDatabase, type Tx } from './database.ts';

let folder: string;
let database: OpenDatabase;
/** Another process: what it sees is committed. */
let outside: Sqlite.Database;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'tallyport-commits-'));
	const file = path.join(folder, 'db.sqlite');
	database = openDatabase(file);
	outside = new Sqlite(file, { readonly: true });
});
afterEach(() => {
	outside.close();
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

const committed = () => outside.prepare('SELECT count(*) FROM blob_removals').pluck().get();
const insert = (tx: Tx, blob = newBlobId()) =>
	tx.insertInto('blob_removals').values({ blob }).execute();
const inside = (work: (tx: Tx) => Promise<unknown>) => database.db.transaction().execute(work);
const count = async (tx: Pick<Tx, 'selectFrom'>) =>
	(await tx.selectFrom('blob_removals').select('blob').execute()).length;

test('a transaction is told that it is done when others can see it', async () => {
	await inside((tx) => insert(tx));
	expect(committed()).toBe(1);
	await database.db.insertInto('blob_removals').values({ blob: newBlobId() }).execute();
	expect(committed()).toBe(2);
});

test('transactions that come together are committed together, each after the one before', async () => {
	const seen: number[] = [];
	const before = new Set<unknown>();
	await Promise.all(
		Array.from({ length: 20 }, () =>
			inside(async (tx) => {
				await insert(tx);
				seen.push(await count(tx));
				before.add(committed());
			})
		)
	);
	expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
	// While the last was at work, not even the first was committed.
	expect([...before]).toEqual([0]);
	expect(committed()).toBe(20);
});

test('one that fails leaves nothing, and takes nothing from the others', async () => {
	const all = await Promise.allSettled(
		[1, 2, 3, 4, 5].map((number) =>
			inside(async (tx) => {
				await insert(tx);
				if (number === 3) throw new Error('no');
			})
		)
	);
	expect(all.map(({ status }) => status)).toEqual([
		'fulfilled',
		'fulfilled',
		'rejected',
		'fulfilled',
		'fulfilled'
	]);
	expect(committed()).toBe(4);
});

test('what is not committed is read by nobody outside the transaction', async () => {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	const first = inside((tx) => insert(tx));
	const second = inside(async (tx) => {
		await insert(tx);
		await promise;
	});
	await new Promise((done) => setTimeout(done, 20));
	// The first is done, and waits for the second: until both are on the disk neither is there.
	expect(await count(database.db)).toBe(0);
	resolve(undefined);
	await Promise.all([first, second]);
	expect(await count(database.db)).toBe(2);
});

test('a full disk fails everybody who shared the commit, and nobody after', async () => {
	const set = (pages: number) =>
		sql`${sql.raw(`pragma max_page_count = ${pages}`)}`.execute(database.db);
	const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db);
	await set((rows[0]?.page_count ?? 0) + 2);
	const large = async (tx: Tx) => {
		for (let number = 0; number < 500; number++) await insert(tx);
	};
	const all = await Promise.allSettled([
		inside((tx) => insert(tx)),
		inside(large),
		inside((tx) => insert(tx))
	]);
	expect(all[1].status).toBe('rejected');
	// Told as it is: what was said to be done is there, and nothing else.
	expect(committed()).toBe(all.filter(({ status }) => status === 'fulfilled').length);
	await set(1_000_000);
	const before = Number(committed());
	await inside(large);
	expect(committed()).toBe(before + 500);
});

test('closing in the middle of a transaction leaves nothing of it', async () => {
	const begun = inside(async (tx) => {
		await insert(tx);
		await new Promise((done) => setTimeout(done, 30));
		await insert(tx);
	});
	begun.catch(() => undefined);
	await new Promise((done) => setTimeout(done, 10));
	database.close();
	expect(committed()).toBe(0);
	await expect(begun).rejects.toThrow();
});
