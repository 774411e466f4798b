/**
 * Signing log entries and opening their bodies (protocol.md section 8). The body is sealed first, bound to its
 * log, position, author and kind; the header carries the body's hash and is then signed. Whether an author was
 * allowed to write an entry is for the fold.
 */
import type { DirectoryKey, EpochSealKey, SigningKeyPair, SigningPublicKey } from './brands.ts';
import type { ContextFields } from './context.ts';
import { decode, encode, type Value } from './encoding.ts';
import {
	assembleEntry,
	encodeHeader,
	signedBytes,
	type EntryHeader,
	type ParsedEntry
} from './entry-header.ts';
import { CryptoError } from './errors.ts';
import { sha256 } from './hash.ts';
import { idBytes } from './ids.ts';
import { pad, unpad } from './padding.ts';
import { open, seal } from './seal.ts';
import { sign, verify } from './sodium.ts';

export { parseEntry } from './entry-header.ts';
export type { Author, EntryHeader, Head, ParsedEntry } from './entry-header.ts';

/** The key of an entry's body: the epoch's in a vault log, the directory key in the firm log. */
export type BodyKey = EpochSealKey | DirectoryKey;

export const isSignedBy = (entry: ParsedEntry, publicKey: SigningPublicKey): boolean =>
	verify(publicKey, signedBytes(entry.headerBytes), entry.signature);

/** Throws `malformed` for a draft that breaks a rule of form, and for an entry of more than 2 MiB. */
export async function signEntry(
	draft: Omit<EntryHeader, 'bodyHash'>,
	signer: SigningKeyPair,
	body: { key: BodyKey; value: Value } | null
): Promise<ParsedEntry> {
	const sealedBody =
		body && (await seal('entry-body', body.key, bodyFields(draft), pad(encode(body.value))));
	const header = { ...draft, bodyHash: sealedBody && (await sha256(sealedBody)) };
	const headerBytes = encodeHeader(header);
	const signature = sign(signer.seed, signedBytes(headerBytes));
	return assembleEntry(header, headerBytes, signature, sealedBody);
}

/** Throws `open-failed`, and `malformed` for an entry without a body or a body that is not canonical. */
export async function openBody(entry: ParsedEntry, key: BodyKey): Promise<Value> {
	if (entry.sealedBody === null) throw new CryptoError('malformed');
	return decode(unpad(await open('entry-body', key, bodyFields(entry.header), entry.sealedBody)));
}

/** What a body's seal is bound to. */
export function bodyFields(header: Omit<EntryHeader, 'bodyHash'>): ContextFields {
	return {
		firm: header.firm,
		...(header.vault === null ? {} : { vault: header.vault }),
		epoch: header.epoch,
		field: header.kind,
		sequence: header.seq,
		sender: idBytes(header.author.id)
	};
}
