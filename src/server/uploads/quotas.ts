/**
 * Whether there is room for an upload, asked before it begins and in the transaction that begins it, so that two
 * cannot share the last byte. What a person is told depends on their own uploads exactly, and on everybody else's only
 * in coarse steps: announcing files of all sizes does not show when a colleague or another client sends something.
 */
import type { DropId, FirmId, UserId } from '../../crypto/brands.ts';
import type { Space } from '../blobs/blob-store.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';

/** In bytes, but for `userUploads`; 0 is no limit. */
export interface Quotas {
	/** All files of a firm, with the uploads that are not finished. */
	readonly firmBytes: number;
	/** The same of one person in one firm. */
	readonly userBytes: number;
	/** What one person may have begun and not finished: how many, and how much. */
	readonly userUploads: number;
	readonly userAnnounced: number;
	/** Kept free on the disk, for the database and for whoever must look after it. */
	readonly diskReserve: number;
}

/** Others' use counts in steps of this fraction of the whole. */
const STEPS = 128;

interface Caller {
	readonly firm: FirmId;
	readonly user: UserId;
}

export async function requireRoom(
	tx: Tx,
	quotas: Quotas,
	caller: Caller,
	stored: number,
	space: Space
): Promise<void> {
	const mine = await unfinishedOf(tx, caller);
	if (exceeds(stored, quotas.userAnnounced)) refuse('too-large');
	if (exceeds(mine.uploads + 1, quotas.userUploads)) refuse('too-many-uploads');
	if (exceeds(mine.announced + stored, quotas.userAnnounced)) refuse('too-many-uploads');
	const used = await storedOf(tx, caller);
	if (exceeds(used.byUser + stored, quotas.userBytes)) refuse('user-quota-exceeded');
	const byOthers = inSteps(used.byFirm - used.byUser, quotas.firmBytes);
	if (exceeds(byOthers + used.byUser + stored, quotas.firmBytes)) refuse('quota-exceeded');
	const expected = (await bytesToCome(tx)) - mine.toCome;
	const taken = inSteps(space.size - space.free + expected + quotas.diskReserve, space.size);
	if (taken + mine.toCome + stored > space.size) refuse('disk-full');
}

/**
 * The same for a file that comes by a drop link: its sender is nobody here, so all that is stored is others', and is told
 * in steps. What may be unfinished at once is counted per link.
 */
export async function requireRoomForDrop(
	tx: Tx,
	quotas: Quotas,
	{ firm, drop }: { readonly firm: FirmId; readonly drop: DropId },
	stored: number,
	space: Space
): Promise<void> {
	const { uploads, announced, to_come } = await unfinishedByLink(
		tx,
		drop
	).executeTakeFirstOrThrow();
	if (exceeds(stored, quotas.userAnnounced)) refuse('too-large');
	if (exceeds(uploads + 1, quotas.userUploads)) refuse('too-many-uploads');
	if (exceeds((announced ?? 0) + stored, quotas.userAnnounced)) refuse('too-many-uploads');
	const used = await tx
		.selectFrom('firms')
		.select('stored')
		.where('id', '=', firm)
		.executeTakeFirstOrThrow();
	if (exceeds(inSteps(used.stored, quotas.firmBytes) + stored, quotas.firmBytes))
		refuse('quota-exceeded');
	const mine = to_come ?? 0;
	const expected = (await bytesToCome(tx)) - mine;
	const taken = inSteps(space.size - space.free + expected + quotas.diskReserve, space.size);
	if (taken + mine + stored > space.size) refuse('disk-full');
}

export const unfinishedByLink = (tx: Tx, drop: DropId) =>
	tx
		.selectFrom('drop_files')
		.select(({ fn, eb }) => [
			fn.countAll<number>().as('uploads'),
			fn.sum<number | null>('stored').as('announced'),
			fn.sum<number | null>(eb('stored', '-', eb.ref('arrived'))).as('to_come')
		])
		.where('drop_link', '=', drop)
		.where('state', '=', 'arriving');

const exceeds = (value: number, limit: number): boolean => limit > 0 && value > limit;

const inSteps = (used: number, whole: number): number => {
	const step = Math.max(1, Math.floor(whole / STEPS));
	return Math.ceil(used / step) * step;
};

/** Never more rows than `userUploads`, from an index alone. */
async function unfinishedOf(tx: Tx, { firm, user }: Caller) {
	const { uploads, announced, to_come } = await unfinishedQuery(
		tx,
		firm,
		user
	).executeTakeFirstOrThrow();
	return { uploads, announced: announced ?? 0, toCome: to_come ?? 0 };
}

export const unfinishedQuery = (tx: Tx, firm: FirmId, user: UserId) =>
	tx
		.selectFrom('blobs')
		.innerJoin('vaults', 'vaults.id', 'blobs.vault')
		.select(({ fn, eb }) => [
			fn.countAll<number>().as('uploads'),
			fn.sum<number | null>('blobs.stored').as('announced'),
			fn.sum<number | null>(eb('blobs.stored', '-', eb.ref('blobs.arrived'))).as('to_come')
		])
		.where('blobs.uploader', '=', user)
		.where('blobs.added_seq', 'is', null)
		.where('vaults.firm', '=', firm);

async function storedOf(tx: Tx, { firm, user }: Caller) {
	const whole = await tx
		.selectFrom('firms')
		.select('stored')
		.where('id', '=', firm)
		.executeTakeFirstOrThrow();
	const own = await tx
		.selectFrom('firm_storage')
		.select('stored')
		.where('firm', '=', firm)
		.where('user', '=', user)
		.executeTakeFirst();
	return { byFirm: whole.stored, byUser: own?.stored ?? 0 };
}

/** What all unfinished uploads have announced and not sent: as many rows as there are such uploads. */
async function bytesToCome(tx: Tx): Promise<number> {
	const { to_come } = await toComeQuery(tx).executeTakeFirstOrThrow();
	const byLinks = await toComeByLinksQuery(tx).executeTakeFirstOrThrow();
	return (to_come ?? 0) + (byLinks.to_come ?? 0);
}

export const toComeQuery = (tx: Tx) =>
	tx
		.selectFrom('blobs')
		.select(({ fn, eb }) =>
			fn.sum<number | null>(eb('stored', '-', eb.ref('arrived'))).as('to_come')
		)
		.where('added_seq', 'is', null);

export const toComeByLinksQuery = (tx: Tx) =>
	tx
		.selectFrom('drop_files')
		.select(({ fn, eb }) =>
			fn.sum<number | null>(eb('stored', '-', eb.ref('arrived'))).as('to_come')
		)
		.where('state', '=', 'arriving');
