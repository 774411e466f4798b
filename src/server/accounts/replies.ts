/**
 * The texts that somebody uses again and again: one sealed list for each account, replaced by compare-and-swap on its version, so
 * that of two devices neither overwrites what the other kept. The server knows nothing of it but its padded length.
 */
import type { z } from 'zod';
import type { repliesRequest, repliesResponse } from '../../contract/api.ts';
import type { UserId } from '../../crypto/brands.ts';
import { toBase64url } from '../db/base64url.ts';
import type { Db, Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';

export async function readReplies(db: Db, user: UserId): Promise<z.input<typeof repliesResponse>> {
	const row = await db
		.selectFrom('saved_replies')
		.select(['replies', 'version'])
		.where('user', '=', user)
		.executeTakeFirst();
	return row
		? { replies: toBase64url(row.replies), version: row.version }
		: { replies: null, version: 0 };
}

/** Of somebody who left, or whose keys were replaced. */
export async function forgetReplies(tx: Tx, user: UserId): Promise<void> {
	await tx.deleteFrom('saved_replies').where('user', '=', user).execute();
}

export async function replaceReplies(
	db: Db,
	user: UserId,
	{ replies, version }: z.output<typeof repliesRequest>
): Promise<number> {
	const next = version + 1;
	const changed =
		version === 0
			? await db
					.insertInto('saved_replies')
					.values({ user, replies, version: next })
					.onConflict((conflict) => conflict.doNothing())
					.executeTakeFirst()
					.then(({ numInsertedOrUpdatedRows }) => numInsertedOrUpdatedRows)
			: await db
					.updateTable('saved_replies')
					.set({ replies, version: next })
					.where('user', '=', user)
					.where('version', '=', version)
					.executeTakeFirst()
					.then(({ numUpdatedRows }) => numUpdatedRows);
	return changed === 1n ? next : refuse('replies-moved');
}
