/**
 * A team's keys, all from the secret of one team epoch (protocol.md sections 6, 9 and 10), and what is sealed
 * under them: client names for the staff's list, and the secret of the epoch before.
 */
import type {
	DirectoryKey,
	FirmId,
	KemKeyPair,
	LabelKey,
	NotesKey,
	Raw,
	Sealed,
	TeamChainKey,
	TeamId,
	TeamSecret,
	UserId,
	VaultId
} from './brands.ts';
import { fromUtf8, utf8 } from './bytes.ts';
import type { ContextFields } from './context.ts';
import { derive } from './derive.ts';
import { idBytes } from './ids.ts';
import {
	directoryKeyFrom,
	kemSeedFrom,
	labelKeyFrom,
	notesKeyFrom,
	teamChainKeyFrom,
	teamSecretFrom
} from './keys.ts';
import { pad, unpad } from './padding.ts';
import { open, seal } from './seal.ts';
import { kemKeyPair } from './sign.ts';

/** From a directory list in something that was just opened: 32 bytes, `malformed` otherwise. */
export const parseDirectoryKey = (bytes: Raw): DirectoryKey => directoryKeyFrom(bytes);

export interface TeamKeys {
	kem: KemKeyPair;
	labels: LabelKey;
	/** Seals what staff write for staff alone (notes.ts). */
	notes: NotesKey;
	chain: TeamChainKey;
	/** Meaningful for the default team only. */
	directory: DirectoryKey;
}

export async function teamKeys(secret: TeamSecret): Promise<TeamKeys> {
	return {
		kem: kemKeyPair(kemSeedFrom(await derive(secret, 'team-kem'))),
		labels: labelKeyFrom(await derive(secret, 'team-labels')),
		notes: notesKeyFrom(await derive(secret, 'team-notes')),
		chain: teamChainKeyFrom(await derive(secret, 'team-chain')),
		directory: directoryKeyFrom(await derive(secret, 'team-directory'))
	};
}

/** Where a label belongs. `sender` is the author of the entry that carries it. */
export interface LabelPlace {
	firm: FirmId;
	vault: VaultId;
	teamEpoch: number;
	team: TeamId;
	sender: UserId;
}

const labelFields = (place: LabelPlace): ContextFields => ({
	firm: place.firm,
	vault: place.vault,
	epoch: place.teamEpoch,
	object: idBytes(place.team),
	sender: idBytes(place.sender)
});

export const sealLabel = (key: LabelKey, place: LabelPlace, name: string): Promise<Sealed> =>
	seal('vault-label', key, labelFields(place), pad(utf8(name)));

export const openLabel = async (key: LabelKey, place: LabelPlace, sealed: Raw): Promise<string> =>
	fromUtf8(unpad(await open('vault-label', key, labelFields(place), sealed)));

/** `epoch` is the newer one: its chain key seals the secret of the epoch before it. */
export interface TeamEpochPlace {
	firm: FirmId;
	epoch: number;
	team: TeamId;
}

const chainFields = (place: TeamEpochPlace): ContextFields => ({
	firm: place.firm,
	epoch: place.epoch,
	object: idBytes(place.team)
});

export const sealPreviousTeamSecret = (
	key: TeamChainKey,
	place: TeamEpochPlace,
	previous: TeamSecret
): Promise<Sealed> => seal('team-previous', key, chainFields(place), previous);

/** The caller still compares the keys derived from it with those the log states for that epoch. */
export const openPreviousTeamSecret = async (
	key: TeamChainKey,
	place: TeamEpochPlace,
	sealed: Raw
): Promise<TeamSecret> =>
	teamSecretFrom(await open('team-previous', key, chainFields(place), sealed));
