/** The sealed keyring, replaced by compare-and-swap on its version: two devices never overwrite each other. */
import type { z } from 'zod';
import type { keyringRequest } from '../../contract/api.ts';
import type { UserId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';

export async function replaceKeyring(
	db: Db | Tx,
	user: UserId,
	{ keyring, version }: z.output<typeof keyringRequest>
): Promise<number> {
	const { numUpdatedRows } = await db
		.updateTable('users')
		.set({ keyring, keyring_version: version + 1 })
		.where('id', '=', user)
		.where('keyring_version', '=', version)
		.executeTakeFirst();
	return numUpdatedRows === 1n ? version + 1 : refuse('keyring-moved');
}
