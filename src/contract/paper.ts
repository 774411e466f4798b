/**
 * Answers to a request for approval that come on paper, in a vault's log (protocol.md section 10.6): a scan of what was signed
 * by hand, and what staff say of it. Nothing here is a digital signature of whoever signed the paper.
 */
import { z } from 'zod';
import type { Hash32, Raw } from '../crypto/brands.ts';
import { approvalIdFrom, entryHashFrom, fileIdFrom, userIdFrom } from '../crypto/ids.ts';
import { MAX_REASON } from './approvals.ts';

const bytes = (length: number) =>
	z.custom<Raw>((value) => value instanceof Uint8Array && value.length === length);
const entryHash = bytes(32).transform(entryHashFrom);
/** As its author knew their own: what a certificate shows without opening anything else. */
const by = z.string().max(1024);

const about = z.strictObject({ approval: bytes(16).transform(approvalIdFrom) });

export const paperPayloads = {
	'approval.scanned': about,
	'approval.scan-accepted': about,
	'approval.scan-returned': about
} as const;

export const paperBodies = {
	'approval.scanned': z.strictObject({
		by,
		/** SHA-256 of the scan, as the browser that added it read it. */
		digest: z.custom<Hash32>((value) => value instanceof Uint8Array && value.length === 32),
		file: bytes(16).transform(fileIdFrom),
		/** The hash of the entry that brought this version of the scan. */
		manifest: entryHash,
		/** Whose answer it is, as the request names them. */
		signer: bytes(32).transform(userIdFrom)
	}),
	/** `scan`: the hash of the approval.scanned that was looked at. */
	'approval.scan-accepted': z.strictObject({ by, scan: entryHash }),
	'approval.scan-returned': z.strictObject({
		reason: z.string().min(1).max(MAX_REASON),
		scan: entryHash
	})
} as const;
