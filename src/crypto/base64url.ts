/**
 * base64url without padding (RFC 4648 section 5), one text for each byte string: padding, other alphabets,
 * whitespace, impossible lengths and non-zero trailing bits are refused (protocol.md section 1).
 */
import type { Raw } from './brands.ts';
import { CryptoError } from './errors.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NOT_A_DIGIT = 0xff;
const digits = new Uint8Array(128).fill(NOT_A_DIGIT);
for (const [value, digit] of Array.from(ALPHABET).entries()) digits[digit.charCodeAt(0)] = value;

export function encodeBase64url(bytes: Uint8Array): string {
	const out = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
	let accumulator = 0;
	let bits = 0;
	let length = 0;
	for (const byte of bytes) {
		accumulator = ((accumulator << 8) | byte) & 0xffff;
		bits += 8;
		while (bits >= 6) {
			bits -= 6;
			out[length++] = ALPHABET.charCodeAt((accumulator >> bits) & 63);
		}
	}
	if (bits > 0) out[length] = ALPHABET.charCodeAt((accumulator << (6 - bits)) & 63);
	return new TextDecoder().decode(out);
}

export function decodeBase64url(text: string): Raw {
	if (text.length % 4 === 1) throw new CryptoError('malformed');
	const out = new Uint8Array(Math.floor((text.length * 3) / 4));
	let accumulator = 0;
	let bits = 0;
	let length = 0;
	for (let i = 0; i < text.length; i++) {
		const digit = digits[text.charCodeAt(i)] ?? NOT_A_DIGIT;
		if (digit === NOT_A_DIGIT) throw new CryptoError('malformed');
		accumulator = ((accumulator << 6) | digit) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[length++] = (accumulator >> bits) & 0xff;
		}
	}
	// Left-over bits must be zero, or two texts would decode to the same bytes.
	if ((accumulator & ((1 << bits) - 1)) !== 0) throw new CryptoError('malformed');
	return out;
}
