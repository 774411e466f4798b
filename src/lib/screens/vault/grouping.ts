/** Files by folder: loose ones first, then folders with the latest year on top; newest file first in each. */
import type { FileView, FolderView, VaultView } from '../../../vault/view.ts';

export interface Group {
	folder: FolderView | null;
	files: FileView[];
}

export function grouped({ folders, files }: Pick<VaultView, 'folders' | 'files'>): Group[] {
	const newest = [...files].sort((a, b) => b.addedAt - a.addedAt);
	const ordered = [...folders].sort((a, b) =>
		b.name.localeCompare(a.name, undefined, { numeric: true })
	);
	const known = new Set<string>(folders.map(({ folder }) => folder));
	const loose = newest.filter(({ folder }) => folder === null || !known.has(folder));
	const groups = ordered.map((folder) => ({
		folder,
		files: newest.filter((file) => file.folder === folder.folder)
	}));
	return loose.length > 0 ? [{ folder: null, files: loose }, ...groups] : groups;
}
