/**
 * Ed25519 by Node's own crypto, to keep garbage out. The readers of a log verify again with the stricter
 * library of src/crypto, which the server may not import: what counts is their verdict, not this one.
 */
import { createPublicKey, verify } from 'node:crypto';
import { encodeBase64url } from '../../crypto/base64url.ts';
import type { Raw, UserId } from '../../crypto/brands.ts';
import { encode } from '../../crypto/encoding.ts';
import { signedBytes, type ParsedEntry } from '../../crypto/entry-header.ts';
import { hashOf } from '../../crypto/hash.ts';
import { idBytes, userIdFrom } from '../../crypto/ids.ts';
import { refuse } from '../http/refusal.ts';

export function isSigned(publicKey: Raw, message: Raw, signature: Raw): boolean {
	try {
		const jwk = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(publicKey) };
		return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
	} catch {
		return false;
	}
}

export function requireSignedBy(entry: ParsedEntry, publicKey: Raw): void {
	if (!isSigned(publicKey, signedBytes(entry.headerBytes), entry.signature))
		refuse('entry-refused');
}

/** A signature over a context that names only its object (protocol.md section 3). */
export function isObjectSigned(
	purpose: 'bundle-proof' | 'recovery-challenge',
	publicKey: Raw,
	object: Raw,
	signature: Raw
): boolean {
	const none = [null, null, null, null];
	const context = encode(['tallyport', 1, purpose, null, null, null, object, ...none]);
	return isSigned(publicKey, context, signature);
}

/** The user a bundle belongs to: its id is the fingerprint of its keys, and it vouches for itself. */
export async function requireBundle(bundle: {
	readonly kem: Raw;
	readonly proof: Raw;
	readonly signing: Raw;
}): Promise<UserId> {
	const user = userIdFrom(await hashOf('user-id', bundle.signing, bundle.kem));
	const isProven = isObjectSigned('bundle-proof', bundle.signing, idBytes(user), bundle.proof);
	return isProven ? user : refuse('entry-refused');
}
