/** What the viewer needs of documents, wherever they lie: how one is read, and how it is saved. */
import type { FileView } from '../../vault/view.ts';

export type Viewable = Pick<FileView, 'blob' | 'name' | 'size' | 'opensAs'>;

export interface Documents<T extends Viewable> {
	/** Whether it is the same document, whichever of its versions. */
	isSame(one: T, other: T): boolean;
	/** All of it, verified and decrypted. */
	content(one: T): Promise<Blob>;
	/** A piece of it; null where it is had whole or not at all. */
	readonly piece:
		((one: T, range: { start: number; end: number }) => Promise<Uint8Array<ArrayBuffer>>) | null;
	save(one: T): Promise<unknown>;
}
