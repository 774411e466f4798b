/**
 * Ids: fixed-size byte strings, held as canonical base64url text so that they can key a map and be compared
 * with ===. The one place where text or bytes become an id; a wrong length or another spelling of the same
 * bytes is `malformed`. User, firm and key ids are hashes of public keys (protocol.md section 6).
 */
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type {
	ApprovalId,
	BlobId,
	DeliveryId,
	DropId,
	ChecklistId,
	EntryHash,
	FileId,
	FirmId,
	FolderId,
	InviteId,
	ItemId,
	KeyId,
	MessageId,
	Raw,
	RecoveryId,
	TeamId,
	TemplateId,
	UploadId,
	UserId,
	VaultId
} from './brands.ts';
import { CryptoError } from './errors.ts';
import { randomBytes } from './random.ts';

export type AnyId =
	| FirmId
	| UserId
	| VaultId
	| TeamId
	| FileId
	| FolderId
	| BlobId
	| ChecklistId
	| MessageId
	| ItemId
	| TemplateId
	| InviteId
	| DropId
	| DeliveryId
	| RecoveryId
	| UploadId
	| ApprovalId
	| KeyId
	| EntryHash;

const fromBytes =
	<T extends AnyId>(size: number) =>
	(bytes: Uint8Array): T => {
		if (bytes.length !== size) throw new CryptoError('malformed');
		return encodeBase64url(bytes) as T;
	};

const parse =
	<T extends AnyId>(from: (bytes: Uint8Array) => T) =>
	(text: string): T =>
		from(decodeBase64url(text));

export const firmIdFrom = fromBytes<FirmId>(32);
export const userIdFrom = fromBytes<UserId>(32);
export const keyIdFrom = fromBytes<KeyId>(32);
export const entryHashFrom = fromBytes<EntryHash>(32);
export const vaultIdFrom = fromBytes<VaultId>(16);
export const teamIdFrom = fromBytes<TeamId>(16);
export const fileIdFrom = fromBytes<FileId>(16);
export const folderIdFrom = fromBytes<FolderId>(16);
export const blobIdFrom = fromBytes<BlobId>(16);
export const checklistIdFrom = fromBytes<ChecklistId>(16);
export const itemIdFrom = fromBytes<ItemId>(16);
export const templateIdFrom = fromBytes<TemplateId>(16);
export const inviteIdFrom = fromBytes<InviteId>(16);
export const dropIdFrom = fromBytes<DropId>(16);
export const deliveryIdFrom = fromBytes<DeliveryId>(16);
export const messageIdFrom = fromBytes<MessageId>(16);
export const recoveryIdFrom = fromBytes<RecoveryId>(16);
export const uploadIdFrom = fromBytes<UploadId>(16);
export const approvalIdFrom = fromBytes<ApprovalId>(16);

export const parseFirmId = parse(firmIdFrom);
export const parseUserId = parse(userIdFrom);
export const parseKeyId = parse(keyIdFrom);
export const parseEntryHash = parse(entryHashFrom);
export const parseVaultId = parse(vaultIdFrom);
export const parseTeamId = parse(teamIdFrom);
export const parseFileId = parse(fileIdFrom);
export const parseFolderId = parse(folderIdFrom);
export const parseBlobId = parse(blobIdFrom);
export const parseInviteId = parse(inviteIdFrom);
export const parseDropId = parse(dropIdFrom);
export const parseDeliveryId = parse(deliveryIdFrom);
export const parseRecoveryId = parse(recoveryIdFrom);
export const parseUploadId = parse(uploadIdFrom);

/** A file is named by the blob it arrived in (protocol.md section 10). */
export const fileOfBlob = (blob: BlobId): FileId => fileIdFrom(idBytes(blob));

export const idBytes = (id: AnyId): Raw => decodeBase64url(id);

export const newVaultId = (): VaultId => vaultIdFrom(randomBytes(16));
export const newTeamId = (): TeamId => teamIdFrom(randomBytes(16));
export const newFolderId = (): FolderId => folderIdFrom(randomBytes(16));
export const newChecklistId = (): ChecklistId => checklistIdFrom(randomBytes(16));
export const newItemId = (): ItemId => itemIdFrom(randomBytes(16));
export const newTemplateId = (): TemplateId => templateIdFrom(randomBytes(16));
export const newUploadId = (): UploadId => uploadIdFrom(randomBytes(16));
export const newMessageId = (): MessageId => messageIdFrom(randomBytes(16));
export const newApprovalId = (): ApprovalId => approvalIdFrom(randomBytes(16));
export const newBlobId = (): BlobId => blobIdFrom(randomBytes(16));
export const newDeliveryId = (): DeliveryId => deliveryIdFrom(randomBytes(16));
