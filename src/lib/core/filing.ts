/**
 * Where dropped files go. A vault has one level of folders, so a dropped folder becomes (or joins) the folder of its
 * own name and what lies deeper is flattened into it. Loose files go where the person is.
 */
import type { FolderId } from '../../crypto/brands.ts';
import type { FolderView } from '../../vault/view.ts';
import type { PickedFile } from '../ui/index.ts';

export interface Batch {
	/** An existing folder, or null for none. */
	folder: FolderId | null;
	/** A folder to make first; `folder` is then null. */
	make: string | null;
	files: File[];
}

export function fileInto(
	picked: readonly PickedFile[],
	folders: readonly FolderView[],
	here: FolderId | null
): Batch[] {
	const batches = new Map<string, Batch>();
	for (const { file, path } of picked) {
		const top = topFolder(path);
		const known = folders.find(({ name }) => name === top)?.folder;
		const batch =
			top === null ? at(here) : known ? at(known) : { folder: null, make: top, files: [] };
		const place = `${batch.make ?? ''}/${batch.folder ?? ''}`;
		const kept = batches.get(place) ?? batch;
		kept.files.push(file);
		batches.set(place, kept);
	}
	return [...batches.values()];
}

const at = (folder: FolderId | null): Batch => ({ folder, make: null, files: [] });

function topFolder(path: string): string | null {
	const [top, ...rest] = path.split('/').filter(Boolean);
	return rest.length > 0 && top !== undefined ? top : null;
}
