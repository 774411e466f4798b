/**
 * Approvals of documents in a vault's log (protocol.md section 10.2). The payload names the approval, so that whoever
 * checks a record knows that nothing about it was left out; what it is about is in sealed bodies.
 */
import { z } from 'zod';
import type { Hash32, Raw } from '../crypto/brands.ts';
import { approvalIdFrom, entryHashFrom, fileIdFrom, userIdFrom } from '../crypto/ids.ts';

const bytes = (least: number, most = least) =>
	z.custom<Raw>(
		(value) => value instanceof Uint8Array && value.length >= least && value.length <= most
	);
const name = z.string().max(1024);

/** As people may write them. */
export const MAX_STATEMENT = 2000;
export const MAX_LINES = 40;
export const MAX_REASON = 2000;
export const MAX_SIGNERS = 20;

/** An origin as browsers write it: no path, no default port, no capitals. */
export const origin = z
	.string()
	.max(300)
	.refine((text) => /^https?:\/\//.test(text) && URL.parse(text)?.origin === text);

const assertion = z.strictObject({
	authenticator: bytes(37),
	client: bytes(1, 4096),
	credential: bytes(1, 1023),
	key: bytes(1, 600),
	signature: bytes(1, 600)
});
export type ApprovalAssertion = z.output<typeof assertion>;

const about = z.strictObject({ approval: bytes(16).transform(approvalIdFrom) });

export const approvalPayloads = {
	'approval.asked': about,
	'approval.given': about,
	'approval.declined': about,
	'approval.withdrawn': about
} as const;

export const approvalBodies = {
	'approval.asked': z.strictObject({
		/** The names are as the asker knew them: what a certificate shows without opening anything else. */
		asker: name,
		/** SHA-256 of the document, as the asker's browser decrypted it. */
		document: z.custom<Hash32>((value) => value instanceof Uint8Array && value.length === 32),
		due: z.int().nonnegative().nullable(),
		file: bytes(16).transform(fileIdFrom),
		firm: name,
		/** The hash of the file.added entry. */
		manifest: bytes(32).transform(entryHashFrom),
		ordered: z.boolean(),
		/** Where the passkeys are to sign. */
		origin,
		signers: z
			.array(z.strictObject({ name, user: bytes(32).transform(userIdFrom) }))
			.min(1)
			.max(MAX_SIGNERS)
			.refine((list) => new Set(list.map(({ user }) => user)).size === list.length),
		/** Short enough to be shown whole, beside the document. */
		statement: z
			.string()
			.min(1)
			.max(MAX_STATEMENT)
			.refine((text) => text.split('\n').length <= MAX_LINES)
	}),
	'approval.given': z.strictObject({ assertion }),
	'approval.declined': z.strictObject({ reason: z.string().max(MAX_REASON) }),
	'approval.withdrawn': z.strictObject({ reason: z.string().max(MAX_REASON) })
} as const;
