/**
 * The account (protocol.md section 7): the account key, wrapped by each unlock method, seals the identity seed
 * and the keyring. The server stores all of it and can open none of it; each seal names its user and method,
 * so the server cannot hand one person's record to another.
 */
import type {
	AccountKey,
	DeviceKey,
	Raw,
	RecoveryId,
	Sealed,
	UnlockKey,
	UserId
} from './brands.ts';
import type { ContextFields } from './context.ts';
import { derive } from './derive.ts';
import { CryptoError } from './errors.ts';
import { sha256 } from './hash.ts';
import { identityFromSeed, type Identity } from './identity.ts';
import { idBytes } from './ids.ts';
import { accountKeyFrom, deviceKeyFrom, identitySeedFrom } from './keys.ts';
import { open, seal } from './seal.ts';

const of = (userId: UserId): ContextFields => ({ object: idBytes(userId) });

export const sealIdentity = (accountKey: AccountKey, identity: Identity): Promise<Sealed> =>
	seal('identity-seed', accountKey, of(identity.userId), identity.seed);

/** Also requires that the keys derived from the seed have this user id. */
export async function openIdentity(
	accountKey: AccountKey,
	userId: UserId,
	sealed: Raw
): Promise<Identity> {
	const seed = identitySeedFrom(await open('identity-seed', accountKey, of(userId), sealed));
	const identity = await identityFromSeed(seed);
	if (identity.userId !== userId) throw new CryptoError('open-failed');
	return identity;
}

const byMethod = async (userId: UserId, method: Raw): Promise<ContextFields> => ({
	object: idBytes(userId),
	recipient: await sha256(method)
});

/** `credentialId` is the passkey's raw id. */
export const wrapAccountKeyForPasskey = async (
	unlock: UnlockKey,
	userId: UserId,
	credentialId: Raw,
	accountKey: AccountKey
): Promise<Sealed> =>
	seal('unlock-passkey', unlock, await byMethod(userId, credentialId), accountKey);

export const openPasskeyWrap = async (
	unlock: UnlockKey,
	userId: UserId,
	credentialId: Raw,
	sealed: Raw
): Promise<AccountKey> =>
	accountKeyFrom(
		await open('unlock-passkey', unlock, await byMethod(userId, credentialId), sealed)
	);

export const wrapAccountKeyForRecovery = async (
	unlock: UnlockKey,
	userId: UserId,
	recoveryId: RecoveryId,
	accountKey: AccountKey
): Promise<Sealed> =>
	seal('unlock-recovery', unlock, await byMethod(userId, idBytes(recoveryId)), accountKey);

export const openRecoveryWrap = async (
	unlock: UnlockKey,
	userId: UserId,
	recoveryId: RecoveryId,
	sealed: Raw
): Promise<AccountKey> =>
	accountKeyFrom(
		await open('unlock-recovery', unlock, await byMethod(userId, idBytes(recoveryId)), sealed)
	);

export const sealKeyring = (
	accountKey: AccountKey,
	userId: UserId,
	plaintext: Raw
): Promise<Sealed> => seal('keyring', accountKey, of(userId), plaintext);

export const openKeyring = (accountKey: AccountKey, userId: UserId, sealed: Raw): Promise<Raw> =>
	open('keyring', accountKey, of(userId), sealed);

/** For what is kept in this browser only. */
export const deviceKey = async (accountKey: AccountKey): Promise<DeviceKey> =>
	deviceKeyFrom(await derive(accountKey, 'account-device'));

export const sealDeviceHeads = (
	device: DeviceKey,
	userId: UserId,
	plaintext: Raw
): Promise<Sealed> => seal('device-heads', device, of(userId), plaintext);

export const openDeviceHeads = (device: DeviceKey, userId: UserId, sealed: Raw): Promise<Raw> =>
	open('device-heads', device, of(userId), sealed);
