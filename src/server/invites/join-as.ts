/**
 * Joining one more vault with the account one has: no new account, no new session. The entry, the use of the link and the
 * keyring that names the vault come together or not at all, so no account is left without the way to its own vault.
 */
import type { z } from 'zod';
import type { joinAsRequest } from '../../contract/api.ts';
import type { UserId } from '../../crypto/brands.ts';
import { replaceKeyring } from '../accounts/keyring.ts';
import { firmsOfStaff } from '../firms/firm-store.ts';
import { refuse } from '../http/refusal.ts';
import { readEntry } from '../logs/incoming-entry.ts';
import type { Services } from '../services.ts';
import { requireNeverMember } from '../vaults/members.ts';
import { useInvite, type OpenInvite } from './invite-store.ts';
import { appendJoining, movedBy, requireJoining } from './join.ts';

/** The keyring's new version. */
export async function joinAs(
	services: Services,
	invite: OpenInvite,
	user: UserId,
	{ entry: bytes, ...keyring }: z.output<typeof joinAsRequest>
): Promise<number> {
	// An account is of staff, or a client's: what one does at work has its own keys.
	if (invite.kind !== 'client') return refuse('entry-refused');
	const { vault } = invite;
	const entry = await readEntry(bytes, services.now());
	const { started } = await requireJoining(entry, invite, user);
	const now = services.now();
	const version = await services.db.transaction().execute(async (tx) => {
		if ((await firmsOfStaff(tx, user)).length > 0) refuse('entry-refused');
		await useInvite(tx, invite.id, now);
		await requireNeverMember(tx, vault, user);
		await appendJoining(tx, invite, { entry, started }, user, now);
		return replaceKeyring(tx, user, keyring);
	});
	services.events.publish(movedBy(invite, entry));
	return version;
}
