/**
 * Deterministic CBOR (RFC 8949 section 4.2.1), restricted as protocol.md section 1 says. One value has one
 * encoding, and `decode` accepts that encoding only: it decodes, encodes again and compares. Trailing bytes,
 * long lengths, unsorted or repeated keys, tags, floats and indefinite lengths are all `malformed`.
 * Nesting is limited before it can exhaust the stack.
 */
import {
	decode as decodeCbor,
	encode as encodeCbor,
	rfc8949EncodeOptions,
	Tokenizer,
	Type,
	type Token
} from 'cborg';
import type { Raw } from './brands.ts';
import { equalConstantTime } from './bytes.ts';
import { CryptoError } from './errors.ts';

export type Value =
	number | string | boolean | null | Uint8Array | Value[] | { [key: string]: Value };

export const MAX_DEPTH = 16;

/** The library refuses early what the comparison in `decode` would refuse in any case. */
export const readerOptions = {
	strict: true,
	allowIndefinite: false,
	allowUndefined: false,
	allowInfinity: false,
	allowNaN: false,
	allowBigInt: false,
	rejectDuplicateMapKeys: true
};

export function encode(value: Value): Raw {
	requireValue(value, 0);
	return encodeChecked(value);
}

/** Byte strings in the result are copies with their own buffer. */
export function decode(bytes: Raw): Value {
	const value = decodeUnchecked(bytes);
	requireValue(value, 0);
	if (!equalConstantTime(encodeChecked(value), bytes)) throw new CryptoError('malformed');
	return value;
}

const encodeChecked = (value: Value): Raw =>
	new Uint8Array(encodeCbor(value, rfc8949EncodeOptions));

/** A map, as opposed to an array, bytes or a scalar. */
export function isMap(value: Value): value is { [key: string]: Value } {
	return isPlainObject(value);
}

function decodeUnchecked(bytes: Raw): unknown {
	// A plain view: slicing Node's Buffer would share memory with the input instead of copying.
	const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
	try {
		const tokenizer = new ShallowTokenizer(view, readerOptions);
		return decodeCbor(view, { ...readerOptions, tokenizer });
	} catch {
		throw new CryptoError('malformed');
	}
}

/**
 * Follows how many items each open array and map still expects, and stops at MAX_DEPTH: the decoder behind it
 * recurses, and a megabyte of opening brackets would end in a stack overflow.
 */
export class ShallowTokenizer extends Tokenizer {
	readonly #expected: number[] = [];

	override next(): Token {
		const token = super.next();
		const opens = this.#itemsIn(token);
		if (opens === null) this.#finishItem();
		else {
			if (this.#expected.length === MAX_DEPTH) throw new CryptoError('malformed');
			if (opens === 0) this.#finishItem();
			else this.#expected.push(opens);
		}
		return token;
	}

	#itemsIn(token: Token): number | null {
		if (Type.equals(token.type, Type.array)) return Number(token.value);
		if (Type.equals(token.type, Type.map)) return 2 * Number(token.value);
		return null;
	}

	#finishItem(): void {
		for (let left = this.#expected.pop(); left !== undefined; left = this.#expected.pop()) {
			if (left === 1) continue;
			this.#expected.push(left - 1);
			return;
		}
	}
}

function requireValue(value: unknown, depth: number): asserts value is Value {
	if (value === null || typeof value === 'boolean') return;
	if (typeof value === 'string' && value.isWellFormed()) return;
	if (typeof value === 'number' && isCount(value)) return;
	if (value instanceof Uint8Array) return;
	if (depth < MAX_DEPTH) {
		if (Array.isArray(value)) {
			for (const item of value) requireValue(item, depth + 1);
			return;
		}
		if (isPlainObject(value)) {
			for (const [key, item] of Object.entries(value)) {
				// A `__proto__` key would be lost or worse in code that assigns it.
				if (key === '__proto__' || !key.isWellFormed()) throw new CryptoError('malformed');
				requireValue(item, depth + 1);
			}
			return;
		}
	}
	throw new CryptoError('malformed');
}

const isCount = (value: number): boolean =>
	Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);

function isPlainObject(value: unknown): value is { [key: string]: unknown } {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
