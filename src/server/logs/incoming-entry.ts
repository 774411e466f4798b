/**
 * An entry as it arrives: parsed strictly, in the log its address names, by the author who sends it. The fold in the
 * readers' browsers decides what counts (protocol.md sections 8 to 10). The server refuses everything public that
 * the fold would reject: an index that had moved on by a rejected entry would never again fit what readers accept.
 */
import type { z } from 'zod';
import type { appendRequest } from '../../contract/api.ts';
import { hasBody, type FirmKind, type VaultKind } from '../../contract/log.ts';
import type { FirmId, InviteId, Raw, UserId, VaultId } from '../../crypto/brands.ts';
import { equalConstantTime } from '../../crypto/bytes.ts';
import { parseEntry, type ParsedEntry } from '../../crypto/entry-header.ts';
import { CryptoError } from '../../crypto/errors.ts';
import { sha256 } from '../../crypto/hash.ts';
import { refuse } from '../http/refusal.ts';

export type AppendRequest = z.output<typeof appendRequest>;

/** A clock may be wrong by this much. Further ahead, an epoch's author could call every open link expired. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

export async function readEntry(bytes: Raw, now: number): Promise<ParsedEntry> {
	const entry = await parseOrRefuse(bytes);
	return entry.header.time > now + MAX_AHEAD_MS ? refuse('clock-ahead') : entry;
}

async function parseOrRefuse(bytes: Raw): Promise<ParsedEntry> {
	try {
		return await parseEntry(bytes);
	} catch (failure) {
		if (failure instanceof CryptoError) refuse('entry-refused');
		throw failure;
	}
}

export function requireLog(entry: ParsedEntry, firm: FirmId, vault: VaultId | null): void {
	if (entry.header.firm !== firm || entry.header.vault !== vault) refuse('entry-refused');
}

export function requireAuthor(
	entry: ParsedEntry,
	kind: 'root' | 'user' | 'invite',
	id: FirmId | UserId | InviteId
): void {
	const { author } = entry.header;
	if (author.kind !== kind || author.id !== id) refuse('entry-refused');
}

/**
 * What the header's kind says and its payload holds, by the schema of the kinds this endpoint takes. Where a sealed
 * body is due it must be there, whatever it holds.
 */
export function readStatement<S extends { readonly kind: FirmKind | VaultKind }>(
	entry: ParsedEntry,
	schema: z.ZodType<S>
): S {
	const { kind, payload } = entry.header;
	const parsed = schema.safeParse({ kind, payload });
	if (!parsed.success) return refuse('entry-refused');
	const isWhole = entry.sealedBody !== null || !hasBody(parsed.data.kind);
	return isWhole ? parsed.data : refuse('entry-refused');
}

/** The capsule must be the one whose hash the inviter signed. */
export async function requireCapsule(capsule: Raw | null, capsuleHash: Raw): Promise<Raw> {
	if (capsule === null) return refuse('entry-refused');
	const isSame = equalConstantTime(await sha256(capsule), capsuleHash);
	return isSame ? capsule : refuse('entry-refused');
}
