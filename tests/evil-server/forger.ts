/** People of the stage as those who write what no shipped code would (tests/vault/forge.ts). */
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import type { Identity } from '../../src/crypto/identity.ts';
import type { Person } from '../claims/people.ts';
import type { Recipient } from '../../src/vault/recipients.ts';
import { forgeFirm, forgeVault, nextEpoch, readersOf, type Forgery } from '../vault/forge.ts';
import type { Person as Forger } from '../vault/world.ts';

function asForger({ keyholder }: Person): Forger {
	const { session } = keyholder;
	const { account, firm, userId } = session;
	return {
		account,
		firm,
		identity: account.identity,
		id: userId,
		vault: (vault) => session.vault(vault)
	};
}

/** The next entry of a vault’s log as `reader` has it; by them unless the forgery says otherwise. */
export async function forgedInVault(
	reader: Person,
	vault: VaultId,
	forgery: Forgery
): Promise<Raw> {
	const log = await reader.keyholder.session.vault(vault);
	const { bytes } = await forgeVault(asForger(reader), log, { time: Date.now(), ...forgery });
	return bytes;
}

export async function forgedInFirm(reader: Person, forgery: Forgery): Promise<Raw> {
	const { bytes } = await forgeFirm(asForger(reader), { time: Date.now(), ...forgery });
	return bytes;
}

/** Written under this identity’s id and signed by it. */
export const by = ({ userId, signing }: Identity) => ({
	author: { kind: 'user' as const, id: userId },
	signer: signing
});

/** A next key for whomever the forger likes, as the payload of an entry has it. */
export async function anEpoch(reader: Person, vault: VaultId, extra: Recipient[] = []) {
	const log = await reader.keyholder.session.vault(vault);
	const { session } = reader.keyholder;
	const readers = readersOf(session.firm.state, log.state, Date.now());
	const author = { kind: 'user' as const, id: session.userId };
	const { epoch, header } = await nextEpoch(log, author, [...readers, ...extra]);
	return { epoch, header };
}
