/**
 * Whose signature an entry bears, checked once for each entry and key: one that brings keys is folded twice, first for the
 * keys and then with what they open, and one's own is folded before and after it is sent. Entries are never changed.
 */
import type { SigningPublicKey } from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import { isSignedBy as verify } from '../crypto/entry.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';

interface Checked {
	readonly key: SigningPublicKey;
	readonly isSigned: boolean;
}

const checked = new WeakMap<ParsedEntry, Checked>();

export function isSignedBy(entry: ParsedEntry, key: SigningPublicKey): boolean {
	const known = checked.get(entry);
	if (known && equalConstantTime(known.key, key)) return known.isSigned;
	const isSigned = verify(entry, key);
	checked.set(entry, { key, isSigned });
	return isSigned;
}
