/**
 * A vault epoch's keys, both from one secret (protocol.md sections 6 and 10): the age identity that its files
 * are encrypted to, and the key that seals its log entries. The secret of the epoch before is sealed under it.
 */
import type {
	EpochSealKey,
	EpochSecret,
	FirmId,
	KemKeyPair,
	Raw,
	Sealed,
	VaultId
} from './brands.ts';
import { derive } from './derive.ts';
import { epochSealKeyFrom, epochSecretFrom, kemSeedFrom } from './keys.ts';
import { open, seal } from './seal.ts';
import { kemKeyPair } from './sign.ts';

/** From a capsule that was just opened: 32 bytes, `malformed` otherwise. */
export const parseEpochSecret = (bytes: Raw): EpochSecret => epochSecretFrom(bytes);

export interface EpochKeys {
	age: KemKeyPair;
	seal: EpochSealKey;
}

export async function epochKeys(secret: EpochSecret): Promise<EpochKeys> {
	return {
		age: kemKeyPair(kemSeedFrom(await derive(secret, 'epoch-age'))),
		seal: epochSealKeyFrom(await derive(secret, 'epoch-seals'))
	};
}

/** `epoch` is the newer one. */
export interface EpochPlace {
	firm: FirmId;
	vault: VaultId;
	epoch: number;
}

export const sealPreviousEpoch = (
	key: EpochSealKey,
	{ firm, vault, epoch }: EpochPlace,
	previous: EpochSecret
): Promise<Sealed> => seal('epoch-previous', key, { firm, vault, epoch }, previous);

/** The caller still compares the key derived from it with the one the log states for that epoch. */
export const openPreviousEpoch = async (
	key: EpochSealKey,
	{ firm, vault, epoch }: EpochPlace,
	sealed: Raw
): Promise<EpochSecret> =>
	epochSecretFrom(await open('epoch-previous', key, { firm, vault, epoch }, sealed));
