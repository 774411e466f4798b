/**
 * The readers of a vault with the keys to wrap to. Who they are is said by the contract's list, which the fold and
 * the server demand too, so no side can add a silent reader.
 */
import type { InviteId, KemPublicKey, TeamId, UserId } from '../crypto/brands.ts';
import { expectedGrantees, type Grantee } from '../contract/recipients.ts';
import type { FirmState } from './firm-state.ts';

export type Recipient = Grantee & { kem: KemPublicKey };

/** The people and links of a vault, apart from its teams and escrow. */
export interface VaultReaders {
	readonly members: ReadonlyMap<UserId, { bundle: { kem: KemPublicKey } }>;
	readonly invitations: ReadonlyMap<
		InviteId,
		{ kem: KemPublicKey; state: string; expires: number }
	>;
}

/** `at` is the time of the entry that starts the epoch: a link expired by then is no reader. */
export function expectedRecipients(
	firm: FirmState,
	teams: readonly TeamId[],
	readers: VaultReaders,
	at: number
): Recipient[] {
	const { members, invitations } = readers;
	const grantees = expectedGrantees(
		{
			firm: firm.firm,
			teams: teams.flatMap((id) => firm.teams.get(id) ?? []),
			users: [...members.keys()],
			invitations: [...invitations].map(([id, { state, expires }]) => ({ id, state, expires }))
		},
		at
	);
	return grantees.flatMap((grantee): Recipient[] => {
		const kem = kemOf(grantee, firm, readers);
		return kem ? [{ ...grantee, kem }] : [];
	});
}

function kemOf(
	grantee: Grantee,
	firm: FirmState,
	{ members, invitations }: VaultReaders
): KemPublicKey | undefined {
	switch (grantee.to) {
		case 'escrow':
			return firm.escrow;
		case 'team':
			return firm.teams.get(grantee.id)?.kem;
		case 'user':
			return members.get(grantee.id)?.bundle.kem;
		case 'invite':
			return invitations.get(grantee.id)?.kem;
	}
}
