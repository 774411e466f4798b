/**
 * A passkey's public key as authenticators state it (COSE, RFC 9053), in the one spelling CTAP2 prescribes: ES256, EdDSA or
 * RS256, the algorithms this portal asks for. Any other bytes are `malformed`, so that one key has one fingerprint.
 */
import type { Raw, SigningPublicKey } from './brands.ts';
import { encodeBase64url } from './base64url.ts';
import { concat, equalConstantTime } from './bytes.ts';
import { CryptoError } from './errors.ts';
import { signingPublicKeyFrom } from './keys.ts';

export type PasskeyKey =
	| { readonly alg: 'ES256'; readonly key: CryptoKey }
	| { readonly alg: 'EdDSA'; readonly key: SigningPublicKey }
	| { readonly alg: 'RS256'; readonly key: CryptoKey };

/** {1: 2, 3: -7, -1: 1, -2: x, -3: y} */
const ES256 = Uint8Array.of(0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32);
const ES256_Y = Uint8Array.of(0x22, 0x58, 32);
/** {1: 1, 3: -8, -1: 6, -2: x} */
const EDDSA = Uint8Array.of(0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32);
/** {1: 3, 3: -257, -1: n, -2: 65537} */
const RS256 = Uint8Array.of(0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59);
const RS256_E = Uint8Array.of(0x21, 0x43, 1, 0, 1);
const MODULUS_BYTES = [256, 384, 512];

export async function parsePasskeyKey(bytes: Raw): Promise<PasskeyKey> {
	if (startsWith(bytes, EDDSA) && bytes.length === 42)
		return { alg: 'EdDSA', key: signingPublicKeyFrom(bytes.slice(10)) };
	if (startsWith(bytes, ES256) && bytes.length === 77) return es256(bytes);
	if (startsWith(bytes, RS256)) return rs256(bytes);
	throw new CryptoError('malformed');
}

async function es256(bytes: Raw): Promise<PasskeyKey> {
	if (!equalConstantTime(bytes.subarray(42, 45), ES256_Y)) throw new CryptoError('malformed');
	const point = concat(Uint8Array.of(4), bytes.subarray(10, 42), bytes.subarray(45));
	const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
	return { alg: 'ES256', key: await imported(() => importing('raw', point, algorithm)) };
}

async function rs256(bytes: Raw): Promise<PasskeyKey> {
	const [high = 0, low = 0] = bytes.subarray(9, 11);
	const length = high * 256 + low;
	const modulus = bytes.subarray(11, 11 + length);
	const [first = 0] = modulus;
	// A modulus of this length, not one padded with zeros to look longer.
	const isRight = MODULUS_BYTES.includes(length) && bytes.length === 16 + length;
	if (!isRight || first < 0x80) throw new CryptoError('malformed');
	if (!equalConstantTime(bytes.subarray(11 + length), RS256_E)) throw new CryptoError('malformed');
	const jwk = { kty: 'RSA', n: encodeBase64url(modulus), e: 'AQAB' };
	const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
	return {
		alg: 'RS256',
		key: await imported(() => crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']))
	};
}

const importing = (format: 'raw', bytes: Raw, algorithm: EcKeyImportParams) =>
	crypto.subtle.importKey(format, bytes, algorithm, true, ['verify']);

/** A point that is not on the curve. */
async function imported(work: () => Promise<CryptoKey>): Promise<CryptoKey> {
	try {
		return await work();
	} catch {
		throw new CryptoError('malformed');
	}
}

const startsWith = (bytes: Raw, prefix: Raw): boolean =>
	equalConstantTime(bytes.subarray(0, prefix.length), prefix);
