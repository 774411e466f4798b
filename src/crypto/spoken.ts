/**
 * A fingerprint that two people can read to each other: eight groups of five digits, 132 bits
 * (protocol.md section 6.1).
 */
import type { FirmId, KeyId, UserId } from './brands.ts';
import { hashOf } from './hash.ts';
import { idBytes } from './ids.ts';

export async function spokenFingerprint(id: UserId | FirmId | KeyId): Promise<string> {
	const hash = await hashOf('spoken', idBytes(id));
	const groups = [0, 4, 8, 12, 16, 20, 24, 27].map((offset) => {
		const number = hash.subarray(offset, offset + 5).reduce((total, byte) => total * 256 + byte, 0);
		return String(number % 100000).padStart(5, '0');
	});
	return groups.join(' ');
}
