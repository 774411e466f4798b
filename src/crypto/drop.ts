/**
 * Drop links (protocol.md section 16): with one, somebody without an account sends files in and reads nothing. From the
 * link's secret come its id, the key of its capsule and the key that signs what is sent by it; none of them opens a file.
 * What opens files is another secret, made by staff and wrapped to their teams. Every seal and signature names its place.
 */
import type {
	BlobId,
	DeliveryId,
	DropCapsuleKey,
	DropId,
	DropNoteKey,
	DropProgressKey,
	DropSecret,
	FirmId,
	KemKeyPair,
	KemPublicKey,
	LinkSecret,
	Raw,
	Sealed,
	Signature,
	SigningKeyPair,
	SigningPublicKey,
	UploadsKey,
	UserId,
	VaultId,
	Wrapped
} from './brands.ts';
import { concat, fromUtf8, utf8, wipe } from './bytes.ts';
import { derive } from './derive.ts';
import { sha256 } from './hash.ts';
import { dropIdFrom, idBytes, userIdFrom } from './ids.ts';
import {
	dropCapsuleKeyFrom,
	dropNoteKeyFrom,
	dropProgressKeyFrom,
	kemSeedFrom,
	signingSeedFrom,
	uploadsKeyFrom,
	WRAPPED_BYTES
} from './keys.ts';
import { pad, unpad } from './padding.ts';
import { newDropManifestKey } from './random.ts';
import { open, seal } from './seal.ts';
import { kemKeyPair, signContext, signingKeyPair, verifyContext } from './sign.ts';
import { unwrapDropManifestKey, unwrapDropSecret, wrap } from './wrap.ts';

/** What the holder of a link has. */
export interface DropLinkKeys {
	readonly drop: DropId;
	readonly capsule: DropCapsuleKey;
	readonly signing: SigningKeyPair;
	/** For what the sender's own browser keeps: unfinished uploads, and what arrived. */
	readonly uploads: UploadsKey;
	readonly progress: DropProgressKey;
	/** Stands where an account's user id stands in what is kept. It is nobody, and never leaves the browser. */
	readonly keeper: UserId;
}

export async function dropLinkKeys(secret: LinkSecret): Promise<DropLinkKeys> {
	return {
		drop: dropIdFrom(await derive(secret, 'drop-id', 16)),
		capsule: dropCapsuleKeyFrom(await derive(secret, 'drop-capsule-key')),
		signing: signingKeyPair(signingSeedFrom(await derive(secret, 'drop-signing'))),
		uploads: uploadsKeyFrom(await derive(secret, 'drop-uploads')),
		progress: dropProgressKeyFrom(await derive(secret, 'drop-progress-key')),
		keeper: userIdFrom(await derive(secret, 'drop-keeper'))
	};
}

/** What staff have: the key that files are encrypted to, and the one of their own note. */
export interface DropKeys {
	readonly kem: KemKeyPair;
	readonly notes: DropNoteKey;
}

export async function dropKeys(secret: DropSecret): Promise<DropKeys> {
	return {
		kem: kemKeyPair(kemSeedFrom(await derive(secret, 'drop-kem'))),
		notes: dropNoteKeyFrom(await derive(secret, 'drop-notes'))
	};
}

export interface DropPlace {
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly drop: DropId;
}

/** `sender`: who signed the entry that carries the wrap. */
const grantFields = ({ firm, vault, drop }: DropPlace, sender: UserId) => ({
	firm,
	vault,
	object: idBytes(drop),
	sender: idBytes(sender)
});

export const wrapDropSecret = (
	secret: DropSecret,
	to: KemPublicKey,
	place: DropPlace,
	sender: UserId
): Promise<Wrapped> => wrap('drop-grant', to, grantFields(place, sender), secret);

/** The caller still compares the key derived from it with the one the log states for this link. */
export const openDropGrant = (
	pair: KemKeyPair,
	place: DropPlace,
	sender: UserId,
	wrapped: Raw
): Promise<DropSecret> => unwrapDropSecret(pair.seed, grantFields(place, sender), wrapped);

export const sealDropCapsule = (
	key: DropCapsuleKey,
	drop: DropId,
	plaintext: Raw
): Promise<Sealed> => seal('drop-capsule', key, { object: idBytes(drop) }, plaintext);

