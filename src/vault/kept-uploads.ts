/**
 * The ledger of uploads, kept in this browser and sealed before it gets there. A part's hash is durable before
 * `recordPart` resolves, and only then may the part be sent. What does not open, because it is another account's or
 * damaged, counts as absent; it is never trusted and never in the way.
 */
import type { BlobId, Hash32, Raw, UploadId, UploadsKey, UserId } from '../crypto/brands.ts';
import { wipe } from '../crypto/bytes.ts';
import { CryptoError } from '../crypto/errors.ts';
import { openPartHash, openUpload, sealPartHash, sealUpload } from '../crypto/uploads.ts';
import { Refusal } from './problems.ts';
import { encodeUpload, parseUpload, type UploadRecord } from './upload-record.ts';

/** Where sealed records lie, by user. Every write is durable before it resolves. */
export interface UploadStore {
	uploads(user: UserId): Promise<Map<UploadId, Raw>>;
	saveUploads(user: UserId, records: ReadonlyMap<UploadId, Raw>): Promise<void>;
	/** Also removes the parts of these blobs. */
	removeUpload(user: UserId, id: UploadId, blob: BlobId | null): Promise<void>;
	parts(user: UserId, blob: BlobId): Promise<Map<number, Raw>>;
	savePart(user: UserId, blob: BlobId, index: number, sealed: Raw): Promise<void>;
	removeParts(user: UserId, blob: BlobId): Promise<void>;
}

export class KeptUploads {
	readonly #store: UploadStore;
	readonly user: UserId;
	readonly #key: UploadsKey;
	/** After wiping, nothing may be sealed any more: it would be sealed under zeros. */
	#wiped = false;

	constructor(store: UploadStore, user: UserId, key: UploadsKey) {
		this.#store = store;
		this.user = user;
		this.#key = key;
	}

	/** This person's unfinished uploads, as far as they open. */
	async all(): Promise<UploadRecord[]> {
		const stored = await this.#store.uploads(this.user);
		const opened = await Promise.all(
			[...stored].map(([id, sealed]) =>
				orNothing(async () => parseUpload(id, await openUpload(this.#key, this.user, id, sealed)))
			)
		);
		return opened.filter((record) => record !== null);
	}

	save(...records: UploadRecord[]): Promise<void> {
		return this.#sealing(async () => {
			const sealed = new Map<UploadId, Raw>();
			for (const record of records)
				sealed.set(
					record.id,
					await sealUpload(this.#key, this.user, record.id, encodeUpload(record))
				);
			return () => this.#store.saveUploads(this.user, sealed);
		});
	}

	/** Null when a hash that was kept does not open: then nobody knows what was sent, and the key must be given up. */
	async parts(blob: BlobId): Promise<Map<number, Hash32> | null> {
		const opened = new Map<number, Hash32>();
		for (const [index, sealed] of await this.#store.parts(this.user, blob)) {
			const place = { user: this.user, blob, index };
			const hash = await orNothing(() => openPartHash(this.#key, place, sealed));
			if (!hash) return null;
			opened.set(index, hash);
		}
		return opened;
	}

	/** The part of this hash, and no other, may be sent once this resolves. */
	recordPart(blob: BlobId, index: number, hash: Hash32): Promise<void> {
		return this.#sealing(async () => {
			const sealed = await sealPartHash(this.#key, { user: this.user, blob, index }, hash);
			return () => this.#store.savePart(this.user, blob, index, sealed);
		});
	}

	/** The blob's key was given up, and with it its parts. */
	forgetParts(blob: BlobId): Promise<void> {
		return this.#store.removeParts(this.user, blob);
	}

	remove(id: UploadId, blob: BlobId | null): Promise<void> {
		return this.#store.removeUpload(this.user, id, blob);
	}

	wipe(): void {
		this.#wiped = true;
		wipe(this.#key);
	}

	/** What was sealed while somebody locked may be under zeros: it is not stored. */
	async #sealing(seal: () => Promise<() => Promise<void>>): Promise<void> {
		const store = await seal();
		if (this.#wiped) throw new Refusal('locked');
		try {
			await store();
		} catch {
			throw new Refusal('device-full');
		}
	}
}

async function orNothing<T>(open: () => Promise<T>): Promise<T | null> {
	try {
		return await open();
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}
