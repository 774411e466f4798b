/** Opening a vault for a client: its genesis, with the first key wrapped to the team and to escrow. */
import { signEntry } from '../crypto/entry.ts';
import type { Identity } from '../crypto/identity.ts';
import { idBytes, newVaultId } from '../crypto/ids.ts';
import { sealLabel } from '../crypto/team.ts';
import type { VaultId } from '../crypto/brands.ts';
import type { Api } from './api.ts';
import { directoryList } from './directory.ts';
import { makeEpoch } from './epoch-keys.ts';
import type { FirmLog } from './firm-log.ts';
import { typedName } from './names.ts';
import { Refusal } from './problems.ts';
import { expectedRecipients } from './recipients.ts';

const nobody = { members: new Map(), invitations: new Map() };

/** The client's name sealed for the staff's list, as the log carries it. */
export async function labelFor(firm: FirmLog, identity: Identity, vault: VaultId, name: string) {
	const team = firm.state.everyone;
	const held = firm.teams.get(team);
	if (!held) throw new Refusal('no-keys-yet');
	const place = {
		firm: firm.firm,
		vault,
		team,
		teamEpoch: held.epoch,
		sender: identity.userId
	};
	const sealed = await sealLabel(held.keys.labels, place, name);
	return { sealed, team: idBytes(team), teamEpoch: held.epoch };
}

export async function createVault(
	api: Api,
	firm: FirmLog,
	identity: Identity,
	typed: string,
	time: number
): Promise<VaultId> {
	const name = typedName(typed);
	const vault = newVaultId();
	const { state } = firm;
	const teams = [state.everyone];
	const author = { kind: 'user' as const, id: identity.userId };
	const label = await labelFor(firm, identity, vault, name);
	const { payload, held } = await makeEpoch(
		{ firm: state.firm, vault, epoch: 1, sender: author },
		expectedRecipients(state, teams, nobody, time),
		null
	);
	const genesis = await signEntry(
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
	await api.createVault(state.firm, genesis.bytes);
	return vault;
}
