/**
 * What an upload needs to go on after the page was closed (protocol.md section 12.1), sealed for this browser: the record
 * with the file's key, and the hash of each part before it is sent. Every seal names its user and its upload or part,
 * so that none can take another's place.
 */
import type {
	BlobId,
	DeviceKey,
	Hash32,
	Raw,
	Sealed,
	UploadId,
	UploadsKey,
	UserId
} from './brands.ts';
import { derive } from './derive.ts';
import { idBytes } from './ids.ts';
import { hashFrom, uploadsKeyFrom } from './keys.ts';
import { open, seal } from './seal.ts';

export const uploadsKey = async (device: DeviceKey): Promise<UploadsKey> =>
	uploadsKeyFrom(await derive(device, 'device-uploads'));

const ofUpload = (user: UserId, upload: UploadId) => ({
	object: idBytes(upload),
	sender: idBytes(user)
});

export const sealUpload = (
	key: UploadsKey,
	user: UserId,
	upload: UploadId,
	plaintext: Raw
): Promise<Sealed> => seal('upload', key, ofUpload(user, upload), plaintext);

export const openUpload = (
	key: UploadsKey,
	user: UserId,
	upload: UploadId,
	sealed: Raw
): Promise<Raw> => open('upload', key, ofUpload(user, upload), sealed);

export interface PartPlace {
	readonly user: UserId;
	readonly blob: BlobId;
	readonly index: number;
}

const ofPart = ({ user, blob, index }: PartPlace) => ({
	object: idBytes(blob),
	sequence: index,
	sender: idBytes(user)
});

/** The SHA-256 of the one ciphertext that may be sent as this part. */
export const sealPartHash = (key: UploadsKey, place: PartPlace, hash: Hash32): Promise<Sealed> =>
	seal('upload-part', key, ofPart(place), hash);

export const openPartHash = async (
	key: UploadsKey,
	place: PartPlace,
	sealed: Raw
): Promise<Hash32> => hashFrom(await open('upload-part', key, ofPart(place), sealed));