export const openDropCapsule = (key: DropCapsuleKey, drop: DropId, sealed: Raw): Promise<Raw> =>
	open('drop-capsule', key, { object: idBytes(drop) }, sealed);

const noteFields = ({ firm, vault, drop }: DropPlace) => ({ firm, vault, object: idBytes(drop) });

/** For staff only: clients hold the vault's key, but not this one. */
export const sealDropNote = (key: DropNoteKey, place: DropPlace, note: string): Promise<Sealed> =>
	seal('drop-note', key, noteFields(place), pad(utf8(note)));

export const openDropNote = async (
	key: DropNoteKey,
	place: DropPlace,
	sealed: Raw
): Promise<string> => fromUtf8(unpad(await open('drop-note', key, noteFields(place), sealed)));

/** Where a file that was sent by a link belongs. */
export interface DroppedPlace extends DropPlace {
	readonly blob: BlobId;
}

const manifestFields = ({ firm, vault, drop, blob }: DroppedPlace) => ({
	firm,
	vault,
	object: idBytes(blob),
	sender: idBytes(drop)
});

/** A fresh key wrapped to the link's staff, and the manifest sealed under it. */
export async function sealDropManifest(
	to: KemPublicKey,
	place: DroppedPlace,
	manifest: Raw
): Promise<Raw> {
	const key = newDropManifestKey();
	const fields = manifestFields(place);
	const wrapped = await wrap('drop-manifest-wrap', to, fields, key);
	const sealed = await seal('drop-manifest', key, fields, pad(manifest));
	wipe(key);
	return concat(wrapped, sealed);
}

/** Throws `open-failed` for another link's, vault's or file's manifest, and for one that was changed. */
export async function openDropManifest(
	pair: KemKeyPair,
	place: DroppedPlace,
	sealed: Raw
): Promise<Raw> {
	const fields = manifestFields(place);
	const key = await unwrapDropManifestKey(pair.seed, fields, sealed.slice(0, WRAPPED_BYTES));
	return unpad(await open('drop-manifest', key, fields, sealed.slice(WRAPPED_BYTES)));
}

const deliveryFields = ({ firm, vault, drop }: DropPlace, delivery: DeliveryId) => ({
	firm,
	vault,
	object: idBytes(drop),
	sender: idBytes(delivery)
});

/** Whoever begins to send shows that they hold the link, not only its id. */
export const signDelivery = (
	pair: SigningKeyPair,
	place: DropPlace,
	delivery: DeliveryId
): Signature => signContext('drop-delivery', pair, deliveryFields(place, delivery));

/** What the signature of a dropped file is over: its blob and the hash of its sealed manifest. */
async function fileFields({ firm, vault, drop, blob }: DroppedPlace, manifest: Raw) {
	const object = concat(idBytes(blob), await sha256(manifest));
	return { firm, vault, object, sender: idBytes(drop) };
}

export const signDropped = async (
	pair: SigningKeyPair,
	place: DroppedPlace,
	manifest: Raw
): Promise<Signature> => signContext('drop-file', pair, await fileFields(place, manifest));

export const isSignedByLink = async (
	key: SigningPublicKey,
	place: DroppedPlace,
	manifest: Raw,
	signature: Raw
): Promise<boolean> =>
	verifyContext('drop-file', key, await fileFields(place, manifest), signature);

export const signReceipt = async (
	pair: SigningKeyPair,
	drop: DropId,
	receipt: Raw
): Promise<Signature> =>
	signContext('drop-receipt', pair, { object: await sha256(receipt), sender: idBytes(drop) });

export const isReceiptSigned = async (
	key: SigningPublicKey,
	drop: DropId,
	receipt: Raw,
	signature: Raw
): Promise<boolean> =>
	verifyContext(
		'drop-receipt',
		key,
		{ object: await sha256(receipt), sender: idBytes(drop) },
		signature
	);

/** What a sender's browser keeps of what they sent. */
export const sealProgress = (key: DropProgressKey, drop: DropId, plaintext: Raw): Promise<Sealed> =>
	seal('drop-progress', key, { object: idBytes(drop) }, plaintext);

export const openProgress = (key: DropProgressKey, drop: DropId, sealed: Raw): Promise<Raw> =>
	open('drop-progress', key, { object: idBytes(drop) }, sealed);
