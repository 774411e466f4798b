/**
 * Seals: small objects under a symmetric key (protocol.md section 4). XChaCha20-Poly1305 with a key derived
 * afresh from a random nonce and the context, and a 32-byte commitment that is checked before anything is
 * decrypted: no ciphertext opens under two keys or in two places. The nonce is made here; no caller supplies
 * one. Every failure to open is the same `open-failed`.
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
	EpochSealKey,
	LabelKey,
	LogsKey,
	NotesKey,
	Raw,
	RepliesKey,
	Sealed,
	TeamChainKey,
	UnlockKey,
	UploadsKey
} from './brands.ts';
import { concat, equalConstantTime, wipe } from './bytes.ts';
import { encodeContext, SUITE, type ContextFields, type SealPurpose } from './context.ts';
import { CryptoError } from './errors.ts';
import { hkdf } from './hkdf.ts';
import { SEAL_OVERHEAD_BYTES, sealedFrom } from './keys.ts';
import { randomBytes } from './random.ts';
import { xchachaDecrypt, xchachaEncrypt } from './sodium.ts';

interface Keys {
	'identity-seed': AccountKey;
	'unlock-passkey': UnlockKey;
	'unlock-recovery': UnlockKey;
	keyring: AccountKey;
	'device-heads': DeviceKey;
	upload: UploadsKey;
	'upload-part': UploadsKey;
	'saved-replies': RepliesKey;
	'account-replies': RepliesKey;
	'kept-log': LogsKey;
	'kept-digest': LogsKey;
	'kept-names': LogsKey;
	capsule: CapsuleKey;
	/** Of the epoch in a vault log, of the directory in the firm log. */
	'entry-body': EpochSealKey | DirectoryKey;
	'vault-label': LabelKey;
	'staff-note': NotesKey;
	'staff-details': NotesKey;
	'firm-template': NotesKey;
	'team-previous': TeamChainKey;
	'epoch-previous': EpochSealKey;
	'drop-capsule': DropCapsuleKey;
	'drop-note': DropNoteKey;
	'drop-manifest': DropManifestKey;
	'drop-progress': DropProgressKey;
}
/** The one kind of key a purpose takes. */
export type KeyFor<P extends SealPurpose> = Keys[P];

const NONCE_BYTES = 24;

export async function seal<P extends SealPurpose>(
	purpose: P,
	key: KeyFor<P>,
	fields: ContextFields,
	plaintext: Raw
): Promise<Sealed> {
	const context = encodeContext(purpose, fields);
	const nonce = randomBytes(NONCE_BYTES);
	const { encryptionKey, commitment } = await sealKeys(key, nonce, context);
	const ciphertext = xchachaEncrypt(encryptionKey, nonce, context, plaintext);
	wipe(encryptionKey);
	return sealedFrom(concat(Uint8Array.of(SUITE), commitment, nonce, ciphertext));
}

export async function open<P extends SealPurpose>(
	purpose: P,
	key: KeyFor<P>,
	fields: ContextFields,
	sealed: Raw
): Promise<Raw> {
	const context = encodeContext(purpose, fields);
	if (sealed[0] !== SUITE || sealed.length < SEAL_OVERHEAD_BYTES)
		throw new CryptoError('open-failed');
	const nonce = sealed.slice(33, 33 + NONCE_BYTES);
	const { encryptionKey, commitment } = await sealKeys(key, nonce, context);
	if (!equalConstantTime(commitment, sealed.subarray(1, 33))) throw new CryptoError('open-failed');
	const plaintext = xchachaDecrypt(
		encryptionKey,
		nonce,
		context,
		sealed.subarray(33 + NONCE_BYTES)
	);
	wipe(encryptionKey);
	return plaintext;
}

async function sealKeys(
	key: Raw,
	nonce: Raw,
	context: Raw
): Promise<{ encryptionKey: Raw; commitment: Raw }> {
	const okm = await hkdf(key, nonce, context, 64);
	return { encryptionKey: okm.subarray(0, 32), commitment: okm.subarray(32) };
}
