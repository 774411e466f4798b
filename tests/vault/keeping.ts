/** The ledger of uploads without a browser: real seals in a store that is memory. */
import type { BlobId, FolderId, Raw, UserId } from '../../src/crypto/brands.ts';
import { deviceKey } from '../../src/crypto/account.ts';
import { newUploadId, parseUploadId, userIdFrom } from '../../src/crypto/ids.ts';
import { newAccountKey, randomBytes } from '../../src/crypto/random.ts';
import { uploadsKey } from '../../src/crypto/uploads.ts';
import type { Keeping } from '../../src/lib/worker/device-store.ts';
import type { Api } from '../../src/vault/api.ts';
import { KeptUploads, type UploadStore } from '../../src/vault/kept-uploads.ts';
import { inThisThread, type PartWorkers } from '../../src/vault/part-workers.ts';
import type { SourceFile } from '../../src/vault/source-file.ts';
import { Upload } from '../../src/vault/upload.ts';
import type { UploadRecord } from '../../src/vault/upload-record.ts';
import type { VaultLog } from '../../src/vault/vault-log.ts';

/** What IndexedDB keeps of unfinished uploads, in memory. */
export function memoryKeeping(): Keeping & { readonly size: () => number } {
	const uploads = new Map<string, Raw>();
	const parts = new Map<string, Raw>();
	const handles = new Map<string, FileSystemFileHandle>();
	const named = <T>(all: Map<string, T>, prefix: string): [string, T][] =>
		[...all].flatMap(([key, value]) =>
			key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : []
		);
	const removeParts = (user: UserId, blob: BlobId) => {
		for (const [index] of named(parts, `${user} ${blob} `))
			parts.delete(`${user} ${blob} ${index}`);
	};
	return {
		size: () => uploads.size + parts.size + handles.size,
		uploads: (user) =>
			Promise.resolve(
				new Map(named(uploads, `${user} `).map(([id, sealed]) => [parseUploadId(id), sealed]))
			),
		saveUploads: (user, records) => {
			for (const [id, sealed] of records) uploads.set(`${user} ${id}`, sealed);
			return Promise.resolve();
		},
		removeUpload: (user, id, blob) => {
			uploads.delete(`${user} ${id}`);
			handles.delete(`${user} ${id}`);
			if (blob) removeParts(user, blob);
			return Promise.resolve();
		},
		parts: (user, blob) =>
			Promise.resolve(
				new Map(named(parts, `${user} ${blob} `).map(([index, sealed]) => [Number(index), sealed]))
			),
		savePart: (user, blob, index, sealed) =>
			Promise.resolve(void parts.set(`${user} ${blob} ${String(index)}`, sealed)),
		removeParts: (user, blob) => {
			removeParts(user, blob);
			return Promise.resolve();
		},
		handles: (user) =>
			Promise.resolve(
				new Map(named(handles, `${user} `).map(([id, handle]) => [parseUploadId(id), handle]))
			),
		saveHandle: (user, id, handle) => Promise.resolve(void handles.set(`${user} ${id}`, handle))
	};
}

export async function memoryLedger(store: UploadStore = memoryKeeping()): Promise<KeptUploads> {
	const key = await uploadsKey(await deviceKey(newAccountKey()));
	return new KeptUploads(store, userIdFrom(randomBytes(32)), key);
}

export const recordOf = (
	{ vault }: VaultLog,
	{ name, type, size, lastModified }: SourceFile,
	folder: FolderId | null = null
): UploadRecord => ({
	id: newUploadId(),
	vault,
	folder,
	answers: null,
	replaces: null,
	name,
	type,
	size,
	lastModified,
	attempt: null
});

/** As it is added to the queue. */
export const newUpload = (
	api: Api,
	vault: VaultLog,
	file: SourceFile,
	kept: KeptUploads,
	{
		folder = null,
		workers = inThisThread
	}: { folder?: FolderId | null; workers?: PartWorkers } = {}
): Upload => new Upload({ api, vault, workers, kept }, recordOf(vault, file, folder), file);
