import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { encode } from './encoding.ts';
import { newWordsEntropy, randomBytes } from './random.ts';
import {
	firmIdOf,
	kitKeys,
	recoveryKeys,
	signKitChallenge,
	signRecoveryChallenge
} from './recovery.ts';
import { verifyContext } from './sign.ts';
import { refusalOf } from './testing.ts';

const entropy = newWordsEntropy();

test('the same words give the same keys, other words give others', async () => {
	const keys = await recoveryKeys(entropy);
	expect((await recoveryKeys(entropy)).recoveryId).toBe(keys.recoveryId);
	expect((await recoveryKeys(newWordsEntropy())).recoveryId).not.toBe(keys.recoveryId);
});

test('what the server learns of a recovery code says nothing about the unlock key', async () => {
	const { recoveryId, unlockKey, signIn } = await recoveryKeys(entropy);
	const public_ = [recoveryId, toHex(signIn.publicKey)].join();
	expect(public_).not.toContain(toHex(unlockKey));
	expect(toHex(signIn.seed)).not.toBe(toHex(unlockKey));
});

test('a kit and a recovery code from the same words share no key', async () => {
	const { unlockKey, signIn } = await recoveryKeys(entropy);
	const { root, escrow } = await kitKeys(entropy);
	const secrets = [unlockKey, signIn.seed, root.seed, escrow.seed].map(toHex);
	expect(new Set(secrets).size).toBe(4);
});

test('a firm’s id is the hash of its root and escrow keys', async () => {
	const kit = await kitKeys(entropy);
	const other = await kitKeys(newWordsEntropy());
	const input = encode(['tallyport', 1, 'firm-id', kit.root.publicKey, kit.escrow.publicKey]);
	expect(kit.firmId).toBe(createHash('sha256').update(input).digest('base64url'));
	expect(await firmIdOf(kit.root.publicKey, kit.escrow.publicKey)).toBe(kit.firmId);
	expect(await firmIdOf(other.root.publicKey, kit.escrow.publicKey)).not.toBe(kit.firmId);
	expect(await firmIdOf(kit.root.publicKey, other.escrow.publicKey)).not.toBe(kit.firmId);
});

test('the server’s challenge is signed, and only one of 32 bytes', async () => {
	const { signIn } = await recoveryKeys(entropy);
	const challenge = randomBytes(32);
	const signature = signRecoveryChallenge(signIn, challenge);
	const verifies = (object: typeof challenge) =>
		verifyContext('recovery-challenge', signIn.publicKey, { object }, signature);
	expect(verifies(challenge)).toBe(true);
	expect(verifies(randomBytes(32))).toBe(false);
	expect(await refusalOf(() => signRecoveryChallenge(signIn, randomBytes(31)))).toBe('malformed');
});

test('the kit signs a challenge for its firm, and only one of 32 bytes', async () => {
	const { root, firmId } = await kitKeys(entropy);
	const other = (await kitKeys(newWordsEntropy())).firmId;
	const challenge = randomBytes(32);
	const signature = signKitChallenge(root, firmId, challenge);
	const verifies = (firm: typeof firmId, object: typeof challenge) =>
		verifyContext('kit-challenge', root.publicKey, { firm, object }, signature);
	expect(verifies(firmId, challenge)).toBe(true);
	expect(verifies(other, challenge)).toBe(false);
	expect(verifies(firmId, randomBytes(32))).toBe(false);
	const run = () => signKitChallenge(root, firmId, randomBytes(31));
	expect(await refusalOf(run)).toBe('malformed');
});
