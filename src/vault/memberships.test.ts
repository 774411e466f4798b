import { expect, test } from 'vitest';
import type { FirmId, VaultId } from '../crypto/brands.ts';
import { firmIdFrom, newVaultId } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import type { FirmMembership } from './keyring.ts';
import { unionMemberships, vaultsIn } from './memberships.ts';

const [one, other] = [firmIdFrom(randomBytes(32)), firmIdFrom(randomBytes(32))];
const [a, b, c] = [newVaultId(), newVaultId(), newVaultId()];
const of = (firm: FirmId, ...vaults: VaultId[]): FirmMembership => ({
	firm,
	role: 'client',
	vaults,
	directory: new Map()
});

test('what two devices know is united, each vault once, in the order of the first', () => {
	const united = unionMemberships([of(one, a)], [of(other, c), of(one, b, a)]);
	expect(united).toEqual([of(one, a, b), of(other, c)]);
	expect(vaultsIn(united)).toEqual([a, b, c]);
});

test('an older keyring takes nothing away', () => {
	const ours = [of(one, a, b), of(other, c)];
	expect(unionMemberships(ours, [of(one, a)])).toEqual(ours);
	expect(unionMemberships(ours, [])).toEqual(ours);
});

test('another device’s word does not make staff of a client', () => {
	const [membership] = unionMemberships([of(one, a)], [{ ...of(one), role: 'staff' }]);
	expect(membership?.role).toBe('client');
});
