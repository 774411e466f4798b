/**
 * Who must hold a vault's key: exactly escrow, the vault's teams, its members and its open links, no more and
 * no fewer. Writers
 * wrap to this list and the fold demands it, so neither side can add a silent reader.
 */
import type { InviteId, KemPublicKey, TeamId, UserId } from '../crypto/brands.ts';
import { toHex } from '../crypto/bytes.ts';
import { idBytes } from '../crypto/ids.ts';
import type { Grant } from '../contract/log.ts';
import type { FirmState } from './firm-state.ts';

type WithoutWrap<T> = T extends unknown ? Omit<T, 'wrap'> : never;
export type Recipient = WithoutWrap<Grant> & { kem: KemPublicKey };

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
	{ members, invitations }: VaultReaders,
	at: number
): Recipient[] {
	const escrow: Recipient = { to: 'escrow', id: firm.firm, teamEpoch: null, kem: firm.escrow };
	const teamRecipients = teams.flatMap((id): Recipient[] => {
		const team = firm.teams.get(id);
		return team ? [{ to: 'team', id, teamEpoch: team.epoch, kem: team.kem }] : [];
	});
	const users = [...members].map(([id, { bundle }]): Recipient => ({
		to: 'user',
		id,
		teamEpoch: null,
		kem: bundle.kem
	}));
	const links = [...invitations]
		.filter(([, { state, expires }]) => state === 'open' && expires >= at)
		.map(([id, { kem }]): Recipient => ({ to: 'invite', id, teamEpoch: null, kem }));
	return [escrow, ...teamRecipients.sort(byId), ...users.sort(byId), ...links.sort(byId)];
}

/** Whether the grants are for these recipients, in this order, and for nobody else. */
export const grantsMatch = (grants: readonly Grant[], expected: readonly Recipient[]): boolean =>
	grants.length === expected.length &&
	grants.every((grant, index) => {
		const wanted = expected[index];
		return (
			grant.to === wanted?.to && grant.id === wanted.id && grant.teamEpoch === wanted.teamEpoch
		);
	});

const byId = (a: Recipient, b: Recipient) => {
	const [left, right] = [toHex(idBytes(a.id)), toHex(idBytes(b.id))];
	return left < right ? -1 : left > right ? 1 : 0;
};
