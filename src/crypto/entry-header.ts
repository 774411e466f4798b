/**
 * Log entries as bytes (protocol.md section 8): parsing them strictly, and building the byte strings that are
 * signed and hashed. Parsing proves form only: who signed, and whether they were allowed to, is checked by
 * entry.ts and the fold. This file decrypts nothing and imports no cipher, so the server may use it.
 */
import type {
	BlobId,
	EntryHash,
	FirmId,
	Hash32,
	InviteId,
	Raw,
	Sealed,
	Signature,
	UserId,
	VaultId
} from './brands.ts';
import { equalConstantTime, requireRaw as raw } from './bytes.ts';
import { SUITE } from './context.ts';
import { decode, encode, isMap, type Value } from './encoding.ts';
import { CryptoError } from './errors.ts';
import { sha256 } from './hash.ts';
import {
	blobIdFrom,
	entryHashFrom,
	firmIdFrom,
	idBytes,
	inviteIdFrom,
	userIdFrom,
	vaultIdFrom
} from './ids.ts';
import { hashFrom, sealedFrom, signatureFrom } from './keys.ts';

export type Author =
	{ kind: 'root'; id: FirmId } | { kind: 'user'; id: UserId } | { kind: 'invite'; id: InviteId };

export interface Head {
	seq: number;
	hash: EntryHash;
}

export interface EntryHeader {
	firm: FirmId;
	/** Null in the firm log. */
	vault: VaultId | null;
	seq: number;
	/** Null for the genesis only. */
	prev: EntryHash | null;
	epoch: number;
	kind: string;
	author: Author;
	/** Null in the firm log, and only there. */
	firmHead: Head | null;
	/** The author's clock, milliseconds since 1970. */
	time: number;
	payload: { [key: string]: Value };
	bodyHash: Hash32 | null;
	blobs: BlobId[];
}

export interface ParsedEntry {
	header: EntryHeader;
	headerBytes: Raw;
	signature: Signature;
	sealedBody: Sealed | null;
	hash: EntryHash;
	/** The whole entry as stored and sent. */
	bytes: Raw;
}

export const MAX_ENTRY_BYTES = 2 * 1024 * 1024;
const MARK = 'tallyport/1 entry';
const KIND = /^[a-z]+\.[a-z-]+$/;
const MAX_KIND_LENGTH = 32;

/** Throws `malformed`, or `unknown-suite` for a header of another version. */
export async function parseEntry(bytes: Raw): Promise<ParsedEntry> {
	requireForm(bytes.length <= MAX_ENTRY_BYTES);
	const [headerBytes, signature, body] = array(decode(bytes), 3);
	const header = parseHeader(raw(headerBytes));
	const sealedBody = nullable(body, (value) => sealedFrom(raw(value)));
	const bodyHash = sealedBody && (await sha256(sealedBody));
	requireForm(isSameHash(bodyHash, header.bodyHash));
	return entryFrom(header, raw(headerBytes), signatureFrom(raw(signature)), sealedBody, bytes);
}

/** Puts a signed entry together. The caller has signed `headerBytes`. */
export function assembleEntry(
	header: EntryHeader,
	headerBytes: Raw,
	signature: Signature,
	sealedBody: Sealed | null
): Promise<ParsedEntry> {
	const bytes = encode([headerBytes, signature, sealedBody]);
	requireForm(bytes.length <= MAX_ENTRY_BYTES);
	return entryFrom(header, headerBytes, signature, sealedBody, bytes);
}

async function entryFrom(
	header: EntryHeader,
	headerBytes: Raw,
	signature: Signature,
	sealedBody: Sealed | null,
	bytes: Raw
): Promise<ParsedEntry> {
	const hash = entryHashFrom(
		await sha256(encode(['tallyport/1 entry hash', headerBytes, signature]))
	);
	return { header, headerBytes, signature, sealedBody, hash, bytes };
}

/** What the author's key signs. */
export const signedBytes = (headerBytes: Raw): Raw =>
	encode(['tallyport/1 entry signature', headerBytes]);

export function encodeHeader(header: EntryHeader): Raw {
	requireConsistent(header);
	return encode([
		MARK,
		SUITE,
		[idBytes(header.firm), header.vault && idBytes(header.vault)],
		header.seq,
		header.prev && idBytes(header.prev),
		header.epoch,
		header.kind,
		[header.author.kind, idBytes(header.author.id)],
		header.firmHead && [header.firmHead.seq, idBytes(header.firmHead.hash)],
		header.time,
		encode(header.payload),
		header.bodyHash,
		header.blobs.map(idBytes)
	]);
}

function parseHeader(bytes: Raw): EntryHeader {
	const items = decode(bytes);
	requireForm(Array.isArray(items) && items[0] === MARK);
	if (items[1] !== SUITE) throw new CryptoError('unknown-suite');
	const [, , log, seq, prev, epoch, kind, author, firmHead, time, payload, bodyHash, blobs] = array(
		items,
		13
	);
	const [firm, vault] = array(log, 2);
	const header: EntryHeader = {
		firm: firmIdFrom(raw(firm)),
		vault: nullable(vault, (value) => vaultIdFrom(raw(value))),
		seq: count(seq),
		prev: nullable(prev, (value) => entryHashFrom(raw(value))),
		epoch: count(epoch),
		kind: text(kind),
		author: parseAuthor(author),
		firmHead: nullable(firmHead, parseHead),
		time: count(time),
		payload: map(decode(raw(payload))),
		bodyHash: nullable(bodyHash, (value) => hashFrom(raw(value))),
		blobs: array(blobs).map((blob) => blobIdFrom(raw(blob)))
	};
	requireConsistent(header);
	return header;
}

/** What holds between the fields of any header, whatever its kind. */
function requireConsistent(header: EntryHeader): void {
	requireForm(header.kind.length <= MAX_KIND_LENGTH && KIND.test(header.kind));
	requireForm((header.seq === 0) === (header.prev === null));
	requireForm((header.vault === null) === (header.firmHead === null));
	requireForm(header.author.kind !== 'root' || header.author.id === header.firm);
}

function parseAuthor(value: Value | undefined): Author {
	const [kind, id] = array(value, 2);
	if (kind === 'root') return { kind, id: firmIdFrom(raw(id)) };
	if (kind === 'user') return { kind, id: userIdFrom(raw(id)) };
	if (kind === 'invite') return { kind, id: inviteIdFrom(raw(id)) };
	throw new CryptoError('malformed');
}

function parseHead(value: Value | undefined): Head {
	const [seq, hash] = array(value, 2);
	return { seq: count(seq), hash: entryHashFrom(raw(hash)) };
}

function requireForm(condition: boolean): asserts condition {
	if (!condition) throw new CryptoError('malformed');
}

function array(value: Value | undefined, length?: number): Value[] {
	requireForm(Array.isArray(value) && (length === undefined || value.length === length));
	return value;
}

function map(value: Value): { [key: string]: Value } {
	requireForm(isMap(value));
	return value;
}

function count(value: Value | undefined): number {
	requireForm(typeof value === 'number');
	return value;
}

function text(value: Value | undefined): string {
	requireForm(typeof value === 'string');
	return value;
}

const nullable = <T>(value: Value | undefined, parse: (value: Value | undefined) => T): T | null =>
	value === null ? null : parse(value);

function isSameHash(a: Hash32 | null, b: Hash32 | null): boolean {
	return a === null || b === null ? a === b : equalConstantTime(a, b);
}
