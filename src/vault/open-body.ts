/** A body that does not open is unreadable, not fatal: the fold decides what that means for its entry. */
import type { Value } from '../crypto/encoding.ts';
import { CryptoError } from '../crypto/errors.ts';

export async function openOrNull(open: () => Promise<Value>): Promise<Value | null> {
	try {
		return await open();
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}
