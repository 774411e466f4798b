/**
 * A user's identity: one seed gives an Ed25519 and an X-Wing key, and the hash of both public keys is the user
 * id (protocol.md section 6). A bundle from anywhere is usable only through `verifyBundle`, so nobody can put
 * other keys under an id.
 */
import type {
	IdentitySeed,
	KemKeyPair,
	KemPublicKey,
	Raw,
	Signature,
	SigningKeyPair,
	SigningPublicKey,
	UserId
} from './brands.ts';
import { derive } from './derive.ts';
import { CryptoError } from './errors.ts';
import { hashOf } from './hash.ts';
import { idBytes, userIdFrom } from './ids.ts';
import {
	kemPublicKeyFrom,
	kemSeedFrom,
	signatureFrom,
	signingPublicKeyFrom,
	signingSeedFrom
} from './keys.ts';
import { kemKeyPair, signContext, signingKeyPair, verifyContext } from './sign.ts';

export interface Bundle {
	kem: KemPublicKey;
	signing: SigningPublicKey;
	proof: Signature;
}

export interface Identity {
	userId: UserId;
	seed: IdentitySeed;
	signing: SigningKeyPair;
	kem: KemKeyPair;
	bundle: Bundle;
}

export async function identityFromSeed(seed: IdentitySeed): Promise<Identity> {
	const signing = signingKeyPair(signingSeedFrom(await derive(seed, 'identity-signing')));
	const kem = kemKeyPair(kemSeedFrom(await derive(seed, 'identity-kem')));
	const userId = await userIdOf(signing.publicKey, kem.publicKey);
	const proof = signContext('bundle-proof', signing, { object: idBytes(userId) });
	const bundle = { kem: kem.publicKey, signing: signing.publicKey, proof };
	return { userId, seed, signing, kem, bundle };
}

/** Throws `malformed` for wrong lengths and `bad-signature` for a proof that does not verify. */
export async function verifyBundle(bundle: {
	kem: Raw;
	signing: Raw;
	proof: Raw;
}): Promise<{ userId: UserId; bundle: Bundle }> {
	const kem = kemPublicKeyFrom(bundle.kem);
	const signing = signingPublicKeyFrom(bundle.signing);
	const proof = signatureFrom(bundle.proof);
	const userId = await userIdOf(signing, kem);
	if (!verifyContext('bundle-proof', signing, { object: idBytes(userId) }, proof))
		throw new CryptoError('bad-signature');
	return { userId, bundle: { kem, signing, proof } };
}

export const userIdOf = async (signing: SigningPublicKey, kem: KemPublicKey): Promise<UserId> =>
	userIdFrom(await hashOf('user-id', signing, kem));
