/**
 * Sessions: an opaque random token in the browser, only its SHA-256 here. A session ends 7 days after it was
 * last used and 30 days after it began, whichever comes first.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { decodeBase64url, encodeBase64url } from '../../crypto/base64url.ts';
import type { Raw, UserId } from '../../crypto/brands.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Db, Tx } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
export const IDLE_MS = 7 * DAY_MS;
export const ABSOLUTE_MS = 30 * DAY_MS;
/** `last_seen_at` is written at most this often, so that reading does not always write. */
const TOUCH_MS = 60 * 1000;
/** More sessions than this and the longest unused is ended. */
export const MAX_SESSIONS = 100;

export interface Session {
	readonly id: string;
	readonly user: UserId;
}

/** SHA-256 suffices for a random token: there is nothing to guess. */
export function tokenHash(token: string): Raw | null {
	try {
		return createHash('sha256').update(decodeBase64url(token)).digest();
	} catch {
		return null;
	}
}

export async function startSession(
	tx: Tx,
	user: UserId,
	device: string,
	now: number
): Promise<{ session: Session; token: string }> {
	const secret = randomBytes(32);
	const id = encodeBase64url(randomBytes(16));
	const token_hash = createHash('sha256').update(secret).digest();
	await tx
		.insertInto('sessions')
		.values({ id, token_hash, user, device, created_at: now, last_seen_at: now })
		.execute();
	await tx
		.deleteFrom('sessions')
		.where('user', '=', user)
		.where('id', 'in', (query) =>
			query
				.selectFrom('sessions')
				.select('id')
				.where('user', '=', user)
				.orderBy('last_seen_at', 'desc')
				.orderBy(sql`rowid`, 'desc')
				.limit(-1)
				.offset(MAX_SESSIONS)
		)
		.execute();
	return { session: { id, user }, token: encodeBase64url(secret) };
}

export const sessionQuery = writtenOut<{ id: string; user: UserId; last_seen_at: number }>(`
	SELECT id, user, last_seen_at FROM sessions
	WHERE token_hash = ? AND last_seen_at > ? AND created_at > ?`);

export async function findSession(db: Db, token: string, now: number): Promise<Session | null> {
	const hash = tokenHash(token);
	if (hash === null) return null;
	const [found] = await sessionQuery.rows(db, hash, now - IDLE_MS, now - ABSOLUTE_MS);
	if (found === undefined) return null;
	if (now - found.last_seen_at >= TOUCH_MS) await touchSession(db, found.id, now);
	return { id: found.id, user: found.user };
}

async function touchSession(db: Db, id: string, now: number): Promise<void> {
	await db.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', id).execute();
}

export async function isSessionAlive(db: Db, id: string, now: number): Promise<boolean> {
	const found = await db
		.selectFrom('sessions')
		.select('id')
		.where('id', '=', id)
		.where('last_seen_at', '>', now - IDLE_MS)
		.where('created_at', '>', now - ABSOLUTE_MS)
		.executeTakeFirst();
	return found !== undefined;
}

export async function listSessions(db: Db, user: UserId, now: number) {
	return db
		.selectFrom('sessions')
		.select(['id', 'device', 'created_at', 'last_seen_at'])
		.where('user', '=', user)
		.where('last_seen_at', '>', now - IDLE_MS)
		.where('created_at', '>', now - ABSOLUTE_MS)
		.orderBy('last_seen_at', 'desc')
		.orderBy('id')
		.execute();
}

/** Whether this session of this user existed. */
export async function endSession(db: Db, user: UserId, id: string): Promise<boolean> {
	const { numDeletedRows } = await db
		.deleteFrom('sessions')
		.where('id', '=', id)
		.where('user', '=', user)
		.executeTakeFirst();
	return numDeletedRows === 1n;
}

/** The sessions that were the user's, so that their event streams can be closed. */
export async function endSessionsOf(tx: Tx, user: UserId): Promise<string[]> {
	const ended = await tx.deleteFrom('sessions').where('user', '=', user).returning('id').execute();
	return ended.map(({ id }) => id);
}

/** The sessions that ended by time, so that their event streams can be closed. */
export async function sweepSessions(db: Db, now: number): Promise<string[]> {
	const ended = await db
		.deleteFrom('sessions')
		.where((where) =>
			where.or([
				where('last_seen_at', '<=', now - IDLE_MS),
				where('created_at', '<=', now - ABSOLUTE_MS)
			])
		)
		.returning('id')
		.execute();
	return ended.map(({ id }) => id);
}
