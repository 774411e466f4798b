/**
 * The one-time set-up link. Its token is random, kept as a hash, replaced at every start and gone with the
 * first firm: whoever can read the program's output is the owner.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { encodeBase64url } from '../../crypto/base64url.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Db, Tx } from '../db/database.ts';
import { hasFirm } from '../firms/firm-store.ts';
import { refuse } from '../http/refusal.ts';
import { tokenHash } from './session-store.ts';

/** Null once a firm exists. */
export async function renewSetupToken(db: Db): Promise<string | null> {
	return db.transaction().execute(async (tx) => {
		await tx.deleteFrom('setup_token').execute();
		if (await hasFirm(tx)) return null;
		const token = randomBytes(32);
		const hash = createHash('sha256').update(token).digest();
		await tx.insertInto('setup_token').values({ only: 1, hash }).execute();
		return encodeBase64url(token);
	});
}

export async function requireSetupToken(db: Db, token: string): Promise<void> {
	const row = await db.selectFrom('setup_token').select('hash').executeTakeFirst();
	const given = tokenHash(token);
	if (row === undefined || given === null || !timingSafeEqual(row.hash, given)) {
		refuse('setup-closed');
	}
}

export async function spendSetupToken(tx: Tx, token: string): Promise<void> {
	await requireSetupToken(tx, token);
	if (await hasFirm(tx)) refuse('setup-closed');
	await tx.deleteFrom('setup_token').execute();
}
