import { expect, test } from 'vitest';
import * as account from './account.ts';
import { toHex } from './bytes.ts';
import { identityFromSeed } from './identity.ts';
import { idBytes, recoveryIdFrom } from './ids.ts';
import { unlockKeyFrom } from './keys.ts';
import { newAccountKey, newIdentitySeed, randomBytes } from './random.ts';
import { seal } from './seal.ts';
import { answersToFlips, refusalOf } from './testing.ts';

const accountKey = newAccountKey();
const identity = await identityFromSeed(newIdentitySeed());
const stranger = await identityFromSeed(newIdentitySeed());
const { userId } = identity;
const unlock = unlockKeyFrom(randomBytes(32));
const credential = randomBytes(20);
const recoveryId = recoveryIdFrom(randomBytes(16));

test('the identity record gives the identity back', async () => {
	const sealed = await account.sealIdentity(accountKey, identity);
	expect((await account.openIdentity(accountKey, userId, sealed)).userId).toBe(userId);
	const run = () => account.openIdentity(accountKey, stranger.userId, sealed);
	expect(await refusalOf(run)).toBe('open-failed');
});

test('an identity record whose seed belongs to another id is refused', async () => {
	const place = { object: idBytes(userId) };
	const sealed = await seal('identity-seed', accountKey, place, stranger.seed);
	const run = () => account.openIdentity(accountKey, userId, sealed);
	expect(await refusalOf(run)).toBe('open-failed');
});

test('a passkey’s wrap gives the account key, for that credential and user only', async () => {
	const sealed = await account.wrapAccountKeyForPasskey(unlock, userId, credential, accountKey);
	const open = (user: typeof userId, id: typeof credential) =>
		account.openPasskeyWrap(unlock, user, id, sealed);
	expect(toHex(await open(userId, credential))).toBe(toHex(accountKey));
	expect(await refusalOf(() => open(stranger.userId, credential))).toBe('open-failed');
	expect(await refusalOf(() => open(userId, randomBytes(20)))).toBe('open-failed');
});

test('a recovery wrap gives the account key, for that recovery id and user only', async () => {
	const sealed = await account.wrapAccountKeyForRecovery(unlock, userId, recoveryId, accountKey);
	const open = (user: typeof userId, id: typeof recoveryId) =>
		account.openRecoveryWrap(unlock, user, id, sealed);
	expect(toHex(await open(userId, recoveryId))).toBe(toHex(accountKey));
	expect(await refusalOf(() => open(stranger.userId, recoveryId))).toBe('open-failed');
	const other = recoveryIdFrom(randomBytes(16));
	expect(await refusalOf(() => open(userId, other))).toBe('open-failed');
});

test('a passkey’s wrap is not a recovery wrap', async () => {
	const id = idBytes(recoveryId);
	const sealed = await account.wrapAccountKeyForPasskey(unlock, userId, id, accountKey);
	const run = () => account.openRecoveryWrap(unlock, userId, recoveryId, sealed);
	expect(await refusalOf(run)).toBe('open-failed');
});

test('the keyring opens for its user only, and with no byte changed', async () => {
	const sealed = await account.sealKeyring(accountKey, userId, credential);
	expect(toHex(await account.openKeyring(accountKey, userId, sealed))).toBe(toHex(credential));
	const run = () => account.openKeyring(accountKey, stranger.userId, sealed);
	expect(await refusalOf(run)).toBe('open-failed');
	expect(
		await answersToFlips(sealed, (bytes) => account.openKeyring(accountKey, userId, bytes))
	).toEqual(new Set(['open-failed']));
});

test('what a device keeps opens with its own key, and is no keyring', async () => {
	const device = await account.deviceKey(accountKey);
	expect(toHex(device)).not.toBe(toHex(accountKey));
	const sealed = await account.sealDeviceHeads(device, userId, credential);
	expect(toHex(await account.openDeviceHeads(device, userId, sealed))).toBe(toHex(credential));
	const run = () => account.openKeyring(accountKey, userId, sealed);
	expect(await refusalOf(run)).toBe('open-failed');
});
