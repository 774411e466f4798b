/**
 * SQLite behind Kysely: WAL with a full sync at every commit, so what was acknowledged survives a power cut;
 * foreign keys on; every transaction takes the write lock at once, so that a compare-and-swap cannot be
 * undercut by another process.
 */
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect, type SqliteStatement, type Transaction } from 'kysely';
import { migrate } from './migrate.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

export interface OpenDatabase {
	readonly db: Db;
	readonly close: () => void;
}

export function openDatabase(file: string): OpenDatabase {
	const sqlite = new Sqlite(file);
	sqlite.pragma('journal_mode = WAL');
	sqlite.pragma('synchronous = FULL');
	sqlite.pragma('foreign_keys = ON');
	sqlite.pragma('trusted_schema = OFF');
	// In KiB. With SQLite's own 2 MiB a list of a large firm reads its pages from the system again and again.
	sqlite.pragma('cache_size = -32768');
	migrate(sqlite);
	const db = new Kysely<Tables>({
		dialect: new SqliteDialect({
			database: { prepare: rememberStatements(sqlite), close: () => sqlite.close() }
		})
	});
	return { db, close: () => sqlite.close() };
}

const MAX_REMEMBERED = 500;

/**
 * Kysely prepares at every call; the same text is prepared once. Its plain `begin` would take the write lock
 * only at the first write, too late for a check made before it.
 */
function rememberStatements(sqlite: Sqlite.Database): (sql: string) => SqliteStatement {
	const remembered = new Map<string, SqliteStatement>([['rollback', rollbackOf(sqlite)]]);
	return (sql) => {
		const known = remembered.get(sql);
		if (known !== undefined) return known;
		const statement = sqlite.prepare(sql === 'begin' ? 'begin immediate' : sql);
		if (remembered.size < MAX_REMEMBERED) remembered.set(sql, statement);
		return statement;
	};
}

/** A full disk makes SQLite roll back by itself; a second rollback would hide the reason behind its own error. */
function rollbackOf(sqlite: Sqlite.Database): SqliteStatement {
	const rollback = sqlite.prepare('rollback');
	const nothing = { changes: 0, lastInsertRowid: 0 };
	return {
		reader: false,
		all: () => [],
		iterate: () => [].values(),
		run: () => (sqlite.inTransaction ? rollback.run() : nothing)
	};
}
