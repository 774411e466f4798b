/**
 * The next generation of a vault's key, for exactly its readers as the newest verified firm log has them. It leads back
 * to the one before where the author holds that and nobody new is to be kept from it (protocol.md section 10).
 */
import type { UserId, VaultId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import type { Author } from '../crypto/entry-header.ts';
import type { Identity } from '../crypto/identity.ts';
import { idBytes } from '../crypto/ids.ts';
import { sealLabel } from '../crypto/team.ts';
import { directoryList } from './directory.ts';
import { makeEpoch, type HeldEpoch } from './epoch-keys.ts';
import type { FirmLog } from './firm-log.ts';
import { Refusal } from './problems.ts';
import { expectedRecipients, mayCarryHistory, type VaultReaders } from './recipients.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultState } from './vault-state.ts';

export interface NextEpoch {
	readonly author: Author;
	/** The readers there will be. */
	readonly readers: VaultReaders;
	/** The keys of the epoch that ends; null when the author does not hold them. */
	readonly held: HeldEpoch | null;
	/** False: whoever is new with it gets nothing from before. */
	readonly givesHistory?: boolean;
}

export async function nextEpoch(
	firm: FirmLog,
	state: VaultState,
	{ author, readers, held, givesHistory = true }: NextEpoch,
	time: number
): Promise<{ payload: Record<string, Value>; held: HeldEpoch; leadsBack: boolean }> {
	const leadsBack = givesHistory && held !== null && mayCarryHistory(state, firm.state);
	const made = await makeEpoch(
		{ firm: state.firm, vault: state.vault, epoch: state.epoch + 1, sender: author },
		expectedRecipients(firm.state, state.teams, readers, time),
		leadsBack ? held.secret : null
	);
	return { ...made, leadsBack };
}

/** An entry that changes the readers: what it says of them, and the epoch for those there will be. */
export async function draftEpoch(
	firm: FirmLog,
	state: VaultState,
	{ kind, payload, ...of }: NextEpoch & Pick<VaultDraft, 'kind' | 'payload'>,
	time: number
): Promise<VaultDraft> {
	const next = await nextEpoch(firm, state, of, time);
	return {
		kind,
		payload: { ...payload, epoch: next.payload },
		body: { directory: directoryList(firm.directory) },
		newEpoch: { number: state.epoch + 1, held: next.held }
	};
}

/** A new key for the readers as they are, because somebody left a team or because the author was not given this one. */
export async function renewal(
	firm: FirmLog,
	{ userId }: Identity,
	state: VaultState,
	held: HeldEpoch | null,
	time: number
): Promise<VaultDraft> {
	const author = { kind: 'user' as const, id: userId };
	const next = await nextEpoch(firm, state, { author, readers: state, held }, time);
	const label = await labelAgain(firm, userId, state);
	return {
		kind: 'epoch.started',
		payload: { epoch: next.payload, label },
		body: { directory: directoryList(firm.directory), name: label && state.name },
		newEpoch: { number: state.epoch + 1, held: next.held }
	};
}

/** The client's name sealed for the staff's list, as the log carries it. */
export async function labelFor(
	firm: FirmLog,
	{ userId }: { userId: UserId },
	vault: VaultId,
	name: string
): Promise<{ [key: string]: Value }> {
	const team = firm.state.everyone;
	const held = firm.teams.get(team);
	if (!held) throw new Refusal('no-keys-yet');
	const place = { firm: firm.firm, vault, team, teamEpoch: held.epoch, sender: userId };
	const sealed = await sealLabel(held.keys.labels, place, name);
	return { sealed, team: idBytes(team), teamEpoch: held.epoch };
}

const labelAgain = (firm: FirmLog, userId: UserId, { vault, name }: VaultState) =>
	firm.teams.has(firm.state.everyone) && name !== null
		? labelFor(firm, { userId }, vault, name)
		: null;
