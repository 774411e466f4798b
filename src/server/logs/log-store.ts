/**
 * Append-only logs. `appendEntry` is the one way in: a compare-and-swap on the head inside the caller's
 * transaction, so that of two writers at one place exactly one succeeds and nothing is written over.
 */
import type { z } from 'zod';
import { MAX_LOG_PAGE, type logPage } from '../../contract/api.ts';
import type { FirmId, Raw } from '../../crypto/brands.ts';
import type { Head, ParsedEntry } from '../../crypto/entry-header.ts';
import type { Db, Tx } from '../db/database.ts';
import type { LogId } from '../db/tables.ts';
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

/** The entries after `after`, with the head as of the same moment. */
export async function readLogPage(
	db: Db,
	log: LogId,
	after: number
): Promise<z.input<typeof logPage>> {
	const { rows, head, more } = await db.transaction().execute(async (tx) => {
		const { head_seq, head_hash } = await tx
			.selectFrom('logs')
			.select(['head_seq', 'head_hash'])
			.where('id', '=', log)
			.executeTakeFirstOrThrow();
		const last = await lastOfPage(tx, log, after);
		const rows = await tx
			.selectFrom('entries')
			.select('bytes')
			.where('log', '=', log)
			.where('seq', '>', after)
			.where('seq', '<=', last)
			.orderBy('seq')
			.execute();
		const head = { seq: head_seq, hash: head_hash };
		return { rows, head, more: last < head_seq && rows.length > 0 };
	});
	return { entries: rows.map(({ bytes }) => toText(bytes)), head, more };
}

/** Node's own base64url: a page may have megabytes. */
const toText = (bytes: Raw): string =>
	Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');

async function lastOfPage(tx: Tx, log: LogId, after: number): Promise<number> {
	const sizes = await tx
		.selectFrom('entries')
		.select(({ fn }) => ['seq', fn<number>('length', ['bytes']).as('size')])
		.where('log', '=', log)
		.where('seq', '>', after)
		.orderBy('seq')
		.limit(MAX_LOG_PAGE)
		.execute();
	let total = 0;
	let last = after;
	for (const { seq, size } of sizes) {
		total += size;
		if (total > MAX_PAGE_BYTES && last > after) break;
		last = seq;
	}
	return last;
}
