/**
 * Key pairs, and signatures over a context (protocol.md sections 3 and 6). A signature made for one purpose or
 * object verifies for no other. Log entries are signed by entry.ts.
 */
import type {
	KemKeyPair,
	KemPublicKey,
	KemSeed,
	Raw,
	Signature,
	SigningKeyPair,
	SigningPublicKey,
	SigningSeed
} from './brands.ts';
import { encodeContext, type ContextFields, type SignaturePurpose } from './context.ts';
import { kemPublicKeyFrom, signingPublicKeyFrom } from './keys.ts';
import * as sodium from './sodium.ts';

export const signingKeyPair = (seed: SigningSeed): SigningKeyPair => sodium.signingKeyPair(seed);
export const kemKeyPair = (seed: KemSeed): KemKeyPair => sodium.kemKeyPair(seed);

/** Length only: Ed25519 keys of small order are refused when a signature is verified. */
export const parseSigningPublicKey = (bytes: Raw): SigningPublicKey => signingPublicKeyFrom(bytes);
export const parseKemPublicKey = (bytes: Raw): KemPublicKey => kemPublicKeyFrom(bytes);

export const signContext = (
	purpose: SignaturePurpose,
	pair: SigningKeyPair,
	fields: ContextFields
): Signature => sodium.sign(pair.seed, encodeContext(purpose, fields));

export const verifyContext = (
	purpose: SignaturePurpose,
	publicKey: SigningPublicKey,
	fields: ContextFields,
	signature: Raw
): boolean => sodium.verify(publicKey, encodeContext(purpose, fields), signature);
