/** Handing a stored blob to those who may read its vault. */
import * as wire from '../../contract/wire.ts';
import type { BlobId, VaultId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';
import { vaultReader } from '../http/access.ts';
import { answerRaw } from '../http/raw-answer.ts';
import { refuse } from '../http/refusal.ts';
import { bytesRoute, pathParam, type Door } from '../http/route.ts';
import { listParts } from '../uploads/upload-store.ts';
import type { Sink, StoredPart } from './blob-store.ts';
import { readRange } from './byte-range.ts';

export const blobRoutes = [
	bytesRoute({
		method: 'GET',
		path: '/api/vaults/:vault/blobs/:blob',
		access: vaultReader,
		takes: 'nothing',
		async handle(door) {
			const { services, http, granted } = door;
			const blob = pathParam(http, 'blob', wire.blobId);
			const size = (await storedSize(services.db, granted.vault, blob)) ?? refuse('not-found');
			return answerBlob(door, { blob, size, parts: await listParts(services.db, blob) });
		}
	})
];

/** The stored bytes, or the range of them that was asked for. */
export function answerBlob(
	door: Door,
	{ blob, size, parts }: { blob: BlobId; size: number; parts: readonly StoredPart[] }
): Response {
	const { services, http } = door;
	const range = readRange(http.req.header('range'), size);
	if (range === 'invalid') {
		return refuse('range-invalid', { 'Content-Range': `bytes */${size}` });
	}
	const { start, end } = range === 'all' ? { start: 0, end: size } : range;
	const headers = {
		'Content-Type': 'application/octet-stream',
		'Content-Disposition': 'attachment',
		'Content-Length': String(end - start),
		'Accept-Ranges': 'bytes',
		...(range === 'all' ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${size}` })
	};
	const send = (sink: Sink) => services.blobs.readRange(blob, parts, { start, end }, sink);
	return answerRaw(door, { status: range === 'all' ? 200 : 206, headers, send });
}

/** Only what an entry has added: an upload under way can be read by nobody. */
async function storedSize(db: Db, vault: VaultId, blob: BlobId): Promise<number | null> {
	const found = await db
		.selectFrom('blobs')
		.select('stored')
		.where('id', '=', blob)
		.where('vault', '=', vault)
		.where('added_seq', 'is not', null)
		.executeTakeFirst();
	return found?.stored ?? null;
}
