/** SHA-256 (FIPS 180-4) by WebCrypto, and its domain-separated form. */
import type { Hash32, Raw } from './brands.ts';
import { encode, type Value } from './encoding.ts';
import { CryptoError } from './errors.ts';
import { hashFrom } from './keys.ts';

export async function sha256(bytes: Raw): Promise<Hash32> {
	return hashFrom(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** `SHA256(CBOR(["tallyport", 1, domain, ...values]))` (protocol.md section 6). */
export function hashOf(
	domain: 'user-id' | 'key-id' | 'firm-id' | 'spoken' | 'approval',
	...values: Value[]
): Promise<Hash32> {
	return sha256(encode(['tallyport', 1, domain, ...values]));
}

/** A manifest's list of part hashes: 32 bytes each, one after the other (protocol.md section 12). */
export function hashesFrom(bytes: Raw): Hash32[] {
	if (bytes.length % 32 !== 0) throw new CryptoError('malformed');
	return Array.from({ length: bytes.length / 32 }, (_, i) =>
		hashFrom(bytes.slice(i * 32, (i + 1) * 32))
	);
}
