/**
 * A message or a note is taken back by its author, once, and lists do not count it any more. Its ciphertext stays where it is: a log only
 * grows, and every later entry stands on it. Whoever changed their keys since has another id here than the one that wrote it;
 * who became whom is in the logs, so for an author without a passkey readers decide.
 */
import type { UserId, VaultId } from '../../crypto/brands.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';

export async function takeBack(
	tx: Tx,
	{ vault, user }: { readonly vault: VaultId; readonly user: UserId },
	kind: 'message.sent' | 'note.written',
	seq: number
): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('entries')
		.set({ taken_back: 1 })
		.where('log', '=', vault)
		.where('seq', '=', seq)
		.where('kind', '=', kind)
		.where('taken_back', '=', 0)
		.where((eb) =>
			eb.or([
				eb('author', '=', user),
				eb.not(
					eb.exists(
						eb
							.selectFrom('passkeys')
							.select('credential')
							.whereRef('passkeys.user', '=', 'entries.author')
					)
				)
			])
		)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) refuse('entry-refused');
}
