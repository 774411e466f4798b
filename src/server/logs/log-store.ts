/**
 * Append-only logs. `appendEntry` is the one way in: a compare-and-swap on the head inside the caller's
 * transaction, so that of two writers at one place exactly one succeeds and nothing is written over.
 */
import type { z } from 'zod';
import { MAX_LOG_PAGE, type logPage } from '../../contract/api.ts';
import type { EntryHash, FirmId, Raw } from '../../crypto/brands.ts';
import type { Head, ParsedEntry } from '../../crypto/entry-header.ts';
import { toBase64url } from '../db/base64url.ts';
import type { Db, Tx } from '../db/database.ts';
import type { LogId } from '../db/tables.ts';
import { writtenOut } from '../db/written-out.ts';
import { refuse } from '../http/refusal.ts';

/** Entries may be 2 MiB each: a page also ends when it has grown to this. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** A log starts with its genesis. One that already started is not started again. */
export async function beginLog(
	tx: Tx,
	firm: FirmId,
	log: LogId,
	genesis: ParsedEntry,
	now: number
): Promise<Head> {
	const { header, hash } = genesis;
	if (header.seq !== 0 || header.prev !== null) refuse('entry-refused');
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('logs')
		.values({ id: log, firm, head_seq: 0, head_hash: hash })
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (numInsertedOrUpdatedRows !== 1n) refuse('head-moved');
	await insertEntry(tx, log, genesis, now);
	return { seq: 0, hash };
}

export async function appendEntry(
	tx: Tx,
	log: LogId,
	entry: ParsedEntry,
	now: number
): Promise<Head> {
	const { seq, prev } = entry.header;
	if (prev === null) refuse('head-moved');
	const { numUpdatedRows } = await tx
		.updateTable('logs')
		.set({ head_seq: seq, head_hash: entry.hash })
		.where('id', '=', log)
		.where('head_seq', '=', seq - 1)
		.where('head_hash', '=', prev)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) refuse('head-moved');
	await insertEntry(tx, log, entry, now);
	return { seq, hash: entry.hash };
}

async function insertEntry(tx: Tx, log: LogId, entry: ParsedEntry, now: number): Promise<void> {
	await tx
		.insertInto('entries')
		.values({
			log,
			seq: entry.header.seq,
			hash: entry.hash,
			kind: entry.header.kind,
			author: entry.header.author.id,
			received_at: now,
			bytes: entry.bytes
		})
		.execute();
}

/** Whether the log really has this entry at this place. */
export async function hasEntry(db: Db, log: LogId, place: Head): Promise<boolean> {
	const found = await db
		.selectFrom('entries')
		.select('seq')
		.where('log', '=', log)
		.where('seq', '=', place.seq)
		.where('hash', '=', place.hash)
		.executeTakeFirst();
	return found !== undefined;
}

interface PageRow {
	head_seq: number;
	head_hash: EntryHash;
	/** Null in the one row of a page without entries. */
	seq: number | null;
	bytes: Raw | null;
}

/**
 * One statement, and so one moment. Numbers of a log have no gaps: the page is a range of them, cut where its bytes have
 * grown to what a page may have, after at least one entry. Rows of other pages are never looked at.
 */
export const logPageQuery = writtenOut<PageRow>(`
	SELECT l.head_seq, l.head_hash, e.seq, e.bytes
	FROM logs l LEFT JOIN entries e ON e.log = l.id AND e.seq > ? AND e.seq <= (
		SELECT coalesce(max(p.seq), -1) FROM (
			SELECT seq, sum(length(bytes)) OVER (ORDER BY seq) AS upto
			FROM entries WHERE log = ? AND seq > ? AND seq <= ?) p
		WHERE p.upto <= ${String(MAX_PAGE_BYTES)} OR p.seq = ?)
	WHERE l.id = ? ORDER BY e.seq`);

/** The entries after `after`, with the head as of the same moment. */
export async function readLogPage(
	db: Db,
	log: LogId,
	after: number
): Promise<z.input<typeof logPage>> {
	const upTo = after + MAX_LOG_PAGE;
	const rows = await logPageQuery.rows(db, after, log, after, upTo, after + 1, log);
	const [first] = rows;
	if (first === undefined) throw new Error('There is no such log.');
	const entries = rows.flatMap(({ bytes }) => (bytes === null ? [] : [toBase64url(bytes)]));
	const last = rows.at(-1)?.seq ?? null;
	const head = { seq: first.head_seq, hash: first.head_hash };
	return { entries, head, more: last !== null && last < head.seq };
}
