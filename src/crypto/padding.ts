/**
 * Padding of entry bodies and labels (protocol.md section 4): 0x80, then zeros to a multiple of 128 bytes (4,096 for saved
 * replies), so that a sealed name's length says little. It is always added, inside the seal, and checked strictly.
 */
import type { Raw } from './brands.ts';
import { CryptoError } from './errors.ts';

const BLOCK = 128;
const MARK = 0x80;

export function pad(bytes: Raw, block = BLOCK): Raw {
	const out = new Uint8Array(Math.ceil((bytes.length + 1) / block) * block);
	out.set(bytes);
	out[bytes.length] = MARK;
	return out;
}

/** `malformed` unless `pad` could have made these bytes. */
export function unpad(padded: Raw, block = BLOCK): Raw {
	const length = padded.findLastIndex((byte) => byte !== 0);
	const isStrict =
		padded[length] === MARK && padded.length === Math.ceil((length + 1) / block) * block;
	if (!isStrict) throw new CryptoError('malformed');
	return padded.slice(0, length);
}
