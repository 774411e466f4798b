/**
 * The one-time set-up link. Its token is random, kept as a hash, and gone with the firm it founds: whoever can read the
 * program's output is the owner. At every start it is replaced while there is no firm, and taken away once there is one;
 * for one more firm whoever runs the portal asks for another (new-firm.ts).
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
		return (await hasFirm(tx)) ? null : insertToken(tx);
	});
}

/** For one more firm. A link that was given out before and not used works no more. */
export async function issueSetupToken(db: Db): Promise<string> {
	return db.transaction().execute(async (tx) => {
		await tx.deleteFrom('setup_token').execute();
		return insertToken(tx);
	});
}

async function insertToken(tx: Tx): Promise<string> {
	const token = randomBytes(32);
	const hash = createHash('sha256').update(token).digest();
	await tx.insertInto('setup_token').values({ only: 1, hash }).execute();
	return encodeBase64url(token);
}

export async function requireSetupToken(db: Db, token: string): Promise<void> {
	const row = await db.selectFrom('setup_token').select('hash').executeTakeFirst();
	const given = tokenHash(token);
	if (row === undefined || given === null || !timingSafeEqual(row.hash, given)) {
		refuse('setup-closed');
	}
}

/** Inside the transaction that founds the firm: of two who use one link, one finds it gone. */
export async function spendSetupToken(tx: Tx, token: string): Promise<void> {
	await requireSetupToken(tx, token);
	await tx.deleteFrom('setup_token').execute();
}
