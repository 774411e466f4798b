/**
 * Entries as a server can rewrite them: header and payload taken apart and put together again, with the old signature,
 * with none, or signed by somebody it made up. Nothing here knows a key of the firm.
 */
import { decode, encode, isMap, type Value } from '../../src/crypto/encoding.ts';
import { parseEntry, type ParsedEntry } from '../../src/crypto/entry-header.ts';
import type { Raw, SigningKeyPair } from '../../src/crypto/brands.ts';
import { sign } from '../../src/crypto/sodium.ts';

/** The thirteen elements of a header, the payload decoded. */
export interface Parts {
	readonly header: Value[];
	readonly payload: Value;
	readonly signature: Raw;
	readonly body: Raw | null;
}

export const HEADER = [
	'mark',
	'suite',
	'log',
	'seq',
	'prev',
	'epoch',
	'kind',
	'author',
	'firmHead',
	'time',
	'payload',
	'bodyHash',
	'blobs'
] as const;
const PAYLOAD = HEADER.indexOf('payload');

export async function takeApart(bytes: Raw): Promise<Parts> {
	const entry: ParsedEntry = await parseEntry(bytes);
	const header = decode(entry.headerBytes);
	if (!Array.isArray(header)) throw new TypeError('no header');
	return {
		header,
		payload: entry.header.payload,
		signature: entry.signature,
		body: entry.sealedBody
	};
}

/** Signed anew by `signer`, or with whatever signature the parts have. */
export function putTogether(parts: Parts, signer?: SigningKeyPair): Raw {
	const header = parts.header.map((value, at) => (at === PAYLOAD ? encode(parts.payload) : value));
	const headerBytes = encode(header);
	const signature = signer
		? sign(signer.seed, encode(['tallyport/1 entry signature', headerBytes]))
		: parts.signature;
	return encode([headerBytes, signature, parts.body]);
}

export const kindOf = ({ header }: Parts): string => {
	const kind = header[HEADER.indexOf('kind')];
	return typeof kind === 'string' ? kind : '';
};

export type Path = readonly (string | number)[];

/** Every leaf of a value with the way to it. */
export function leaves(value: Value, path: Path = []): { path: Path; value: Value }[] {
	if (Array.isArray(value)) return value.flatMap((item, at) => leaves(item, [...path, at]));
	if (isMap(value))
		return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
	return [{ path, value }];
}

export function replaceAt(value: Value, path: Path, by: Value): Value {
	const [step, ...rest] = path;
	if (step === undefined) return by;
	if (Array.isArray(value))
		return value.map((item, at) => (at === step ? replaceAt(item, rest, by) : item));
	if (!isMap(value)) throw new TypeError('no such place');
	return { ...value, [step]: replaceAt(value[step] ?? null, rest, by) };
}

export const spelled = (path: Path): string => path.join('.');
