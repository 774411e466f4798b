/** What crosses the wire as JSON: ids and byte strings are canonical base64url (protocol.md section 1). */
import { z } from 'zod';
import { decodeBase64url, encodeBase64url } from '../crypto/base64url.ts';
import type { Raw } from '../crypto/brands.ts';
import {
	parseBlobId,
	parseDeliveryId,
	parseDropId,
	parseEntryHash,
	parseFirmId,
	parseInviteId,
	parseRecoveryId,
	parseUserId,
	parseVaultId
} from '../crypto/ids.ts';

/** A text that `parse` accepts becomes its branded value; anything else is an issue, never an exception. */
const parsed = <T>(parse: (text: string) => T, max: number) =>
	z
		.string()
		.max(max)
		.transform((text, context): T => {
			try {
				return parse(text);
			} catch {
				context.addIssue({ code: 'custom', message: 'malformed' });
				return z.NEVER;
			}
		});

export const firmId = parsed(parseFirmId, 43);
export const userId = parsed(parseUserId, 43);
export const vaultId = parsed(parseVaultId, 22);
export const blobId = parsed(parseBlobId, 22);
export const inviteId = parsed(parseInviteId, 22);
export const dropId = parsed(parseDropId, 22);
export const deliveryId = parsed(parseDeliveryId, 22);
export const recoveryId = parsed(parseRecoveryId, 22);
export const entryHash = parsed(parseEntryHash, 43);

/** A byte string of at most (or exactly) `size` bytes. */
export const bytes = (limit: { max: number } | { exact: number }) => {
	const size = 'max' in limit ? limit.max : limit.exact;
	return parsed(
		(text): Raw => {
			const value = decodeBase64url(text);
			if (value.length > size || ('exact' in limit && value.length !== size))
				throw new RangeError();
			return value;
		},
		Math.ceil((size * 4) / 3)
	);
};

/** For writing: the counterpart of `bytes`. */
export const toWire = encodeBase64url;

export const head = z.strictObject({ seq: z.int().nonnegative(), hash: entryHash });
export const role = z.enum(['owner', 'admin', 'preparer']);
export type Role = z.infer<typeof role>;
