/**
 * How a file of a given size lies in its blob (protocol.md section 12): padded size, parts, and the ranges each
 * part covers in the plaintext and in the store. Everything here follows from the size alone; nothing here encrypts.
 */
import { CryptoError } from '../errors.ts';
import { padmeSize } from './padme.ts';
import {
	CHUNK_BYTES,
	HEADER_BYTES,
	PAYLOAD_NONCE_BYTES,
	STORED_CHUNK_BYTES,
	storedLength
} from './sizes.ts';

export const CHUNKS_PER_PART = 128;
export const PART_BYTES = CHUNKS_PER_PART * CHUNK_BYTES;
export const STORED_PART_BYTES = CHUNKS_PER_PART * STORED_CHUNK_BYTES;
/** 64 TiB. */
export const MAX_FILE_BYTES = 2 ** 46;

export interface Range {
	start: number;
	end: number;
}

export interface BlobPlan {
	/** Of the file. */
	size: number;
	/** Of the plaintext inside the blob: the file and its zeros. */
	paddedSize: number;
	parts: number;
	/** Of the blob. */
	storedSize: number;
	/** What part 0 carries in front of its chunks: age's header and the payload nonce. */
	headerSize: number;
	/** Of the padded plaintext. A part's true bytes are those of the range below `size`, maybe none. */
	partRange(index: number): Range;
	/** Of the blob. */
	storedRange(index: number): Range;
}

/** Throws `malformed` for a size that is not from 1 to MAX_FILE_BYTES. */
export function planBlob(size: number): BlobPlan {
	if (!Number.isSafeInteger(size) || size < 1 || size > MAX_FILE_BYTES)
		throw new CryptoError('malformed');
	const paddedSize = padmeSize(size);
	const parts = Math.ceil(paddedSize / PART_BYTES);
	const headerSize = HEADER_BYTES + PAYLOAD_NONCE_BYTES;
	const storedSize = headerSize + storedLength(paddedSize);
	const ranged = (index: number, range: () => Range): Range => {
		if (!Number.isSafeInteger(index) || index < 0 || index >= parts)
			throw new CryptoError('malformed');
		return range();
	};
	return {
		size,
		paddedSize,
		parts,
		storedSize,
		headerSize,
		partRange: (index) =>
			ranged(index, () => ({
				start: index * PART_BYTES,
				end: Math.min((index + 1) * PART_BYTES, paddedSize)
			})),
		storedRange: (index) =>
			ranged(index, () => ({
				start: index === 0 ? 0 : headerSize + index * STORED_PART_BYTES,
				end: Math.min(headerSize + (index + 1) * STORED_PART_BYTES, storedSize)
			}))
	};
}

/** The bytes of the file itself in a part. */
export function trueRange(plan: BlobPlan, index: number): Range {
	const { start, end } = plan.partRange(index);
	return { start: Math.min(start, plan.size), end: Math.min(end, plan.size) };
}
