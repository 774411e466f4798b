/**
 * What 24 words give (protocol.md section 6). A person's recovery code: an unlock key, and a sign-in key that
 * the server knows the public half of. The firm's recovery kit: root and escrow keys, which exist on paper and
 * for a moment in memory.
 */
import type {
	FirmId,
	KemKeyPair,
	KemPublicKey,
	Raw,
	RecoveryId,
	Signature,
	SigningKeyPair,
	SigningPublicKey,
	UnlockKey,
	WordsEntropy
} from './brands.ts';
import { derive } from './derive.ts';
import { CryptoError } from './errors.ts';
import { hashOf } from './hash.ts';
import { firmIdFrom, recoveryIdFrom } from './ids.ts';
import { kemSeedFrom, signingSeedFrom, unlockKeyFrom } from './keys.ts';
import { kemKeyPair, signContext, signingKeyPair } from './sign.ts';

export interface RecoveryKeys {
	recoveryId: RecoveryId;
	unlockKey: UnlockKey;
	signIn: SigningKeyPair;
}

export async function recoveryKeys(entropy: WordsEntropy): Promise<RecoveryKeys> {
	return {
		recoveryId: recoveryIdFrom(await derive(entropy, 'recovery-id', 16)),
		unlockKey: unlockKeyFrom(await derive(entropy, 'recovery-unlock')),
		signIn: signingKeyPair(signingSeedFrom(await derive(entropy, 'recovery-sign-in')))
	};
}

export interface KitKeys {
	root: SigningKeyPair;
	escrow: KemKeyPair;
	firmId: FirmId;
}

export async function kitKeys(entropy: WordsEntropy): Promise<KitKeys> {
	const root = signingKeyPair(signingSeedFrom(await derive(entropy, 'kit-root')));
	const escrow = kemKeyPair(kemSeedFrom(await derive(entropy, 'kit-escrow')));
	return { root, escrow, firmId: await firmIdOf(root.publicKey, escrow.publicKey) };
}

export const firmIdOf = async (root: SigningPublicKey, escrow: KemPublicKey): Promise<FirmId> =>
	firmIdFrom(await hashOf('firm-id', root, escrow));

/** `challenge` is the server's 32 bytes (protocol.md section 7). */
export function signRecoveryChallenge(pair: SigningKeyPair, challenge: Raw): Signature {
	if (challenge.length !== 32) throw new CryptoError('malformed');
	return signContext('recovery-challenge', pair, { object: challenge });
}

/** The recovery kit's proof that it may read the firm's log: the root key over a fresh 32 bytes. */
export function signKitChallenge(root: SigningKeyPair, firm: FirmId, challenge: Raw): Signature {
	if (challenge.length !== 32) throw new CryptoError('malformed');
	return signContext('kit-challenge', root, { firm, object: challenge });
}
