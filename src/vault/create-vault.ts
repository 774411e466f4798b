/** Opening a vault for a client: its genesis, with the first key wrapped to the team and to escrow. */
import { signEntry } from '../crypto/entry.ts';
import type { Identity } from '../crypto/identity.ts';
import { idBytes, newVaultId } from '../crypto/ids.ts';
import type { VaultId } from '../crypto/brands.ts';
import type { Api } from './api.ts';
import { directoryList } from './directory.ts';
import { makeEpoch } from './epoch-keys.ts';
import type { FirmLog } from './firm-log.ts';
import { withRebase } from './log-source.ts';
import { typedName } from './names.ts';
import { labelFor } from './next-epoch.ts';
import { expectedRecipients } from './recipients.ts';

const nobody = { members: new Map(), invitations: new Map() };

export async function createVault(
	api: Api,
	firm: FirmLog,
	identity: Identity,
	typed: string,
	time: number
): Promise<VaultId> {
	const name = typedName(typed);
	const vault = newVaultId();
	// The firm's keys may change meanwhile; then the first key is made again for those who hold the new ones.
	await withRebase(
		async () => {
			const genesis = await genesisOf(firm, identity, vault, name, time);
			await api.createVault(firm.firm, genesis.bytes);
		},
		() => firm.sync()
	);
	return vault;
}

async function genesisOf(
	firm: FirmLog,
	identity: Identity,
	vault: VaultId,
	name: string,
	time: number
) {
	const { state } = firm;
	const teams = [state.everyone];
	const author = { kind: 'user' as const, id: identity.userId };
	const label = await labelFor(firm, identity, vault, name);
	const { payload, held } = await makeEpoch(
		{ firm: state.firm, vault, epoch: 1, sender: author },
		expectedRecipients(state, teams, nobody, time),
		null
	);
	return signEntry(
		{
			firm: state.firm,
			vault,
			seq: 0,
			prev: null,
			epoch: 1,
			kind: 'vault.genesis',
			author,
			firmHead: state.head,
			time,
			payload: { epoch: payload, label, teams: teams.map(idBytes) },
			blobs: []
		},
		identity.signing,
		{ key: held.seal, value: { directory: directoryList(firm.directory), name } }
	);
}
