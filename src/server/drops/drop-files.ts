/**
 * Files on their way in by a drop link, and those that wait for staff. A sender can say that a file is complete and learn
 * that it is here; nobody but staff can read one, and nothing of it is in the vault before staff accept it.
 */
import type { BlobId, DropId, Raw, VaultId } from '../../crypto/brands.ts';
import { concat } from '../../crypto/bytes.ts';
import { sha256 } from '../../crypto/hash.ts';
import { idBytes } from '../../crypto/ids.ts';
import { MAX_DROPPED_PAGE } from '../../contract/drops.ts';
import type { Db, Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { isContextSigned } from '../logs/signatures.ts';
import { noteArrival } from '../notices/note-notices.ts';
import type { Services } from '../services.ts';
import { requireRoomForDrop } from '../uploads/quotas.ts';
import { requireUnused, type ArrivedPart, type Upload } from '../uploads/upload-store.ts';
import type { OfDelivery, OpenDrop } from './drop-store.ts';

export interface DropFileKey extends OfDelivery {
	readonly blob: BlobId;
}

export async function findDropFile(db: Db, { link, delivery, blob }: DropFileKey) {
	const found = await db
		.selectFrom('drop_files')
		.select(['stored', 'parts', 'arrived', 'state', 'received_at'])
		.where('blob', '=', blob)
		.where('drop_link', '=', link.id)
		.where('delivery', '=', delivery)
		.executeTakeFirst();
	return found ?? null;
}

export async function findArriving(db: Db, key: DropFileKey) {
	const found = await findDropFile(db, key);
	return found?.state === 'arriving' ? found : null;
}

/** Beginning the same file again is no error, so that a lost answer can be asked for again. */
export async function beginDropFile(
	{ config, db, blobs, now }: Services,
	key: DropFileKey,
	{ stored, parts }: Upload
): Promise<void> {
	const space = await blobs.space();
	const { link, delivery, blob } = key;
	await db.transaction().execute(async (tx) => {
		const existing = await findDropFile(tx, key);
		if (existing !== null) {
			const isSame = existing.stored === stored && existing.parts === parts;
			return isSame ? undefined : refuse('part-conflict');
		}
		await requireUnused(tx, blob);
		if (stored > (await bytesLeft(tx, link.id))) refuse('drop-too-large');
		await requireRoomForDrop(tx, config.quotas, { firm: link.firm, drop: link.id }, stored, space);
		const row = { blob, vault: link.vault, drop_link: link.id, delivery, stored, parts };
		await tx
			.insertInto('drop_files')
			.values({ ...row, touched_at: now(), state: 'arriving' })
			.execute();
	});
}

async function bytesLeft(tx: Tx, drop: DropId): Promise<number> {
	const { max_bytes, bytes } = await tx
		.selectFrom('drop_links')
		.select(['max_bytes', 'bytes'])
		.where('id', '=', drop)
		.executeTakeFirstOrThrow();
	return max_bytes - bytes;
}

export const findDropPart = (db: Db, blob: BlobId, position: number) =>
	db
		.selectFrom('drop_parts')
		.select(['size', 'hash'])
		.where('blob', '=', blob)
		.where('position', '=', position)
		.executeTakeFirst();

export const listDropParts = (db: Db, blob: BlobId) =>
	db
		.selectFrom('drop_parts')
		.select(['position', 'size'])
		.where('blob', '=', blob)
		.orderBy('position')
		.execute();

/** The part is on disk by now: if it is not taken, it must go again. */
export async function recordDropPart(
	db: Db,
	key: DropFileKey,
	{ position, size, hash }: ArrivedPart,
	now: number
): Promise<'recorded' | 'upload-gone' | 'more-than-announced'> {
	return db.transaction().execute(async (tx) => {
		const file = await findArriving(tx, key);
		if (file === null) return 'upload-gone';
		const arrived = file.arrived + size;
		if (arrived > file.stored) return 'more-than-announced';
		await tx.insertInto('drop_parts').values({ blob: key.blob, position, size, hash }).execute();
		await tx
			.updateTable('drop_files')
			.set({ touched_at: now, arrived })
			.where('blob', '=', key.blob)
			.execute();
		return 'recorded';
	});
}

/** Signed with the link: nobody who only saw the link's id, nor we, can make one up. */
export async function requireSignedByLink(
	{ id, firm, vault, signingKey }: OpenDrop,
	blob: BlobId,
	manifest: Raw,
	signature: Raw
): Promise<void> {
	const object = concat(idBytes(blob), await sha256(manifest));
	const signed = { firm, vault, object, sender: id };
	if (!isContextSigned('drop-file', signingKey, signed, signature)) refuse('entry-refused');
}

/** From now on it waits for staff. Saying so again changes nothing and answers the same. */
export async function finishDropFile(
	services: Pick<Services, 'db' | 'config' | 'now'>,
	key: DropFileKey,
	{ manifest, signature }: { readonly manifest: Raw; readonly signature: Raw }
): Promise<number> {
	const now = services.now();
	return services.db.transaction().execute(async (tx) => {
		const file = (await findDropFile(tx, key)) ?? refuse('not-found');
		if (file.received_at !== null) return file.received_at;
		const parts = await listDropParts(tx, key.blob);
		if (parts.length !== file.parts || file.arrived !== file.stored) refuse('upload-incomplete');
		await tx
			.updateTable('drop_files')
			.set({ state: 'here', received_at: now, manifest, signature })
			.where('blob', '=', key.blob)
			.execute();
		await noteArrival(tx, services, key.link.vault);
		return now;
	});
}

/** Only what has not arrived: a sender takes nothing back. */
export async function cancelDropFile(db: Db, key: DropFileKey): Promise<void> {
	await db.transaction().execute(async (tx) => {
		if ((await findArriving(tx, key)) === null) refuse('not-found');
		await forget(tx, key.blob);
	});
}

/** The bytes follow (blobs/removals.ts). */
async function forget(tx: Tx, blob: BlobId): Promise<void> {
	await tx.deleteFrom('drop_files').where('blob', '=', blob).execute();
	await tx.insertInto('blob_removals').values({ blob }).execute();
}

/** Staff accepted or discarded it, by an entry of the vault's log. Its id stays taken. */
export async function endDropped(
	tx: Tx,
	vault: VaultId,
	{ blob, drop }: { readonly blob: BlobId; readonly drop: DropId }
): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('drop_files')
		.set({ state: 'done', manifest: null, signature: null })
		.where('blob', '=', blob)
		.where('drop_link', '=', drop)
		.where('vault', '=', vault)
		.where('state', '=', 'here')
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) refuse('entry-refused');
	await tx.deleteFrom('drop_parts').where('blob', '=', blob).execute();
	await tx.insertInto('blob_removals').values({ blob }).execute();
}

