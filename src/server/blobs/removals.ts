/**
 * Deleting bytes: the rows go and a journal line comes in one transaction, the files follow. Whatever stops us in
 * between, the line is still there and the next sweep finishes it.
 */
import type { BlobId } from '../../crypto/brands.ts';
import type { Tx } from '../db/database.ts';
import type { Services } from '../services.ts';

export async function journalRemoval(tx: Tx, blob: BlobId): Promise<void> {
	await tx.deleteFrom('blobs').where('id', '=', blob).execute();
	await tx.insertInto('blob_removals').values({ blob }).execute();
}

export async function finishRemoval(
	{ db, blobs }: Pick<Services, 'db' | 'blobs'>,
	blob: BlobId
): Promise<void> {
	await blobs.remove(blob);
	await db.deleteFrom('blob_removals').where('blob', '=', blob).execute();
}

/** Bytes that no row speaks for, unless one does by now. */
export async function removeOrphan(
	services: Pick<Services, 'db' | 'blobs'>,
	blob: BlobId
): Promise<void> {
	const isOrphan = await services.db.transaction().execute(async (tx) => {
		const row = await tx.selectFrom('blobs').select('id').where('id', '=', blob).executeTakeFirst();
		const dropped = await tx
			.selectFrom('drop_files')
			.select('blob')
			.where('blob', '=', blob)
			.where('state', '<>', 'done')
			.executeTakeFirst();
		if (row !== undefined || dropped !== undefined) return false;
		await tx
			.insertInto('blob_removals')
			.values({ blob })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		return true;
	});
	if (isOrphan) await finishRemoval(services, blob);
}

export async function finishRemovals(services: Pick<Services, 'db' | 'blobs'>): Promise<void> {
	const rows = await services.db.selectFrom('blob_removals').select('blob').execute();
	for (const { blob } of rows) await finishRemoval(services, blob);
}
