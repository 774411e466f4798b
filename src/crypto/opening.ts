/**
 * Openings: what it takes to open the sealed body of one log entry, and nothing else (protocol.md section 15.1). An
 * epoch's seal key would open too much: the secret of the epoch before is sealed under it, and with that go the
 * documents. An opening is the first half of the seal's own derivation, so it fits one nonce, and the commitment in
 * the seal says whether it is the right one.
 */
import type { Bytes, Raw } from './brands.ts';
import { concat, equalConstantTime } from './bytes.ts';
import { encodeContext, SUITE } from './context.ts';
import { decode, type Value } from './encoding.ts';
import { bodyFields, openBody, type BodyKey, type ParsedEntry } from './entry.ts';
import { CryptoError } from './errors.ts';
import { hkdfExtract, hmac } from './hkdf.ts';
import { unpad } from './padding.ts';
import { xchachaDecrypt } from './sodium.ts';

/** 32 bytes: HKDF-Extract(salt = the seal's nonce, key). */
export type Opening = Bytes<'Opening'>;

export function openingFrom(bytes: Raw): Opening {
	if (bytes.length !== 32) throw new CryptoError('malformed');
	return bytes as Opening;
}

/** Throws as `openBody` does when the key does not open the body: no opening is made that opens nothing. */
export async function openingOf(entry: ParsedEntry, key: BodyKey): Promise<Opening> {
	await openBody(entry, key);
	return openingFrom(await hkdfExtract(partsOf(entry).nonce, key));
}

/** Throws `open-failed` when the opening is another entry's, and `malformed` as `openBody` does. */
export async function openBodyWith(entry: ParsedEntry, opening: Opening): Promise<Value> {
	const { nonce, commitment, ciphertext } = partsOf(entry);
	const context = encodeContext('entry-body', bodyFields(entry.header));
	// HKDF-Expand to 64 bytes, block by block (RFC 5869 section 2.3).
	const key = await hmac(opening, concat(context, Uint8Array.of(1)));
	const second = await hmac(opening, concat(key, context, Uint8Array.of(2)));
	if (!equalConstantTime(second, commitment)) throw new CryptoError('open-failed');
	return decode(unpad(xchachaDecrypt(key, nonce, context, ciphertext)));
}

function partsOf({ sealedBody }: ParsedEntry): { nonce: Raw; commitment: Raw; ciphertext: Raw } {
	if (sealedBody === null) throw new CryptoError('malformed');
	if (sealedBody[0] !== SUITE) throw new CryptoError('open-failed');
	return {
		commitment: sealedBody.slice(1, 33),
		nonce: sealedBody.slice(33, 57),
		ciphertext: sealedBody.slice(57)
	};
}
