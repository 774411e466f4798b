/**
 * What is kept of an upload so that it goes on after the page was closed (protocol.md section 12.1): which file it was,
 * where it goes, and what seals it. Sealed before it is stored (kept-uploads.ts); here is the form only.
 */
import { z } from 'zod';
import type {
	ApprovalId,
	BlobId,
	FolderId,
	Hash32,
	ItemId,
	Raw,
	UploadId,
	UserId,
	VaultId
} from '../crypto/brands.ts';
import { blobSecretFrom, type BlobSecret } from '../crypto/age/file.ts';
import { decode, encode } from '../crypto/encoding.ts';
import type { Replaces } from '../contract/filing.ts';
import {
	approvalIdFrom,
	blobIdFrom,
	fileIdFrom,
	folderIdFrom,
	idBytes,
	itemIdFrom,
	userIdFrom,
	vaultIdFrom
} from '../crypto/ids.ts';
import { hashFrom } from '../crypto/keys.ts';
import { CryptoError } from '../crypto/errors.ts';

/** One key, and one blob on the server: as long as the file and the vault's epoch stay the same. */
export interface Attempt {
	readonly blob: BlobId;
	readonly epoch: number;
	readonly secret: BlobSecret;
}

/** What a scan is the answer to, and the one content that may be sent as it. */
export interface SignedPaper {
	readonly approval: ApprovalId;
	/** As the request names them; null: whoever sends it. */
	readonly signer: UserId | null;
	readonly digest: Hash32;
}

export interface UploadRecord {
	readonly id: UploadId;
	readonly vault: VaultId;
	readonly folder: FolderId | null;
	/** The item of a checklist that it answers. */
	readonly answers: ItemId | null;
	/** The file that it is a new version of, and the version that was in place when somebody chose to replace it. */
	readonly replaces: Replaces | null;
	readonly name: string;
	readonly type: string;
	readonly size: number;
	/** As the browser said, milliseconds since 1970. */
	readonly lastModified: number;
	/** It is the scan of a paper that was signed. */
	readonly signs?: SignedPaper;
	/** Null before a key was chosen. */
	readonly attempt: Attempt | null;
}

const bytes = z.custom<Raw>((value) => value instanceof Uint8Array);
const uploadMap = z.strictObject({
	// Absent in what was kept before there were requests.
	answers: bytes.nullable().optional(),
	attempt: z
		.strictObject({ blob: bytes, epoch: z.int().positive(), key: bytes, prefix: bytes })
		.nullable(),
	folder: bytes.nullable(),
	modified: z.int().nonnegative(),
	name: z.string(),
	// Absent in what was kept before there were versions.
	replaces: z.strictObject({ file: bytes, over: bytes }).nullable().optional(),
	signs: z.strictObject({ approval: bytes, digest: bytes, signer: bytes.nullable() }).optional(),
	size: z.int().positive(),
	type: z.string(),
	vault: bytes
});

export const encodeUpload = ({
	vault,
	folder,
	answers,
	replaces,
	name,
	type,
	size,
	lastModified,
	signs,
	attempt
}: UploadRecord): Raw =>
	encode({
		answers: answers && idBytes(answers),
		attempt: attempt && {
			blob: idBytes(attempt.blob),
			epoch: attempt.epoch,
			key: attempt.secret.key,
			prefix: attempt.secret.prefix
		},
		folder: folder && idBytes(folder),
		modified: Math.max(0, Math.trunc(lastModified)),
		name: name.toWellFormed(),
		replaces: replaces && { file: idBytes(replaces.file), over: idBytes(replaces.over) },
		...(signs && {
			signs: {
				approval: idBytes(signs.approval),
				digest: signs.digest,
				signer: signs.signer && idBytes(signs.signer)
			}
		}),
		size,
		type: type.toWellFormed(),
		vault: idBytes(vault)
	});

/** @throws CryptoError `malformed` */
export function parseUpload(id: UploadId, plaintext: Raw): UploadRecord {
	const parsed = uploadMap.safeParse(decode(plaintext));
	if (!parsed.success) throw new CryptoError('malformed');
	const { answers, attempt, folder, modified, replaces, signs, vault, ...rest } = parsed.data;
	return {
		...rest,
		id,
		vault: vaultIdFrom(vault),
		folder: folder && folderIdFrom(folder),
		answers: answers ? itemIdFrom(answers) : null,
		replaces: replaces
			? { file: fileIdFrom(replaces.file), over: blobIdFrom(replaces.over) }
			: null,
		lastModified: modified,
		...(signs && {
			signs: {
				approval: approvalIdFrom(signs.approval),
				digest: hashFrom(signs.digest),
				signer: signs.signer && userIdFrom(signs.signer)
			}
		}),
		attempt: attempt && {
			blob: blobIdFrom(attempt.blob),
			epoch: attempt.epoch,
			secret: blobSecretFrom(attempt)
		}
	};
}
