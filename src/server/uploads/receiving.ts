/**
 * Which parts are arriving at this moment, so that a sender can tell a part that is slow from one whose connection died. Only in
 * memory: after a restart nothing is.
 */
import type { BlobId } from '../../crypto/brands.ts';

/** For each part, over how many connections. */
const receiving = new Map<BlobId, Map<number, number>>();

export async function whileReceiving<T>(
	blob: BlobId,
	position: number,
	work: () => Promise<T>
): Promise<T> {
	count(blob, position, 1);
	try {
		return await work();
	} finally {
		count(blob, position, -1);
	}
}

export const receivingNow = (blob: BlobId): number[] => [...(receiving.get(blob)?.keys() ?? [])];

function count(blob: BlobId, position: number, by: 1 | -1): void {
	const parts = receiving.get(blob) ?? new Map<number, number>();
	const connections = (parts.get(position) ?? 0) + by;
	if (connections > 0) parts.set(position, connections);
	else parts.delete(position);
	if (parts.size > 0) receiving.set(blob, parts);
	else receiving.delete(blob);
}
