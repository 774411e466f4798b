/**
 * SQLite behind Kysely: WAL with a full sync at every commit, so what was acknowledged survives a power cut;
 * foreign keys on; every transaction takes the write lock at once, so that a compare-and-swap cannot be
 * undercut by another process. Transactions that come together share a commit (shared-commits.ts).
 */
import Sqlite from 'better-sqlite3';
import {
	Kysely,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type Transaction
} from 'kysely';
import { migrate } from './migrate.ts';
import { SharedCommits } from './shared-commits.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

export interface OpenDatabase {
	readonly db: Db;
	readonly close: () => void;
}

/** Kysely's own lets one caller in at a time; whose turn it is is decided in shared-commits.ts. */
class ManyCallers extends SqliteAdapter {
	override get supportsMultipleConnections(): boolean {
		return true;
	}
}

export function openDatabase(file: string): OpenDatabase {
	const writer = new Sqlite(file);
	writer.pragma('journal_mode = WAL');
	writer.pragma('synchronous = FULL');
	writer.pragma('foreign_keys = ON');
	configure(writer);
	migrate(writer);
	const reader = writer.memory ? null : new Sqlite(file, { readonly: true });
	if (reader !== null) configure(reader);
	const commits = new SharedCommits(writer, reader);
	const db = new Kysely<Tables>({
		dialect: {
			createDriver: () => commits,
			createAdapter: () => new ManyCallers(),
			createQueryCompiler: () => new SqliteQueryCompiler(),
			createIntrospector: (of) => new SqliteIntrospector(of)
		}
	});
	const close = () => {
		commits.close();
		// The writer last: it clears the write-ahead log away.
		reader?.close();
		writer.close();
	};
	return { db, close };
}

function configure(sqlite: Sqlite.Database): void {
	sqlite.pragma('trusted_schema = OFF');
	// In KiB. With SQLite's own 2 MiB a list of a large firm reads its pages from the system again and again.
	sqlite.pragma('cache_size = -32768');
}
