/**
 * Where a file is sent to: whose key it is encrypted to, who takes its parts, and how it is said that it is complete. A
 * vault is one, written into by its members; a drop link is another (drop-sending.ts).
 */
import type { BlobId, Hash32, KemPublicKey, Raw } from '../crypto/brands.ts';
import { concat } from '../crypto/bytes.ts';
import type { BlobPlan } from '../crypto/age/file.ts';
import { fileOfBlob, idBytes } from '../crypto/ids.ts';
import type { Value } from '../crypto/encoding.ts';
import type { Api } from './api.ts';
import { replacing } from './filing.ts';
import { fileName } from './names.ts';
import type { UploadRecord } from './upload-record.ts';
import type { VaultDraft } from './vault-draft.ts';
import { sharedNews, type News } from './vault-news.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultState } from './vault-state.ts';

/** A file of which every part was taken. */
export interface Sent {
	readonly record: UploadRecord;
	readonly blob: BlobId;
	readonly epoch: number;
	readonly plan: BlobPlan;
	readonly parts: readonly Hash32[];
}

/** The key of an epoch, to encrypt to. */
export interface Recipient {
	readonly epoch: number;
	readonly kem: KemPublicKey;
}

export interface Destination {
	/** Asks for news. Whether what this upload announced is there already: an answer may have been lost. */
	isThere(record: UploadRecord, now: () => number): Promise<boolean>;
	/** The key to encrypt to. Another epoch than that of an attempt ends the attempt. */
	recipient(): Recipient;
	/** @throws the refusal that ended the trust in what was read, before anything more leaves */
	requireTrust(): void;
	begin(blob: BlobId, stored: number, parts: number): Promise<unknown>;
	status(blob: BlobId): Promise<{
		readonly parts: number;
		readonly acknowledged: number[];
		/** What is arriving at this moment. */
		readonly receiving: number[];
	}>;
	put(
		at: { readonly blob: BlobId; readonly index: number },
		part: { bytes: Raw; hash: Raw },
		signal: AbortSignal
	): Promise<void>;
	cancel(blob: BlobId): Promise<unknown>;
	announce(sent: Sent, now: () => number): Promise<void>;
}

export interface OfVault {
	readonly api: Api;
	readonly vault: VaultLog;
	/** Since when the file is to be sent: news that is younger need not be asked for again. */
	readonly news?: News;
	/** What the entry says, where it is another than `file.added`. Null: there is nothing to say any more. */
	readonly saying?: (state: VaultState, file: VaultDraft) => VaultDraft | null;
}

export function vaultDestination({
	api,
	vault,
	news = sharedNews(),
	saying = (_, file) => file
}: OfVault): Destination {
	return {
		async isThere({ attempt }, now) {
			await news.ask(vault, now);
			return attempt !== null && isHere(vault.state, attempt.blob);
		},
		recipient() {
			const { epoch } = vault.state;
			return { epoch, kem: vault.epoch(epoch).age.publicKey };
		},
		requireTrust() {
			vault.requireTrust();
		},
		begin: (blob, stored, parts) => api.startUpload(vault.vault, blob, stored, parts),
		status: (blob) => api.uploadStatus(vault.vault, blob),
		put: (at, part, signal) => api.putPart({ vault: vault.vault, ...at }, part, signal),
		cancel: (blob) => api.cancelUpload(vault.vault, blob),
		announce: (sent, now) =>
			vault.append((state) => {
				// An answer lost on the way back: the entry is there already.
				if (isHere(state, sent.blob)) return Promise.resolve(null);
				return Promise.resolve().then(() => saying(state, fileAdded(state, sent)));
			}, now)
	};
}

/** As a file, or as a version of one. */
const isHere = ({ files, versions }: VaultState, blob: BlobId): boolean =>
	files.has(fileOfBlob(blob)) || versions.has(blob);

const fileAdded = (state: VaultState, { record, blob, epoch, plan, parts }: Sent): VaultDraft => ({
	kind: 'file.added',
	payload: {},
	blobs: [blob],
	onlyInEpoch: epoch,
	body: manifestOf(state, record, plan, parts)
});

function manifestOf(
	state: VaultState,
	record: UploadRecord,
	plan: BlobPlan,
	parts: readonly Hash32[]
): Value {
	const { name, type, lastModified, answers } = record;
	const replaced = replacing(state, record);
	const into = replaced ? replaced.folder : record.folder;
	const folder = into && state.folders.has(into) ? into : null;
	// What was asked for may have been withdrawn while the file was on its way: it arrives all the same.
	const item = answers && state.items.has(answers) ? answers : null;
	return {
		...(item && { answers: idBytes(item) }),
		folder: folder && idBytes(folder),
		modified: lastModified > 0 ? lastModified : null,
		name: fileName(replaced ? replaced.name : name),
		parts: concat(...parts),
		...(replaced && { replaces: replaced.says }),
		size: plan.size,
		stored: plan.storedSize,
		type: type.slice(0, 255)
	};
}