/** A page of what waits, oldest first: so many files, or so many bytes of what describes them. */
const PAGE_BYTES = 4 * 1024 * 1024;

export async function pageOfDropped(db: Db, vault: VaultId, after: number) {
	const rows = await db
		.selectFrom('drop_files')
		.select(['number', 'blob', 'drop_link', 'received_at', 'manifest', 'signature'])
		.where('vault', '=', vault)
		.where('state', '=', 'here')
		.where('number', '>', after)
		.orderBy('number')
		.limit(MAX_DROPPED_PAGE + 1)
		.execute();
	const page: typeof rows = [];
	let bytes = 0;
	for (const row of rows.slice(0, MAX_DROPPED_PAGE)) {
		bytes += row.manifest?.length ?? 0;
		if (page.length > 0 && bytes > PAGE_BYTES) break;
		page.push(row);
	}
	return { page, more: page.length < rows.length };
}

/** Only what waits: a file on its way can be read by nobody. */
export async function storedDropped(db: Db, vault: VaultId, blob: BlobId): Promise<number | null> {
	const found = await db
		.selectFrom('drop_files')
		.select('stored')
		.where('blob', '=', blob)
		.where('vault', '=', vault)
		.where('state', '=', 'here')
		.executeTakeFirst();
	return found?.stored ?? null;
}

/** Journals the files on their way that nobody has touched since `before`. */
export async function dropStaleFiles(db: Db, before: number): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const stale = await tx
			.selectFrom('drop_files')
			.select('blob')
			.where('state', '=', 'arriving')
			.where('touched_at', '<', before)
			.execute();
		for (const { blob } of stale) await forget(tx, blob);
	});
}
