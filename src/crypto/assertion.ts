/**
 * A passkey's assertion, judged without its server: the steps of WebAuthn Level 3 section 7.2 that concern what was signed,
 * in their order. What the caller must know from elsewhere is whose passkey it is, and what challenge and origin are right.
 * The signature counter is not looked at: there is no state here to compare it with.
 */
import type { Raw } from './brands.ts';
import { encodeBase64url } from './base64url.ts';
import { concat, equalConstantTime, fromUtf8, utf8 } from './bytes.ts';
import { CryptoError } from './errors.ts';
import { sha256 } from './hash.ts';
import { parsePasskeyKey, type PasskeyKey } from './passkey-key.ts';
import { verify } from './sodium.ts';

export interface Assertion {
	/** Authenticator data without extensions: 37 bytes. */
	readonly authenticator: Raw;
	/** The browser's client data, JSON. */
	readonly client: Raw;
	/** The passkey's public key, COSE. */
	readonly key: Raw;
	readonly signature: Raw;
}

export interface Expected {
	readonly challenge: Raw;
	/** Such as `https://portal.example`; its host is the relying party. */
	readonly origin: string;
}

/** Which step it fails at. */
export type AssertionFault =
	| 'client-data'
	| 'challenge'
	| 'origin'
	| 'authenticator-data'
	| 'relying-party'
	| 'not-present'
	| 'not-verified'
	| 'backup-state'
	| 'key'
	| 'signature';

/** rpIdHash, flags, counter. */
const AUTHENTICATOR_BYTES = 37;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;

/** Null when all of it is right. */
export async function assertionFault(
	assertion: Assertion,
	expected: Expected
): Promise<AssertionFault | null> {
	return (
		clientFault(assertion.client, expected) ??
		(await authenticatorFault(assertion.authenticator, expected)) ??
		(await signatureFault(assertion))
	);
}

/** Steps 9 to 13: what the browser says it was asked, where, and that no other site had framed it. */
function clientFault(bytes: Raw, { challenge, origin }: Expected): AssertionFault | null {
	const client = clientData(bytes);
	if (client?.['type'] !== 'webauthn.get') return 'client-data';
	if (client['challenge'] !== encodeBase64url(challenge)) return 'challenge';
	const isFramed = client['crossOrigin'] === true || 'topOrigin' in client;
	return client['origin'] === origin && !isFramed ? null : 'origin';
}

function clientData(bytes: Raw): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(fromUtf8(bytes));
		return typeof value === 'object' && value !== null ? { ...value } : null;
	} catch {
		return null;
	}
}

/**
 * Steps 14 to 18. Extensions were not asked for: data that carries any is refused, so that nothing an authenticator derived
 * from a secret (PRF) can come to lie in a log.
 */
async function authenticatorFault(
	bytes: Raw,
	{ origin }: Expected
): Promise<AssertionFault | null> {
	const flags = bytes[32];
	if (bytes.length !== AUTHENTICATOR_BYTES || flags === undefined || flags >= 0x40)
		return 'authenticator-data';
	const relyingParty = await sha256(utf8(new URL(origin).hostname));
	if (!equalConstantTime(bytes.subarray(0, 32), relyingParty)) return 'relying-party';
	if (!(flags & USER_PRESENT)) return 'not-present';
	if (!(flags & USER_VERIFIED)) return 'not-verified';
	return flags & BACKED_UP && !(flags & BACKUP_ELIGIBLE) ? 'backup-state' : null;
}

/** Steps 20 and 21. */
async function signatureFault({
	authenticator,
	client,
	key,
	signature
}: Assertion): Promise<AssertionFault | null> {
	const signed = concat(authenticator, await sha256(client));
	try {
		const isRight = await verifies(await parsePasskeyKey(key), signature, signed);
		return isRight ? null : 'signature';
	} catch (error) {
		if (error instanceof CryptoError) return 'key';
		throw error;
	}
}

async function verifies(passkey: PasskeyKey, signature: Raw, signed: Raw): Promise<boolean> {
	if (passkey.alg === 'EdDSA') return verify(passkey.key, signed, signature);
	if (passkey.alg === 'RS256')
		return crypto.subtle.verify('RSASSA-PKCS1-v1_5', passkey.key, signature, signed);
	const plain = plainSignature(signature);
	const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
	return plain !== null && crypto.subtle.verify(algorithm, passkey.key, plain, signed);
}

/** r and s of 32 bytes each, from their DER form; null for any other form of them. */
function plainSignature(der: Raw): Raw | null {
	const r = derInteger(der, 2);
	const s = r && derInteger(der, r.end);
	if (!s || der[0] !== 0x30 || der[1] !== der.length - 2 || s.end !== der.length) return null;
	return concat(r.value, s.value);
}

/** The positive integer at `start`, in the shortest form DER allows, as 32 bytes. */
function derInteger(der: Raw, start: number): { value: Raw; end: number } | null {
	const [tag, length = 0] = der.subarray(start, start + 2);
	const end = start + 2 + length;
	const digits = der.subarray(start + 2, end);
	const [first, second] = digits;
	if (tag !== 2 || first === undefined || digits.length !== length || first >= 0x80) return null;
	if (first === 0 && (second ?? 0) < 0x80) return null;
	const bare = first === 0 ? digits.subarray(1) : digits;
	if (bare.length > 32) return null;
	return { value: concat(new Uint8Array(32 - bare.length), bare), end };
}
