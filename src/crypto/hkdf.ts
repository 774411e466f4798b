/** HKDF with SHA-256 (RFC 5869) by WebCrypto: in one step, and in the two steps that HPKE needs. */
import type { Raw } from './brands.ts';
import { concat } from './bytes.ts';

export async function hkdf(secret: Raw, salt: Raw, info: Raw, length: number): Promise<Raw> {
	const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
	const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info };
	return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length * 8));
}

export const hkdfExtract = (salt: Raw, secret: Raw): Promise<Raw> => hmac(salt, secret);

/** At most 32 bytes, one block of RFC 5869 section 2.3: HPKE with our suite needs no more. */
export async function hkdfExpandBlock(key: Raw, info: Raw, length: number): Promise<Raw> {
	if (length > 32) throw new RangeError();
	return (await hmac(key, concat(info, Uint8Array.of(1)))).slice(0, length);
}

/** HMAC-SHA256 (RFC 2104). WebCrypto refuses an empty key, which HMAC defines as a block of zeros. */
export async function hmac(key: Raw, message: Raw): Promise<Raw> {
	const nonEmpty = key.length === 0 ? new Uint8Array(32) : key;
	const algorithm = { name: 'HMAC', hash: 'SHA-256' };
	const imported = await crypto.subtle.importKey('raw', nonEmpty, algorithm, false, ['sign']);
	return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
}
