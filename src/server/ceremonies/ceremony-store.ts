/** Challenges: 32 random bytes, good for half an hour (time to print and check a recovery kit) and one success. */
import type { Raw, RecoveryId } from '../../crypto/brands.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Db } from '../db/database.ts';
import type { CeremonyPurpose } from '../db/tables.ts';
import { refuse } from '../http/refusal.ts';

export const CEREMONY_MS = 30 * 60 * 1000;

export interface Ceremony {
	readonly id: string;
	readonly challenge: Raw;
}

export async function beginCeremony(
	db: Db,
	purpose: CeremonyPurpose,
	recovery: RecoveryId | null,
	now: number
): Promise<Ceremony> {
	const ceremony = { id: encodeBase64url(randomBytes(16)), challenge: randomBytes(32) };
	const expires_at = now + CEREMONY_MS;
	await db
		.insertInto('ceremonies')
		.values({ ...ceremony, purpose, recovery, expires_at })
		.execute();
	return ceremony;
}

export async function requireCeremony(
	db: Db,
	id: string,
	purpose: CeremonyPurpose,
	now: number
): Promise<{ challenge: Raw; recovery: RecoveryId | null }> {
	const found = await db
		.selectFrom('ceremonies')
		.select(['challenge', 'recovery'])
		.where('id', '=', id)
		.where('purpose', '=', purpose)
		.where('expires_at', '>', now)
		.executeTakeFirst();
	return found ?? refuse('ceremony-expired');
}

/**
 * Called inside the transaction that acts on the answer: of two requests with one answer only one succeeds,
 * and one that is rolled back (the log's head moved) may be tried again without asking the person twice.
 */
export async function spendCeremony(db: Db, id: string): Promise<void> {
	const { numDeletedRows } = await db
		.deleteFrom('ceremonies')
		.where('id', '=', id)
		.executeTakeFirst();
	if (numDeletedRows !== 1n) refuse('ceremony-expired');
}

/** A wrong answer uses the challenge up as well. */
export async function burnCeremony(db: Db, id: string): Promise<void> {
	await db.deleteFrom('ceremonies').where('id', '=', id).execute();
}

export async function sweepCeremonies(db: Db, now: number): Promise<void> {
	await db.deleteFrom('ceremonies').where('expires_at', '<=', now).execute();
}
