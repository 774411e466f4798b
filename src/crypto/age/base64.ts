/** The standard base64 alphabet without padding, canonical only (C2SP age.md), on top of base64url.ts. */
import { decodeBase64url, encodeBase64url } from '../base64url.ts';
import type { Raw } from '../brands.ts';
import { CryptoError } from '../errors.ts';

export const encodeBase64 = (bytes: Uint8Array): string =>
	encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');

export function decodeBase64(text: string): Raw {
	if (/[-_]/.test(text)) throw new CryptoError('malformed');
	return decodeBase64url(text.replaceAll('+', '-').replaceAll('/', '_'));
}
