/** Small operations on bytes that everything here needs. Nothing in this file knows a secret's meaning. */
import type { Raw } from './brands.ts';
import { CryptoError } from './errors.ts';

const isRaw = (value: unknown): value is Raw =>
	value instanceof Uint8Array && value.buffer instanceof ArrayBuffer;

/** Bytes that WebCrypto takes: their memory is not shared with another thread. Others are `malformed`. */
export function requireRaw(value: unknown): Raw {
	if (!isRaw(value)) throw new CryptoError('malformed');
	return value;
}

export function concat(...parts: Uint8Array[]): Raw {
	const out = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		out.set(part, offset);
		offset += part.length;
	}
	return out;
}

/** Takes the same time whichever byte differs. The lengths are public: unequal lengths return at once. */
export function equalConstantTime(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	const [left, right] = [viewOf(a), viewOf(b)];
	let difference = 0;
	for (let i = 0; i < a.length; i++) difference |= left.getUint8(i) ^ right.getUint8(i);
	return difference === 0;
}

/** Unlike an index, a view throws where there is no byte: nothing missing is ever taken for a zero. */
const viewOf = (bytes: Uint8Array): DataView =>
	new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/**
 * UTF-8. Text with an unpaired surrogate is refused (`malformed`): the platform's encoder would replace it,
 * and two different texts would become the same bytes.
 */
export function utf8(text: string): Raw {
	if (!text.isWellFormed()) throw new CryptoError('malformed');
	return new TextEncoder().encode(text);
}

/** Refuses invalid UTF-8 (`malformed`) and keeps a leading byte order mark, so that bytes round-trip. */
export function fromUtf8(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw new CryptoError('malformed');
	}
}

export function toHex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Overwrites secrets that are no longer needed. Best effort: a JavaScript engine may have made copies, and
 * nothing in this project relies on their absence.
 */
export function wipe(...secrets: Uint8Array[]): void {
	for (const secret of secrets) secret.fill(0);
}
