/**
 * Uploads: blobs on their way in. Nobody but the uploader can see one; it becomes a file when the entry that adds
 * it is appended, in that same transaction, and only with every part here.
 */
import type { BlobId, FirmId, Raw, UserId, VaultId } from '../../crypto/brands.ts';
import { equalConstantTime } from '../../crypto/bytes.ts';
import { journalRemoval } from '../blobs/removals.ts';
import type { Db, Tx } from '../db/database.ts';
import type { OfVault } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { requireRoom } from './quotas.ts';

/** Without a part for this long, an upload is given up. */
export const UPLOAD_MS = 24 * 60 * 60 * 1000;

export interface UploadKey {
	readonly vault: VaultId;
	readonly user: UserId;
	readonly blob: BlobId;
}

/** What a sender announces. */
export interface Upload {
	readonly stored: number;
	readonly parts: number;
}

/** An upload as far as it has come. */
export interface Begun extends Upload {
	readonly arrived: number;
}

export async function findUpload(db: Db, key: UploadKey): Promise<Begun | null> {
	const found = await db
		.selectFrom('blobs')
		.select(['stored', 'parts', 'arrived'])
		.where('id', '=', key.blob)
		.where('vault', '=', key.vault)
		.where('uploader', '=', key.user)
		.where('added_seq', 'is', null)
		.executeTakeFirst();
	return found ?? null;
}

/** Beginning the same upload again is no error, so that a lost answer can be asked for again. */
export async function beginUpload(
	{ config, db, blobs, now }: Services,
	key: UploadKey & { readonly firm: FirmId },
	upload: Upload
): Promise<void> {
	const space = await blobs.space();
	await db.transaction().execute(async (tx) => {
		const existing = await findUpload(tx, key);
		if (existing !== null) {
			const isSame = existing.stored === upload.stored && existing.parts === upload.parts;
			return isSame ? undefined : refuse('part-conflict');
		}
		await requireUnused(tx, key.blob);
		await requireRoom(tx, config.quotas, key, upload.stored, space);
		await tx
			.insertInto('blobs')
			.values({
				id: key.blob,
				vault: key.vault,
				uploader: key.user,
				stored: upload.stored,
				parts: upload.parts,
				added_seq: null,
				touched_at: now()
			})
			.execute();
	});
}

/** Ids are random: one that is taken was copied, or is still being deleted. */
export async function requireUnused(tx: Tx, blob: BlobId): Promise<void> {
	const taken = await tx.selectFrom('blobs').select('id').where('id', '=', blob).executeTakeFirst();
	const leaving = await tx
		.selectFrom('blob_removals')
		.select('blob')
		.where('blob', '=', blob)
		.executeTakeFirst();
	const dropped = await tx
		.selectFrom('drop_files')
		.select('blob')
		.where('blob', '=', blob)
		.executeTakeFirst();
	if (taken !== undefined || leaving !== undefined || dropped !== undefined)
		refuse('part-conflict');
}

export async function findPart(db: Db, blob: BlobId, position: number) {
	return db
		.selectFrom('blob_parts')
		.select(['size', 'hash'])
		.where('blob', '=', blob)
		.where('position', '=', position)
		.executeTakeFirst();
}

export async function listParts(db: Db, blob: BlobId) {
	return db
		.selectFrom('blob_parts')
		.select(['position', 'size'])
		.where('blob', '=', blob)
		.orderBy('position')
		.execute();
}

export interface ArrivedPart {
	readonly position: number;
	readonly size: number;
	readonly hash: Raw;
}

/** The part is on disk by now: if it is not taken, it must go again. */
export async function recordPart(
	db: Db,
	key: UploadKey,
	{ position, size, hash }: ArrivedPart,
	now: number
): Promise<'recorded' | 'upload-gone' | 'more-than-announced'> {
	return db.transaction().execute(async (tx) => {
		const upload = await findUpload(tx, key);
		if (upload === null) return 'upload-gone';
		const arrived = upload.arrived + size;
		if (arrived > upload.stored) return 'more-than-announced';
		await tx.insertInto('blob_parts').values({ blob: key.blob, position, size, hash }).execute();
		await tx
			.updateTable('blobs')
			.set({ touched_at: now, arrived })
			.where('id', '=', key.blob)
			.execute();
		return 'recorded';
	});
}

export const isSamePart = (part: { hash: Raw }, hash: Raw): boolean =>
	equalConstantTime(part.hash, hash);

export async function commitUpload(
	tx: Tx,
	key: UploadKey & { readonly seq: number }
): Promise<void> {
	const upload = (await findUpload(tx, key)) ?? refuse('upload-incomplete');
	const parts = await listParts(tx, key.blob);
	const arrived = parts.reduce((total, part) => total + part.size, 0);
	if (parts.length !== upload.parts || arrived !== upload.stored) refuse('upload-incomplete');
	await tx.updateTable('blobs').set({ added_seq: key.seq }).where('id', '=', key.blob).execute();
	await tx
		.updateTable('vaults')
		.set(({ eb }) => ({ files: eb('files', '+', 1) }))
		.where('id', '=', key.vault)
		.execute();
}

/** A member may remove the files they added, staff any file of the vault. */
export async function removeFile(tx: Tx, caller: OfVault, blob: BlobId): Promise<void> {
	const file = await tx
		.selectFrom('blobs')
		.select('uploader')
		.where('id', '=', blob)
		.where('vault', '=', caller.vault)
		.where('added_seq', 'is not', null)
		.executeTakeFirst();
	const isAllowed = file !== undefined && (caller.as === 'staff' || file.uploader === caller.user);
	if (!isAllowed) refuse('entry-refused');
	await journalRemoval(tx, blob);
	await tx
		.updateTable('vaults')
		.set(({ eb }) => ({ files: eb('files', '-', 1) }))
		.where('id', '=', caller.vault)
		.execute();
}

export async function dropUpload(db: Db, key: UploadKey): Promise<void> {
	await db.transaction().execute(async (tx) => {
		if ((await findUpload(tx, key)) === null) refuse('not-found');
		await journalRemoval(tx, key.blob);
	});
}

/** Journals the uploads nobody has touched since `before`. */
export async function dropStaleUploads(db: Db, before: number): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const stale = await tx
			.selectFrom('blobs')
			.select('id')
			.where('added_seq', 'is', null)
			.where('touched_at', '<', before)
			.execute();
		for (const { id } of stale) await journalRemoval(tx, id);
	});
}
