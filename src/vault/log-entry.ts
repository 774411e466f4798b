/**
 * From bytes to something a fold can judge. Guarantees that an entry belongs to the log asked for and follows the
 * entry before it; anything else is `log-broken`, since a log with a hole proves nothing.
 */
import type { z } from 'zod';
import type { FirmId, VaultId } from '../crypto/brands.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import { CryptoError } from '../crypto/errors.ts';
import { parseEntry } from '../crypto/entry-header.ts';
import type { Value } from '../crypto/encoding.ts';
import { Refusal } from './problems.ts';

export interface LogEntry<E> {
	readonly parsed: ParsedEntry;
	/** null when payload or body do not fit the kind's schema. */
	readonly event: E | null;
	readonly fault: 'unknown-kind' | 'malformed' | null;
}

/** A stretch of log as the server sent it, oldest first. */
export async function parseEntries(pages: Uint8Array<ArrayBuffer>[]): Promise<ParsedEntry[]> {
	try {
		return await Promise.all(pages.map((bytes) => parseEntry(bytes)));
	} catch (error) {
		if (error instanceof CryptoError) throw new Refusal('log-broken');
		throw error;
	}
}

/** Throws `log-broken` unless the entry is the next one of this very log. */
export function requireNext(
	log: { firm: FirmId; vault: VaultId | null },
	head: Head | null,
	{ header }: ParsedEntry
): void {
	const follows =
		head === null
			? header.seq === 0 && header.prev === null
			: header.seq === head.seq + 1 && header.prev === head.hash;
	if (!follows || header.firm !== log.firm || header.vault !== log.vault)
		throw new Refusal('log-broken');
}

/**
 * Parses kind, payload and body against the log's schema. A body that is sealed, absent or does not fit becomes
 * null, so that rules about membership and keys depend on public payloads alone and every reader judges them alike.
 */
export function readEvent<S extends z.ZodType>(
	schema: S,
	isKnown: (kind: string) => boolean,
	parsed: ParsedEntry,
	body: Value | null
): LogEntry<z.output<S>> {
	const { kind, payload } = parsed.header;
	if (!isKnown(kind)) return { parsed, event: null, fault: 'unknown-kind' };
	const whole = schema.safeParse({ kind, payload, body });
	const result = whole.success ? whole : schema.safeParse({ kind, payload, body: null });
	return result.success
		? { parsed, event: result.data, fault: null }
		: { parsed, event: null, fault: 'malformed' };
}
