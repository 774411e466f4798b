/**
 * A person's account on this device: made new, or opened with one of its unlock methods (protocol.md section 7). What
 * the server returns is believed only as far as it opens under the person's own key.
 */
import type { z } from 'zod';
import type { AccountKey, Raw, UserId, WordsEntropy } from '../crypto/brands.ts';
import {
	openIdentity,
	openKeyring,
	openPasskeyWrap,
	openRecoveryWrap,
	sealIdentity,
	sealKeyring,
	wrapAccountKeyForPasskey,
	wrapAccountKeyForRecovery
} from '../crypto/account.ts';
import { decodeBase64url } from '../crypto/base64url.ts';
import { wipe } from '../crypto/bytes.ts';
import { identityFromSeed, type Identity } from '../crypto/identity.ts';
import { parsePrfOutput, passkeyUnlockKey } from '../crypto/passkey.ts';
import { newAccountKey, newIdentitySeed } from '../crypto/random.ts';
import { recoveryKeys } from '../crypto/recovery.ts';
import type { account } from '../contract/api.ts';
import { toWire } from '../contract/wire.ts';
import { receivedHash, witnessing, type Sighting } from './evidence.ts';
import { encodeKeyring, parseKeyring, type Keyring } from './keyring.ts';
import { orRefuse, Refusal } from './problems.ts';

export type WireAccount = z.output<typeof account>;

export interface OpenAccount {
	readonly key: AccountKey;
	readonly identity: Identity;
	readonly keyring: Keyring;
	readonly keyringVersion: number;
}

/** A passkey ceremony's outcome as this layer needs it. `prf` is wiped once used. */
export interface PasskeyResult {
	readonly credential: string;
	readonly prf: Raw | null;
}

export async function newAccount(): Promise<{ key: AccountKey; identity: Identity }> {
	return { key: newAccountKey(), identity: await identityFromSeed(newIdentitySeed()) };
}

/** The account part of a set-up or join request. */
export async function accountRecord(key: AccountKey, identity: Identity, keyring: Keyring) {
	const { userId } = identity;
	return {
		userId,
		identity: toWire(await sealIdentity(key, identity)),
		keyring: toWire(await sealKeyring(key, userId, encodeKeyring(keyring)))
	};
}

/** Null for a passkey that cannot unlock. */
export async function passkeyWrap(
	{ credential, prf }: PasskeyResult,
	userId: UserId,
	key: AccountKey
): Promise<string | null> {
	if (!prf) return null;
	const unlock = await passkeyUnlockKey(parsePrfOutput(prf));
	const wrapped = await wrapAccountKeyForPasskey(unlock, userId, credentialBytes(credential), key);
	wipe(prf, unlock);
	return toWire(wrapped);
}

export async function recoveryRecord(words: WordsEntropy, userId: UserId, key: AccountKey) {
	const { recoveryId, unlockKey, signIn } = await recoveryKeys(words);
	return {
		recoveryId,
		signInKey: toWire(signIn.publicKey),
		wrap: toWire(await wrapAccountKeyForRecovery(unlockKey, userId, recoveryId, key))
	};
}

/** @throws Refusal `passkey-cannot-unlock`, or `account-damaged` when the wrap does not open. */
export async function unlockWithPasskey(
	wire: WireAccount,
	{ credential, prf }: PasskeyResult
): Promise<OpenAccount> {
	const method = wire.passkeys.find((passkey) => passkey.credential === credential);
	const wrap = method?.wrap;
	if (!prf || !wrap) throw new Refusal('passkey-cannot-unlock');
	return opening(wire, async () => {
		const unlock = await passkeyUnlockKey(parsePrfOutput(prf));
		const key = await openPasskeyWrap(unlock, wire.userId, credentialBytes(credential), wrap);
		wipe(prf, unlock);
		return openAccount(wire, key);
	});
}

/**
 * @throws Refusal `words-do-not-open` when the words are another account's. Words that name this account's recovery
 * code are right: a wrap that they do not open was changed, and is `account-damaged`.
 */
export async function unlockWithRecovery(
	wire: WireAccount,
	words: WordsEntropy
): Promise<OpenAccount> {
	const { recoveryId, unlockKey } = await recoveryKeys(words);
	const { recovery } = wire;
	if (recovery?.recoveryId !== recoveryId) throw new Refusal('words-do-not-open');
	return opening(wire, async () => {
		const key = await openRecoveryWrap(unlockKey, wire.userId, recoveryId, recovery.wrap);
		return openAccount(wire, key);
	});
}

/** What does not open here was not sealed by this person: it is refused, and noted. */
const opening = (wire: WireAccount, work: () => Promise<OpenAccount>): Promise<OpenAccount> =>
	witnessing(
		() => accountSighting(wire),
		() => orRefuse('account-damaged', work)
	);

/** Which sealed things the portal gave as this account's. */
export async function accountSighting(wire: WireAccount): Promise<Sighting> {
	const { userId, identity, keyring, passkeys, recovery } = wire;
	const wraps = [...passkeys, ...(recovery ? [recovery] : [])].flatMap(({ wrap }) => wrap ?? []);
	const received = await Promise.all([
		receivedHash('identity', identity),
		receivedHash('keyring', keyring),
		...wraps.map((wrap) => receivedHash('unlock method', wrap))
	]);
	return { reading: 'account', ids: { user: userId }, received };
}

async function openAccount(wire: WireAccount, key: AccountKey): Promise<OpenAccount> {
	return {
		key,
		identity: await openIdentity(key, wire.userId, wire.identity),
		keyring: parseKeyring(await openKeyring(key, wire.userId, wire.keyring)),
		keyringVersion: wire.keyringVersion
	};
}

const credentialBytes = (credential: string): Raw => decodeBase64url(credential);
