/** docs/protocol.md section 1, from the page: deterministic CBOR and base64url, both strict. Imports nothing of ours. */
export type Item = number | string | boolean | null | Buffer | Item[] | Map<string, Item>;

function head(major: number, n: number): Buffer {
	if (n < 24) return Buffer.of((major << 5) | n);
	const sizes = [1, 2, 4, 8].filter((size) => size === 8 || n < 2 ** (8 * size));
	const size = sizes[0]!;
	const value = Buffer.alloc(8);
	value.writeBigUInt64BE(BigInt(n));
	return Buffer.concat([
		Buffer.of((major << 5) | (24 + Math.log2(size))),
		value.subarray(8 - size)
	]);
}

export function cbor(item: Item): Buffer {
	if (item === null) return Buffer.of(0xf6);
	if (typeof item === 'boolean') return Buffer.of(item ? 0xf5 : 0xf4);
	if (typeof item === 'number') return head(0, item);
	if (typeof item === 'string')
		return Buffer.concat([head(3, Buffer.byteLength(item)), Buffer.from(item)]);
	if (Array.isArray(item)) return Buffer.concat([head(4, item.length), ...item.map(cbor)]);
	if (item instanceof Map) {
		const pairs = [...item].map(([key, value]) => [cbor(key), cbor(value)] as const);
		pairs.sort(([a], [b]) => Buffer.compare(a, b));
		return Buffer.concat([head(5, pairs.length), ...pairs.flat()]);
	}
	return Buffer.concat([head(2, item.length), item]);
}

/** Decodes, encodes again, and requires the same bytes. */
export function uncbor(bytes: Buffer): Item {
	const reader = { bytes, at: 0 };
	const item = read(reader, 0);
	if (reader.at !== bytes.length || !cbor(item).equals(bytes)) throw new Error('not canonical');
	return item;
}

function read(reader: { bytes: Buffer; at: number }, depth: number): Item {
	const first = reader.bytes.readUInt8(reader.at++);
	const [major, info] = [first >> 5, first & 31];
	if (major === 7) {
		if (info === 20 || info === 21) return info === 21;
		if (info === 22) return null;
		throw new Error('not allowed');
	}
	const n = count(reader, info);
	if (major === 0) return n;
	if (major === 2) return take(reader, n);
	if (major === 3)
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(take(reader, n));
	if (depth === 16) throw new Error('too deep');
	if (major === 4) return Array.from({ length: bounded(reader, n) }, () => read(reader, depth + 1));
	if (major !== 5) throw new Error('not allowed');
	const map = new Map<string, Item>();
	for (let i = 0; i < n; i++) map.set(text(read(reader, depth + 1)), read(reader, depth + 1));
	return map;
}

function count(reader: { bytes: Buffer; at: number }, info: number): number {
	if (info < 24) return info;
	if (info > 27) throw new Error('not allowed');
	const value = take(reader, 2 ** (info - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
	if (!Number.isSafeInteger(value)) throw new Error('too large');
	return value;
}

function bounded({ bytes }: { bytes: Buffer }, n: number): number {
	if (n > bytes.length) throw new Error('too long');
	return n;
}

function take(reader: { bytes: Buffer; at: number }, n: number): Buffer {
	if (reader.at + n > reader.bytes.length) throw new Error('too short');
	const taken = reader.bytes.subarray(reader.at, reader.at + n);
	reader.at += n;
	return taken;
}

export function text(item: Item | undefined): string {
	if (typeof item !== 'string') throw new Error('not text');
	return item;
}
export function number(item: Item | undefined): number {
	if (typeof item !== 'number') throw new Error('not a number');
	return item;
}
export function bytes(item: Item | undefined): Buffer {
	if (!Buffer.isBuffer(item)) throw new Error('not bytes');
	return item;
}
export function list(item: Item | undefined): Item[] {
	if (!Array.isArray(item)) throw new Error('not a list');
	return item;
}
export function map(item: Item | undefined): Map<string, Item> {
	if (!(item instanceof Map)) throw new Error('not a map');
	return item;
}

/** base64url without padding: one text for each byte string. */
export function unbase64url(value: string): Buffer {
	const decoded = Buffer.from(value, 'base64url');
	if (decoded.toString('base64url') !== value) throw new Error('not base64url');
	return decoded;
}
