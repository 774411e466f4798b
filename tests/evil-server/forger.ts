/** People of the stage as those who write what no shipped code would (tests/vault/forge.ts). */
import type { FirmId, KemPublicKey, Raw, UserId, VaultId } from '../../src/crypto/brands.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import type { Identity } from '../../src/crypto/identity.ts';
import type { Person } from '../claims/people.ts';
import { memberKeys } from '../../src/vault/leaving.ts';
import type { Recipient } from '../../src/vault/recipients.ts';
import { makeTeamEpoch, type TeamMemberKey } from '../../src/vault/team-keys.ts';
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

/** Those who hold the firm’s default team’s key, without `gone`. */
export function teamMembers({ keyholder }: Person, gone?: UserId): TeamMemberKey[] {
	const { state } = keyholder.session.firm;
	const members = state.teams.get(state.everyone)?.members.keys() ?? [];
	return memberKeys(
		state,
		[...members].filter((id) => id !== gone)
	);
}

/** The default team’s next key for whomever the forger likes, and for the kit unless they would rather have another. */
export async function aTeamEpoch(
	{ keyholder }: Person,
	sender: UserId | FirmId,
	members: readonly TeamMemberKey[],
	escrow?: KemPublicKey
) {
	const { state, teams } = keyholder.session.firm;
	const before = teams.get(state.everyone) ?? null;
	const epoch = (before?.epoch ?? 0) + 1;
	const { payload, held } = await makeTeamEpoch(
		{ firm: state.firm, escrow: escrow ?? state.escrow },
		{ team: state.everyone, epoch, sender },
		[...members].sort((a, b) => Buffer.compare(idBytes(a.user), idBytes(b.user))),
		before
	);
	return { team: payload, header: { epoch, bodyKey: held.keys.directory } };
}
