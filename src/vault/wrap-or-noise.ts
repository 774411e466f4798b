/**
 * A reader who put an unusable key (a low-order point, an invalid lattice key) under their own signature gets noise:
 * that keeps nobody but them from a new key.
 */
import type { Wrapped } from '../crypto/brands.ts';
import { CryptoError } from '../crypto/errors.ts';
import { WRAPPED_BYTES, wrappedFrom } from '../crypto/keys.ts';
import { randomBytes } from '../crypto/random.ts';

export async function wrapOrNoise(wrap: () => Promise<Wrapped>): Promise<Wrapped> {
	try {
		return await wrap();
	} catch (error) {
		if (error instanceof CryptoError) return wrappedFrom(randomBytes(WRAPPED_BYTES));
		throw error;
	}
}
