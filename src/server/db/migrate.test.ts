import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openDatabase } from './database.ts';
import { migrate, MigrationError, schemaVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tallyport-db-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schemaOf = (database: Sqlite.Database): unknown[] =>
	database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name').all();

function migrated(...lengths: number[]): Sqlite.Database {
	const database = new Sqlite(':memory:');
	for (const length of lengths) migrate(database, migrations.slice(0, length));
	return database;
}

const newest = schemaOf(migrated(migrations.length));

test.each(migrations.map((_, step) => step))('step %i leads to the newest schema', (step) => {
	const database = migrated(step, migrations.length);
	expect(schemaVersion(database)).toBe(migrations.length);
	expect(schemaOf(database)).toEqual(newest);
	expect(database.pragma('foreign_key_check')).toEqual([]);
});

/** A firm with a vault, a link into it and one for a colleague, as the first version left them. */
const firstRows = `
INSERT INTO firms VALUES ('firm', 1);
INSERT INTO users VALUES ('ana', zeroblob(32), x'00', x'00', 0, 1);
INSERT INTO teams VALUES ('team', 'firm', 1);
INSERT INTO vaults VALUES ('vault', 'firm', 3, 5, x'00', 'team', 1, 'ana', 0);
INSERT INTO vault_teams VALUES ('vault', 'team');
INSERT INTO invites VALUES ('client', 'firm', 'vault', NULL, zeroblob(32), x'00', 9, 'open');
INSERT INTO invites VALUES ('staff', 'firm', NULL, 'admin', zeroblob(32), x'00', 9, 'open');
INSERT INTO ceremonies VALUES ('one', 'recover', zeroblob(32), 'words', 9);`;

test('what the first version stored is taken along', () => {
	const database = migrated(1);
	database.exec(firstRows);
	migrate(database);
	expect(database.pragma('foreign_key_check')).toEqual([]);
	const rows = (query: string) => database.prepare(query).raw().all();
	expect(rows('SELECT epoch, history_from FROM teams')).toEqual([[1, 1]]);
	expect(rows('SELECT epoch FROM vault_teams')).toEqual([[1]]);
	expect(rows('SELECT rotated_seq FROM firms')).toEqual([[0]]);
	expect(rows('SELECT id, inviter, reads, state FROM invites ORDER BY id')).toEqual([
		['client', null, 1, 'open'],
		['staff', null, 0, 'open']
	]);
	expect(rows('SELECT vault_count, moved FROM teams')).toEqual([[1, 0]]);
	expect(rows('SELECT moved FROM vaults')).toEqual([[0]]);
	// A challenge lives for half an hour. Its table was made anew, for the recovery kit's.
	expect(rows('SELECT id FROM ceremonies')).toEqual([]);
	database.exec(`INSERT INTO ceremonies VALUES ('two', 'kit', zeroblob(32), NULL, 9)`);
});

test('what was stored before it was counted is counted', () => {
	const database = migrated(2);
	database.exec(
		firstRows
			.split('\n')
			.filter((row) => !/invites|ceremonies/.test(row))
			.join('\n')
			.replace("('firm', 1)", "('firm', 1, 0)")
			.replace("('team', 'firm', 1)", "('team', 'firm', 1, 1)")
			.replace("('vault', 'team')", "('vault', 'team', 1)")
	);
	database.exec(`
		INSERT INTO blobs VALUES ('file', 'vault', 'ana', 100, 1, 5, 9), ('upload', 'vault', 'ana', 70, 3, NULL, 9);
		INSERT INTO blob_parts VALUES ('file', 0, 100, zeroblob(32)), ('upload', 0, 30, zeroblob(32)), ('upload', 2, 9, zeroblob(32));`);
	migrate(database);
	const rows = (query: string) => database.prepare(query).raw().all();
	expect(rows('SELECT id, arrived FROM blobs ORDER BY id')).toEqual([
		['file', 100],
		['upload', 39]
	]);
	expect(rows('SELECT stored FROM firms')).toEqual([[170]]);
	expect(rows('SELECT * FROM firm_storage')).toEqual([['firm', 'ana', 170]]);
});

test('what waited to be told waits on, and each message beside it once', () => {
	const database = migrated(11);
	database.exec(`
		INSERT INTO firms (id, created_at) VALUES ('firm', 1);
		INSERT INTO users VALUES ('ana', zeroblob(32), x'00', x'00', 0, 1);
		INSERT INTO teams (id, firm, epoch) VALUES ('team', 'firm', 1);
		INSERT INTO vaults (id, firm, epoch, firm_head_seq, label, label_team, label_team_epoch, label_sender)
			VALUES ('vault', 'firm', 3, 5, x'00', 'team', 1, 'ana');
		INSERT INTO notices VALUES ('ana', 'vault', 'new', 7), ('ana', 'vault', 'reminder', 0);
		INSERT INTO push_notices VALUES ('ana', 'vault', 'new', 7);`);
	migrate(database);
	for (const table of ['notices', 'push_notices']) {
		const rows = () => database.prepare(`SELECT what, seq FROM ${table}`).raw().all();
		const before = rows();
		expect(before[0]).toEqual(['new', 7]);
		const put = (what: string, seq: number) =>
			database.prepare(`REPLACE INTO ${table} VALUES ('ana', 'vault', ?, ?)`).run(what, seq);
		for (const seq of [8, 9, 9]) put('message', seq);
		put('new', 10);
		expect(rows()).toEqual([['message', 8], ['message', 9], ['new', 10], ...before.slice(1)]);
	}
});

test('migrating again changes nothing', () => {
	expect(schemaOf(migrated(migrations.length, migrations.length))).toEqual(newest);
});

test('a step that fails leaves the step before it', () => {
	const database = migrated(migrations.length);
	const broken = [...migrations, 'CREATE TABLE more (id TEXT) STRICT; SELECT * FROM nowhere;'];
	expect(() => migrate(database, broken)).toThrow();
	expect(schemaVersion(database)).toBe(migrations.length);
	expect(schemaOf(database)).toEqual(newest);
});

test('a database of a newer version is refused', () => {
	const database = migrated(migrations.length);
	database.pragma(`user_version = ${migrations.length + 1}`);
	expect(() => migrate(database)).toThrow(MigrationError);
});

test('every table is strict', () => {
	const tables = migrated(migrations.length).pragma('table_list');
	const row = z.array(z.object({ name: z.string(), strict: z.number() }));
	for (const { name, strict } of row.parse(tables)) {
		if (!name.startsWith('sqlite_')) expect([name, strict]).toEqual([name, 1]);
	}
});

test('commits are synced in full, foreign keys hold, and the journal is a WAL', async () => {
	const { db, close } = openDatabase(path.join(folder, 'settings.sqlite'));
	const settings = sql`SELECT foreign_keys, synchronous, journal_mode
		FROM pragma_foreign_keys, pragma_synchronous, pragma_journal_mode`;
	const FULL = 2;
	// In a transaction, because those are what must be synced.
	const { rows } = await db.transaction().execute((tx) => settings.execute(tx));
	expect(rows).toEqual([{ foreign_keys: 1, synchronous: FULL, journal_mode: 'wal' }]);
	close();
});

test('two transactions never run inside each other', async () => {
	const { db, close } = openDatabase(path.join(folder, 'turns.sqlite'));
	const seen: string[] = [];
	const run = (name: string) =>
		db.transaction().execute(async (tx) => {
			seen.push(name);
			await tx.selectFrom('firms').selectAll().execute();
			await new Promise((resolve) => setTimeout(resolve, 5));
			seen.push(name);
		});
	await Promise.all([run('a'), run('b'), run('c')]);
	expect(seen).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
	close();
});
