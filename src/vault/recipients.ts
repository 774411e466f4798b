/**
 * The readers of a vault with the keys to wrap to. Who they are is said by the contract's list, which the fold and
 * the server demand too, so no side can add a silent reader.
 */
import type { InviteId, KemPublicKey, TeamId, UserId } from '../crypto/brands.ts';
import { expectedGrantees, isBehind, type Grantee } from '../contract/recipients.ts';
import { isOpen, teamsOf, type FirmState, type Invitation } from './firm-state.ts';
import type { VaultState } from './vault-state.ts';

export type Recipient = Grantee & { kem: KemPublicKey };

/** The people and links of a vault, apart from its teams and escrow. */
export interface VaultReaders {
	readonly members: ReadonlyMap<UserId, { bundle: { kem: KemPublicKey } }>;
	readonly invitations: ReadonlyMap<
		InviteId,
		Pick<Invitation, 'state' | 'by' | 'expires'> & { kem: KemPublicKey | null }
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
			invitations: [...invitations]
				.filter(([, invitation]) => invitation.kem !== null && isOpen(invitation, firm))
				.map(([id, { state, expires }]) => ({ id, state, expires }))
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
): KemPublicKey | null | undefined {
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

/** Whether this person is one of the vault's readers: only they may start a key. */
export const isReader = ({ members, teams }: VaultState, firm: FirmState, user: UserId): boolean =>
	members.has(user) || teamsOf(firm, user, teams).length > 0;

/** Whether somebody left a team of the vault since its current epoch was granted: it needs a new one first. */
export const keysBehind = ({ epochs, epoch }: VaultState, { teams }: FirmState): boolean =>
	isBehind(epochs.get(epoch)?.grants ?? [], (team) => teams.get(team)?.epoch);

/** Whether a new epoch may lead back to this one: not when a team admitted somebody without history since. */
export const mayCarryHistory = ({ epochs, epoch }: VaultState, { teams }: FirmState): boolean =>
	(epochs.get(epoch)?.grants ?? []).every(
		(grant) => grant.to !== 'team' || grant.teamEpoch >= (teams.get(grant.id)?.historyFrom ?? 1)
	);
