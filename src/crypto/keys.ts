/**
 * The one place where bytes become a key, a signature or a hash of a named kind. Each constructor checks the
 * length (`malformed` otherwise) and nothing else: that the bytes are the right ones is for whoever opened or
 * derived them to know. Ids have their constructors in ids.ts.
 */
import type {
	AccountKey,
	CapsuleKey,
	DeviceKey,
	DirectoryKey,
	DropCapsuleKey,
	DropManifestKey,
	DropNoteKey,
	DropProgressKey,
	DropSecret,
	EpochSealKey,
	EpochSecret,
	FileKey,
	Hash32,
	IdentitySeed,
	KemPublicKey,
	KemSeed,
	LogsKey,
	LabelKey,
	LinkSecret,
	NotesKey,
	PayloadKey,
	PrfOutput,
	Raw,
	RepliesKey,
	Sealed,
	Signature,
	SigningPublicKey,
	SigningSeed,
	TeamChainKey,
	TeamSecret,
	UnlockKey,
	UploadsKey,
	WordsEntropy,
	Wrapped
} from './brands.ts';
import { CryptoError } from './errors.ts';

export const KEM_PUBLIC_KEY_BYTES = 1216;
export const KEM_CIPHERTEXT_BYTES = 1120;
/** suite || enc || ciphertext of 32 bytes with its tag (protocol.md section 5). */
export const WRAPPED_BYTES = 1 + KEM_CIPHERTEXT_BYTES + 48;
/** suite || commitment || nonce || tag: the seal of nothing (protocol.md section 4). */
export const SEAL_OVERHEAD_BYTES = 1 + 32 + 24 + 16;

function bytesOf<T extends Raw>(least: number, most: number = least): (bytes: Raw) => T {
	return (bytes) => {
		if (bytes.length < least || bytes.length > most) throw new CryptoError('malformed');
		return bytes as T;
	};
}

export const prfOutputFrom = bytesOf<PrfOutput>(32);
export const unlockKeyFrom = bytesOf<UnlockKey>(32);
export const accountKeyFrom = bytesOf<AccountKey>(32);
export const deviceKeyFrom = bytesOf<DeviceKey>(32);
export const uploadsKeyFrom = bytesOf<UploadsKey>(32);
export const logsKeyFrom = bytesOf<LogsKey>(32);
export const repliesKeyFrom = bytesOf<RepliesKey>(32);
export const identitySeedFrom = bytesOf<IdentitySeed>(32);
export const teamSecretFrom = bytesOf<TeamSecret>(32);
export const teamChainKeyFrom = bytesOf<TeamChainKey>(32);
export const labelKeyFrom = bytesOf<LabelKey>(32);
export const notesKeyFrom = bytesOf<NotesKey>(32);
export const directoryKeyFrom = bytesOf<DirectoryKey>(32);
export const epochSecretFrom = bytesOf<EpochSecret>(32);
export const epochSealKeyFrom = bytesOf<EpochSealKey>(32);
export const linkSecretFrom = bytesOf<LinkSecret>(32);
export const capsuleKeyFrom = bytesOf<CapsuleKey>(32);
export const dropSecretFrom = bytesOf<DropSecret>(32);
export const dropCapsuleKeyFrom = bytesOf<DropCapsuleKey>(32);
export const dropNoteKeyFrom = bytesOf<DropNoteKey>(32);
export const dropManifestKeyFrom = bytesOf<DropManifestKey>(32);
export const dropProgressKeyFrom = bytesOf<DropProgressKey>(32);
export const wordsEntropyFrom = bytesOf<WordsEntropy>(32);
export const signingSeedFrom = bytesOf<SigningSeed>(32);
export const kemSeedFrom = bytesOf<KemSeed>(32);
export const fileKeyFrom = bytesOf<FileKey>(16);
export const payloadKeyFrom = bytesOf<PayloadKey>(32);

export const signingPublicKeyFrom = bytesOf<SigningPublicKey>(32);
export const kemPublicKeyFrom = bytesOf<KemPublicKey>(KEM_PUBLIC_KEY_BYTES);
export const signatureFrom = bytesOf<Signature>(64);
export const hashFrom = bytesOf<Hash32>(32);
export const sealedFrom = bytesOf<Sealed>(SEAL_OVERHEAD_BYTES, Infinity);
export const wrappedFrom = bytesOf<Wrapped>(WRAPPED_BYTES);
