/**
 * Ed25519 by Node's own crypto. The readers of a log verify again with libsodium, which the server may not import and
 * which refuses keys and signatures of small order; whether Node does depends on its OpenSSL. They are refused here
 * too: an entry that the server takes and every reader rejects would leave its log without a next entry for both.
 */
import { createPublicKey, verify } from 'node:crypto';
import { encodeBase64url } from '../../crypto/base64url.ts';
import type {
	DeliveryId,
	DropId,
	FirmId,
	InviteId,
	Raw,
	UserId,
	VaultId
} from '../../crypto/brands.ts';
import { toHex } from '../../crypto/bytes.ts';
import { encode } from '../../crypto/encoding.ts';
import { signedBytes, type ParsedEntry } from '../../crypto/entry-header.ts';
import { hashOf } from '../../crypto/hash.ts';
import { idBytes, userIdFrom } from '../../crypto/ids.ts';
import { refuse } from '../http/refusal.ts';

/**
 * The points of small order, without their sign bit: y = 0, 1, -1 and the two of order 8. A key among them signs for
 * everybody, and readers refuse them as the signature's R as well.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
	'00'.repeat(32),
	`01${'00'.repeat(31)}`,
	`ec${'ff'.repeat(30)}7f`,
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'
]);
/** 2^255 - 19 and above: a second spelling of a small y. */
const NOT_REDUCED = /^(?:e[def]|f.)(?:ff){30}7f$/;

function isSound(point: Raw): boolean {
	// A copy: a row's bytes are a Buffer, whose slice would share them.
	const y = Uint8Array.from(point.subarray(0, 32));
	y[31] = (y[31] ?? 0) & 0x7f;
	const text = toHex(y);
	return !SMALL_ORDER.has(text) && !NOT_REDUCED.test(text);
}

export function isSigned(publicKey: Raw, message: Raw, signature: Raw): boolean {
	if (!isSound(publicKey) || !isSound(signature)) return false;
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

type Purpose =
	| 'bundle-proof'
	| 'join-proof'
	| 'succession-proof'
	| 'recovery-challenge'
	| 'kit-challenge'
	| 'drop-delivery'
	| 'drop-file';

interface Signed {
	readonly object: Raw;
	readonly firm?: FirmId;
	readonly vault?: VaultId | null;
	readonly sender?: UserId | DropId | DeliveryId;
}

/** A signature over a context (protocol.md section 3). */
export function isContextSigned(
	purpose: Purpose,
	publicKey: Raw,
	{ object, firm, vault, sender }: Signed,
	signature: Raw
): boolean {
	const context = encode([
		'tallyport',
		1,
		purpose,
		firm ? idBytes(firm) : null,
		vault ? idBytes(vault) : null,
		null,
		object,
		null,
		null,
		sender ? idBytes(sender) : null,
		null
	]);
	return isSigned(publicKey, context, signature);
}

/** Public keys that say whose they are: the user id is their fingerprint, and the proof is by the signing key. */
export interface Bundle {
	readonly kem: Raw;
	readonly proof: Raw;
	readonly signing: Raw;
}

/** The user a bundle belongs to: its id is the fingerprint of its keys, and it vouches for itself. */
export async function requireBundle({ kem, proof, signing }: Bundle): Promise<UserId> {
	const user = userIdFrom(await hashOf('user-id', signing, kem));
	const isProven = isContextSigned('bundle-proof', signing, { object: idBytes(user) }, proof);
	return isProven ? user : refuse('entry-refused');
}

/** The joiner's own key signs for this invitation: a link alone cannot bring in somebody else's bundle. */
export function requireJoinProof(
	place: { readonly firm: FirmId; readonly vault: VaultId | null; readonly invite: InviteId },
	joiner: { readonly user: UserId; readonly signing: Raw },
	proof: Raw
): void {
	const { firm, vault, invite } = place;
	const signed = { firm, vault, object: idBytes(invite), sender: joiner.user };
	if (!isContextSigned('join-proof', joiner.signing, signed, proof)) refuse('entry-refused');
}

/** New keys sign for the place they take: that of a former user id, or of the firm's recovery kit. */
export function requireSuccessionProof(
	place: { readonly firm: FirmId; readonly vault: VaultId | null; readonly of: UserId | FirmId },
	successor: { readonly user: UserId; readonly signing: Raw },
	proof: Raw
): void {
	const { firm, vault, of } = place;
	const signed = { firm, vault, object: idBytes(of), sender: successor.user };
	if (!isContextSigned('succession-proof', successor.signing, signed, proof))
		refuse('entry-refused');
}
