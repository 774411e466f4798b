/**
 * The account under new keys: another user id in the former one's place. The passkey in use moves over with a new
 * wrap; every other passkey, the former recovery words and all sessions end, so nobody with the old keys stays in.
 */
import type { z } from 'zod';
import type { rekeyRequest } from '../../contract/api.ts';
import type { Raw, UserId } from '../../crypto/brands.ts';
import type { PasskeyState } from '../ceremonies/passkey-verification.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { handOverMail } from '../notices/settings-store.ts';
import { insertUser, putRecovery } from './account-store.ts';
import { forgetReplies } from './replies.ts';
import { endSessionsOf } from './session-store.ts';

export type RekeyRequest = z.output<typeof rekeyRequest>;

export async function insertSuccessor(
	tx: Tx,
	{ userId: id, identity, keyring }: RekeyRequest,
	signingKey: Raw,
	now: number
): Promise<void> {
	await insertUser(tx, { id, signingKey, identity, keyring }, now);
}

/** What the former id had is the new one's, or ends. Answers with the sessions that ended. */
export async function handOver(
	tx: Tx,
	former: UserId,
	request: RekeyRequest,
	passkey: PasskeyState,
	now: number
): Promise<readonly string[]> {
	await movePasskey(tx, former, request, passkey, now);
	// Before the old ones go: recovery words that were in use are no new ones.
	if (request.recovery !== null) await putRecovery(tx, request.userId, request.recovery, now);
	await tx.deleteFrom('recovery_methods').where('user', '=', former).execute();
	const user = request.userId;
	await tx.updateTable('vault_seen').set({ user }).where('user', '=', former).execute();
	await tx.updateTable('blobs').set({ uploader: user }).where('uploader', '=', former).execute();
	// Sealed under the former key: their device brings them along, or they are gone.
	await forgetReplies(tx, former);
	await handOverMail(tx, former, user);
	return endSessionsOf(tx, former);
}

async function movePasskey(
	tx: Tx,
	former: UserId,
	{ userId: user, passkeyWrap: wrap }: RekeyRequest,
	{ credential, counter, backedUp }: PasskeyState,
	now: number
): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('passkeys')
		.set({ user, wrap, counter, backed_up: backedUp ? 1 : 0, last_used_at: now })
		.where('credential', '=', credential)
		.where('user', '=', former)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) refuse('passkey-unknown');
	await tx.deleteFrom('passkeys').where('user', '=', former).execute();
}
