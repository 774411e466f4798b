/**
 * Which waiting upload starts next. Small files have places of their own, so that none waits behind an archive; large
 * ones go in the order they were added, and beside the oldest the smallest of the others, so that each makes progress.
 * Pure.
 */
import { PART_BYTES } from '../../crypto/age/file.ts';

export type Lane = 'small' | 'oldest' | 'smallest';

export const PLACES: Record<Lane, number> = { small: 3, oldest: 1, smallest: 1 };

/** `waiting` in the order it was added. Null when all that waits has to wait on. */
export function nextUpload<T>(
	waiting: Iterable<T>,
	sizeOf: (upload: T) => number,
	running: readonly Lane[]
): { upload: T; lane: Lane } | null {
	const hasPlace = (lane: Lane) => running.filter((one) => one === lane).length < PLACES[lane];
	let smallest: T | null = null;
	for (const upload of waiting) {
		if (sizeOf(upload) <= PART_BYTES) {
			if (hasPlace('small')) return { upload, lane: 'small' };
			continue;
		}
		if (hasPlace('oldest')) return { upload, lane: 'oldest' };
		if (!smallest || sizeOf(upload) < sizeOf(smallest)) smallest = upload;
	}
	return smallest && hasPlace('smallest') ? { upload: smallest, lane: 'smallest' } : null;
}
