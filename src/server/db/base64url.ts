/** Bytes of rows as they cross the wire, by Node itself: a page may have megabytes. */
import type { Raw } from '../../crypto/brands.ts';

export const toBase64url = (bytes: Raw): string =>
	Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
