/**
 * protocol.md section 1 read a second time: a recursive reader that refuses on sight what is not the one encoding,
 * where src/crypto decodes, encodes again and compares. It shares nothing with it but the type of a value.
 */
import type { Value } from '../../src/crypto/encoding.ts';

class Refused extends Error {}

/** The value, or `refused`. */
export function strictlyRead(bytes: Uint8Array): { value: Value } | 'refused' {
	try {
		const reader = new Reader(bytes);
		const value = reader.item(0);
		return reader.at === bytes.length ? { value } : 'refused';
	} catch (error) {
		if (error instanceof Refused) return 'refused';
		throw error;
	}
}

class Reader {
	at = 0;
	readonly #bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	item(depth: number): Value {
		const first = this.#byte();
		const major = first >> 5;
		if (major === 7) return simple(first);
		const argument = this.#argument(first & 31);
		if (major === 0) return argument;
		if (major === 2) return this.#take(argument).slice();
		if (major === 3) return text(this.#take(argument));
		if (major !== 4 && major !== 5) throw new Refused();
		if (depth === 16) throw new Refused();
		return major === 4 ? this.#array(argument, depth + 1) : this.#map(argument, depth + 1);
	}

	#array(length: number, depth: number): Value {
		const items: Value[] = [];
		for (let i = 0; i < length; i++) items.push(this.item(depth));
		return items;
	}

	#map(length: number, depth: number): Value {
		const map: { [key: string]: Value } = {};
		let before: Uint8Array | null = null;
		for (let i = 0; i < length; i++) {
			const start = this.at;
			const key = this.item(depth);
			if (typeof key !== 'string' || key === '__proto__') throw new Refused();
			const encoded = this.#bytes.subarray(start, this.at);
			// Ascending, so neither out of order nor twice.
			if (before !== null && Buffer.compare(before, encoded) >= 0) throw new Refused();
			before = encoded;
			map[key] = this.item(depth);
		}
		return map;
	}

	/** Of 0, 1, 2, 4 or 8 bytes, the fewest that hold it, below 2^53. */
	#argument(info: number): number {
		if (info < 24) return info;
		const size = [1, 2, 4, 8][info - 24];
		if (size === undefined) throw new Refused();
		let value = 0n;
		for (const byte of this.#take(size)) value = value * 256n + BigInt(byte);
		const least = size === 1 ? 24n : 1n << BigInt(size * 4);
		if (value < least || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Refused();
		return Number(value);
	}

	#byte(): number {
		const [byte] = this.#take(1);
		return byte!;
	}

	#take(length: number): Uint8Array {
		const end = this.at + length;
		if (end > this.#bytes.length) throw new Refused();
		const taken = this.#bytes.subarray(this.at, end);
		this.at = end;
		return taken;
	}
}

function simple(first: number): Value {
	if (first === 0xf4) return false;
	if (first === 0xf5) return true;
	if (first === 0xf6) return null;
	throw new Refused();
}

/** Node's own decoder replaces what is not UTF-8, so encoding again tells. */
function text(bytes: Uint8Array): string {
	const decoded = Buffer.from(bytes).toString('utf8');
	if (Buffer.compare(Buffer.from(decoded, 'utf8'), bytes) !== 0) throw new Refused();
	return decoded;
}
