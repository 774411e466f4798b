/**
 * How Kysely reaches SQLite. A commit waits for the disk, and while it waits nothing else happens: so transactions that
 * come together are committed together, one after another inside one that the disk is asked for once. Each still sees
 * the ones before it, happens entirely or not at all, and is told so only when all are on the disk. What is only read is
 * read by a connection of its own, which sees nothing that is not yet committed.
 */
import type Sqlite from 'better-sqlite3';
import {
	SqliteDriver,
	type CompiledQuery,
	type DatabaseConnection,
	type Driver,
	type QueryResult,
	type SqliteStatement
} from 'kysely';

/** A commit is not put off for more than this many. */
const MOST_TOGETHER = 64;

interface Waiting {
	readonly resolve: () => void;
	readonly reject: (failure: unknown) => void;
}

export class SharedCommits implements Driver {
	readonly #writer: Sqlite.Database;
	readonly #write: SqliteDriver;
	/** Null for a database in memory, which only one connection can see. */
	readonly #read: SqliteDriver | null;
	/** The transaction whose turn it is. */
	#turn: Promise<void> = Promise.resolve();
	#inLine = 0;
	#isOpen = false;
	/** Done, and waiting for the disk. */
	#done: Waiting[] = [];

	constructor(writer: Sqlite.Database, reader: Sqlite.Database | null) {
		this.#writer = writer;
		this.#write = driverOf(writer);
		this.#read = reader && driverOf(reader);
	}

	acquireConnection(): Promise<DatabaseConnection> {
		return Promise.resolve(new Connection(this));
	}

	/** Waits for its turn. The write lock is taken at once, so that no other process gets in between. */
	async beginTransaction(connection: DatabaseConnection): Promise<void> {
		const mine = mineOf(connection);
		const before = this.#turn;
		this.#turn = new Promise((resolve) => (mine.endTurn = resolve));
		this.#inLine += 1;
		await before;
		try {
			if (!this.#isOpen) this.#writer.exec('begin immediate');
			this.#isOpen = true;
			this.#writer.exec('savepoint one');
			mine.isInTransaction = true;
		} catch (failure) {
			this.#next(mine);
			throw failure;
		}
	}

	/** Resolves when it is on the disk. */
	commitTransaction(connection: DatabaseConnection): Promise<void> {
		return this.#end(mineOf(connection), () => {
			this.#writer.exec('release one');
		});
	}

	/** Nothing of it is left; what it was decided by may be others' that are not on the disk yet, so it waits for them. */
	async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
		const mine = mineOf(connection);
		if (!mine.isInTransaction) return;
		await this.#end(mine, () => {
			// A full disk makes SQLite roll back everything by itself.
			if (!this.#writer.inTransaction) return;
			this.#writer.exec('rollback to one');
			this.#writer.exec('release one');
		}).catch(() => undefined);
	}

	async #end(mine: Connection, settle: () => void): Promise<void> {
		settle();
		mine.isInTransaction = false;
		const onDisk = new Promise<void>((resolve, reject) => this.#done.push({ resolve, reject }));
		if (this.#done.length >= MOST_TOGETHER || !this.#writer.inTransaction) this.#flush();
		this.#next(mine);
		// Whoever has just been read from the network may still join.
		if (this.#inLine === 0) setImmediate(() => this.#inLine === 0 && this.#flush());
		return onDisk;
	}

	#next(mine: Connection): void {
		this.#inLine -= 1;
		mine.endTurn();
	}

	#flush(): void {
		if (!this.#isOpen && this.#done.length === 0) return;
		this.#isOpen = false;
		const done = this.#done;
		this.#done = [];
		try {
			// Throws as well when SQLite has rolled everything back, or is closed: nobody's is there, and all are told.
			this.#writer.exec('commit');
			for (const { resolve } of done) resolve();
		} catch (failure) {
			if (this.#writer.inTransaction) this.#writer.exec('rollback');
			for (const { reject } of done) reject(failure);
		}
	}

	/** Commits what is done. Whoever is in the middle loses what they did, and the others with them. */
	close(): void {
		if (this.#inLine > 0 && this.#writer.inTransaction) this.#writer.exec('rollback');
		this.#flush();
	}

	async query<R>(mine: Connection, query: CompiledQuery): Promise<QueryResult<R>> {
		const write = await this.#write.acquireConnection();
		if (mine.isInTransaction) return write.executeQuery<R>(query);
		if (this.#read !== null && isOnlyRead(query.sql)) {
			const read = await this.#read.acquireConnection();
			return read.executeQuery<R>(query);
		}
		await this.beginTransaction(mine);
		try {
			const result = await write.executeQuery<R>(query);
			await this.commitTransaction(mine);
			return result;
		} catch (failure) {
			await this.rollbackTransaction(mine);
			throw failure;
		}
	}

	async init(): Promise<void> {
		await this.#write.init();
		await this.#read?.init();
	}

	async releaseConnection(): Promise<void> {}

	async destroy(): Promise<void> {}
}

/** One caller's way in: a transaction, or one query. */
class Connection implements DatabaseConnection {
	readonly #commits: SharedCommits;
	isInTransaction = false;
	endTurn: () => void = () => undefined;

	constructor(commits: SharedCommits) {
		this.#commits = commits;
	}

	executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		return this.#commits.query<R>(this, query);
	}

	streamQuery(): never {
		throw new Error('Rows are read a page at a time.');
	}
}

function mineOf(connection: DatabaseConnection): Connection {
	if (connection instanceof Connection) return connection;
	throw new Error('This connection is of another driver.');
}

const isOnlyRead = (text: string): boolean => /^\s*(?:select|with|explain)\b/iu.test(text);

const MOST_REMEMBERED = 500;

/** Kysely prepares at every call; the same text is prepared once. */
function driverOf(sqlite: Sqlite.Database): SqliteDriver {
	const remembered = new Map<string, SqliteStatement>();
	const prepare = (sql: string): SqliteStatement => {
		const known = remembered.get(sql);
		if (known !== undefined) return known;
		const statement = sqlite.prepare(sql);
		if (remembered.size < MOST_REMEMBERED) remembered.set(sql, statement);
		return statement;
	};
	return new SqliteDriver({ database: { prepare, close: () => undefined } });
}
