/**
 * Whether mail goes out, and what failed, as administrators are shown it. A reason is one of a closed set; what the mail
 * server said, and to whom, is kept nowhere.
 */
import type { LineReason, MailReason } from '../../contract/notices.ts';
import type { UserId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';
import { retryAfter } from './due.ts';

/** After an outage mail goes on within this time. */
const MOST_BETWEEN_TRIES_MS = 15 * 60 * 1000;
const FAILURES_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

export const readLine = (db: Db) =>
	db.selectFrom('mail_line').selectAll().where('only', '=', 1).executeTakeFirst();

export async function mayTry(db: Db, now: number): Promise<boolean> {
	const line = await readLine(db);
	return line === undefined || line.next_try_at <= now;
}

export async function noteWorking(db: Db, now: number): Promise<void> {
	const known = await readLine(db);
	if (known?.state === 'working') return;
	const state = { state: 'working' as const, reason: null, tries: 0, next_try_at: now };
	await putLine(db, { ...state, since: now });
}

/** The longer it fails, the less often it is tried. */
export async function noteFailing(db: Db, reason: LineReason, now: number): Promise<void> {
	const known = await readLine(db);
	const isOld = known?.state === 'failing';
	const tries = (isOld ? known.tries : 0) + 1;
	const next_try_at = now + retryAfter(tries, MOST_BETWEEN_TRIES_MS);
	const since = isOld ? known.since : now;
	await putLine(db, { state: 'failing', since, reason, tries, next_try_at });
}

type LineRow = Omit<NonNullable<Awaited<ReturnType<typeof readLine>>>, 'only'>;

async function putLine(db: Db, row: LineRow): Promise<void> {
	await db
		.insertInto('mail_line')
		.values({ only: 1, ...row })
		.onConflict((conflict) => conflict.column('only').doUpdateSet(row))
		.execute();
}

export async function noteFailure(
	db: Db,
	user: UserId,
	reason: MailReason,
	now: number
): Promise<void> {
	await db.insertInto('mail_failures').values({ user, at: now, reason }).execute();
}

export async function sweepFailures(db: Db, now: number): Promise<void> {
	await db
		.deleteFrom('mail_failures')
		.where('at', '<', now - FAILURES_KEPT_MS)
		.execute();
}
