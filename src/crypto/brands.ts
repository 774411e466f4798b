/**
 * The kinds of bytes and ids this project handles, one branded type each, so that a key of one kind
 * cannot be passed where another is meant. Values are made only by the parsers and derivations of this
 * folder; `as` appears there and nowhere else.
 */
declare const brand: unique symbol;
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** Bytes backed by a plain ArrayBuffer, as WebCrypto requires. */
export type Raw = Uint8Array<ArrayBuffer>;
export type Bytes<B extends string> = Brand<Raw, B>;

// Ids are canonical base64url text: they key maps and cross the wire. Sizes in bytes are in ids.ts.
export type FirmId = Brand<string, 'FirmId'>;
export type UserId = Brand<string, 'UserId'>;
export type VaultId = Brand<string, 'VaultId'>;
export type TeamId = Brand<string, 'TeamId'>;
export type FileId = Brand<string, 'FileId'>;
export type FolderId = Brand<string, 'FolderId'>;
export type BlobId = Brand<string, 'BlobId'>;
/** Of a message or a staff note in a vault. */
export type MessageId = Brand<string, 'MessageId'>;
/** A checklist of documents asked of a client, and one line of it. */
export type ChecklistId = Brand<string, 'ChecklistId'>;
export type ItemId = Brand<string, 'ItemId'>;
/** Of a checklist template that the firm keeps. */
export type TemplateId = Brand<string, 'TemplateId'>;
export type InviteId = Brand<string, 'InviteId'>;
/** Of a drop link: what the server knows it by. */
export type DropId = Brand<string, 'DropId'>;
/** Of one sender's use of a drop link, made in their browser. */
export type DeliveryId = Brand<string, 'DeliveryId'>;
export type RecoveryId = Brand<string, 'RecoveryId'>;
export type ApprovalId = Brand<string, 'ApprovalId'>;
/** Of an upload that goes on after the page was closed; never leaves this browser. */
export type UploadId = Brand<string, 'UploadId'>;
/** SHA-256 of an X-Wing public key under the domain "key-id" (protocol.md section 6). */
export type KeyId = Brand<string, 'KeyId'>;
/** A log entry's hash, base64url of 32 bytes. */
export type EntryHash = Brand<string, 'EntryHash'>;

// Secrets, 32 bytes each.
export type PrfOutput = Bytes<'PrfOutput'>;
export type UnlockKey = Bytes<'UnlockKey'>;
export type AccountKey = Bytes<'AccountKey'>;
export type DeviceKey = Bytes<'DeviceKey'>;
export type UploadsKey = Bytes<'UploadsKey'>;
export type LogsKey = Bytes<'LogsKey'>;
export type RepliesKey = Bytes<'RepliesKey'>;
export type IdentitySeed = Bytes<'IdentitySeed'>;
export type TeamSecret = Bytes<'TeamSecret'>;
export type TeamChainKey = Bytes<'TeamChainKey'>;
export type LabelKey = Bytes<'LabelKey'>;
export type NotesKey = Bytes<'NotesKey'>;
export type DirectoryKey = Bytes<'DirectoryKey'>;
export type EpochSecret = Bytes<'EpochSecret'>;
export type EpochSealKey = Bytes<'EpochSealKey'>;
export type LinkSecret = Bytes<'LinkSecret'>;
export type CapsuleKey = Bytes<'CapsuleKey'>;
/** Of a drop link, held by staff: opens what was sent by the link. */
export type DropSecret = Bytes<'DropSecret'>;
export type DropCapsuleKey = Bytes<'DropCapsuleKey'>;
export type DropNoteKey = Bytes<'DropNoteKey'>;
/** Of one file sent by a drop link; seals its manifest. */
export type DropManifestKey = Bytes<'DropManifestKey'>;
/** In the sender's browser only, for what they sent. */
export type DropProgressKey = Bytes<'DropProgressKey'>;
export type WordsEntropy = Bytes<'WordsEntropy'>;
export type SigningSeed = Bytes<'SigningSeed'>;
export type KemSeed = Bytes<'KemSeed'>;
/** 16 bytes, age's file key. */
export type FileKey = Bytes<'FileKey'>;
/** 32 bytes, the key of an age payload's chunks (age/stream.ts). */
export type PayloadKey = Bytes<'PayloadKey'>;

/** The keys that may seal; each purpose of a seal names the one it takes (seal.ts). */
export type SealKey =
	| UnlockKey
	| AccountKey
	| DeviceKey
	| UploadsKey
	| LogsKey
	| RepliesKey
	| TeamChainKey
	| LabelKey
	| NotesKey
	| DirectoryKey
	| EpochSealKey
	| CapsuleKey
	| DropCapsuleKey
	| DropNoteKey
	| DropManifestKey
	| DropProgressKey;

// Public values.
/** Ed25519 public key, 32 bytes. */
export type SigningPublicKey = Bytes<'SigningPublicKey'>;
/** X-Wing public key, 1216 bytes. */
export type KemPublicKey = Bytes<'KemPublicKey'>;
/** Ed25519 signature, 64 bytes. */
export type Signature = Bytes<'Signature'>;
/** A seal (protocol.md section 4). */
export type Sealed = Bytes<'Sealed'>;
/** A wrap (protocol.md section 5), 1169 bytes. */
export type Wrapped = Bytes<'Wrapped'>;
/** SHA-256, 32 bytes. */
export type Hash32 = Bytes<'Hash32'>;

export interface SigningKeyPair {
	readonly publicKey: SigningPublicKey;
	readonly seed: SigningSeed;
}
export interface KemKeyPair {
	readonly publicKey: KemPublicKey;
	readonly seed: KemSeed;
}
