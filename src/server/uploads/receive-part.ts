/**
 * Receives one part, of an upload or of a file that comes by a drop link. The bytes are on disk and hashed before anything is decided; the same part again is welcome,
 * another under its number is not; and what was acknowledged once is never overwritten.
 */
import { MAX_PART_BYTES } from '../../contract/api.ts';
import type { BlobId, Raw } from '../../crypto/brands.ts';
import { PartTooLarge, type Batches, type StagedPart } from '../blobs/blob-store.ts';
import { refuse } from '../http/refusal.ts';
import type { Db } from '../db/database.ts';
import type { Services } from '../services.ts';
import { inTurn } from './in-turn.ts';
import { whileReceiving } from './receiving.ts';
import { isSamePart, type ArrivedPart, type Begun } from './upload-store.ts';

/** What is on its way in. */
export interface Incoming {
	readonly blob: BlobId;
	/** As far as it has come; null where there is no such thing any more. */
	begun(db: Db): Promise<Begun | null>;
	part(db: Db, position: number): Promise<{ size: number; hash: Raw } | undefined>;
	record(
		db: Db,
		part: ArrivedPart,
		now: number
	): Promise<'recorded' | 'upload-gone' | 'more-than-announced'>;
	removeOrphan(services: Services): Promise<void>;
}

export interface PartRequest {
	readonly of: Incoming;
	readonly position: number;
	/** What the sender says the bytes hash to. */
	readonly hash: Raw;
	readonly bytes: Batches;
}

export async function receivePart(services: Services, request: PartRequest): Promise<number> {
	const upload = (await request.of.begun(services.db)) ?? refuse('not-found');
	if (request.position >= upload.parts) refuse('not-found');
	const most = await mostFor(services.db, request, upload);
	const staged = await whileReceiving(request.of.blob, request.position, () =>
		stage(services, request, most)
	);
	if (!isSamePart(staged, request.hash) || staged.size === 0) {
		await staged.discard();
		refuse('part-invalid');
	}
	return inTurn(`${request.of.blob}/${request.position}`, () => settle(services, request, staged));
}

/** A part is never more than was announced, so that nobody stores more than they were given room for. */
async function mostFor(db: Db, { of, position }: PartRequest, upload: Begun): Promise<number> {
	const known = await of.part(db, position);
	return known?.size ?? Math.min(MAX_PART_BYTES, upload.stored - upload.arrived);
}

async function stage(services: Services, request: PartRequest, most: number): Promise<StagedPart> {
	try {
		const { of, position, bytes } = request;
		return await services.blobs.stagePart(of.blob, position, bytes, most);
	} catch (failure) {
		if (failure instanceof PartTooLarge) refuse('too-large');
		throw failure;
	}
}

/** One at a time for each part: between looking and publishing, nobody else may publish. */
async function settle(
	services: Services,
	request: PartRequest,
	staged: StagedPart
): Promise<number> {
	try {
		const known = await request.of.part(services.db, request.position);
		if (known !== undefined)
			return isSamePart(known, staged.hash) ? known.size : refuse('part-conflict');
		await staged.publish();
		const part = { position: request.position, size: staged.size, hash: staged.hash };
		const outcome = await request.of.record(services.db, part, services.now());
		if (outcome === 'recorded') return staged.size;
		await staged.withdraw();
		if (outcome === 'more-than-announced') return refuse('too-large');
		// The upload was dropped while its part was on the way: the bytes belong to nothing.
		await request.of.removeOrphan(services);
		return refuse('not-found');
	} finally {
		await staged.discard();
	}
}
