/**
 * Invitation links (protocol.md section 11): 32 random bytes in the fragment, which browsers never send. The
 * invite id, the capsule's key, the joiner's signing key and the link's own X-Wing key are derived from them, so
 * whoever holds the link can open the capsule and sign the join, and the server, which sees the id only, can
 * do neither.
 */
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { CapsuleKey, InviteId, KemKeyPair, LinkSecret, SigningKeyPair } from './brands.ts';
import { derive } from './derive.ts';
import { CryptoError } from './errors.ts';
import { inviteIdFrom } from './ids.ts';
import { capsuleKeyFrom, kemSeedFrom, linkSecretFrom, signingSeedFrom } from './keys.ts';
import { kemKeyPair, signingKeyPair } from './sign.ts';

export const encodeLinkSecret = (secret: LinkSecret): string => encodeBase64url(secret);

/** The part of the link after `#`. Anything but 32 bytes of strict base64url is `bad-link`. */
export function parseLinkSecret(text: string): LinkSecret {
	try {
		return linkSecretFrom(decodeBase64url(text));
	} catch {
		throw new CryptoError('bad-link');
	}
}

export interface LinkKeys {
	inviteId: InviteId;
	capsuleKey: CapsuleKey;
	signing: SigningKeyPair;
	/** The recipient of the vault's key while the link is open (client links). */
	kem: KemKeyPair;
}

export async function linkKeys(secret: LinkSecret): Promise<LinkKeys> {
	return {
		inviteId: inviteIdFrom(await derive(secret, 'link-id', 16)),
		capsuleKey: capsuleKeyFrom(await derive(secret, 'link-capsule')),
		signing: signingKeyPair(signingSeedFrom(await derive(secret, 'link-signing'))),
		kem: kemKeyPair(kemSeedFrom(await derive(secret, 'link-kem')))
	};
}
