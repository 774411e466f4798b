/**
 * Where a person belongs, as their keyring says: staff to one firm, a client to any number of vaults of any number of firms.
 * Pure. What two devices know is united and nothing is ever taken out: a vault that somebody was removed from is one that
 * the portal does not show.
 */
import type { FirmId, VaultId } from '../crypto/brands.ts';
import type { FirmMembership } from './keyring.ts';

export function unionMemberships(
	ours: readonly FirmMembership[],
	theirs: readonly FirmMembership[]
): readonly FirmMembership[] {
	const united = new Map<FirmId, FirmMembership>();
	for (const membership of [...ours, ...theirs]) {
		const known = united.get(membership.firm);
		united.set(membership.firm, known ? unionOf(known, membership) : membership);
	}
	return [...united.values()];
}

/** The first one's word counts where they differ. */
const unionOf = (known: FirmMembership, other: FirmMembership): FirmMembership => ({
	...known,
	vaults: [...new Set([...known.vaults, ...other.vaults])],
	directory: new Map([...other.directory, ...known.directory])
});

export const vaultsIn = (memberships: readonly FirmMembership[]): VaultId[] =>
	memberships.flatMap(({ vaults }) => vaults);
