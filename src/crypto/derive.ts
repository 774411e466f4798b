/**
 * `derive(secret, purpose)` (protocol.md section 6): one secret gives independent keys for the purposes of a
 * closed list. What comes out is raw bytes; the caller names the kind with a constructor of keys.ts.
 */
import type { Raw } from './brands.ts';
import { encodeContext, type DerivationPurpose } from './context.ts';
import { hkdf } from './hkdf.ts';

const NO_SALT = new Uint8Array(0);

export function derive(secret: Raw, purpose: DerivationPurpose, length = 32): Promise<Raw> {
	return hkdf(secret, NO_SALT, encodeContext(purpose, {}), length);
}
