/** A file on the person's own disk, which somebody else may change, move or delete while it is read. */
import type { Raw } from '../crypto/brands.ts';
import { Refusal } from './refusal.ts';

/** What is needed of a browser's File. */
export interface SourceFile {
	readonly name: string;
	readonly size: number;
	readonly type: string;
	readonly lastModified: number;
	slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** @throws Refusal `file-unreadable` when it is gone, `file-changed` when it cannot be read otherwise or comes up short */
export async function readRange(
	file: Pick<SourceFile, 'slice'>,
	{ start, end }: { start: number; end: number }
): Promise<Raw> {
	const bytes = await file
		.slice(start, end)
		.arrayBuffer()
		.catch((error: unknown) => {
			const gone = error instanceof Error && error.name === 'NotFoundError';
			throw new Refusal(gone ? 'file-unreadable' : 'file-changed');
		});
	if (bytes.byteLength !== end - start) throw new Refusal('file-changed');
	return new Uint8Array(bytes);
}
