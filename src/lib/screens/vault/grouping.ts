/** Files by folder: loose ones first, then folders with the latest year on top; newest file first in each. */
import type { FileId, FolderId } from '../../../crypto/brands.ts';
import type { FileView, FolderView, VaultView } from '../../../vault/view.ts';

export interface Group {
	folder: FolderView | null;
	files: FileView[];
}

export function grouped({ folders, files }: Pick<VaultView, 'folders' | 'files'>): Group[] {
	const inFolder = new Map<FolderId, FileView[]>(folders.map(({ folder }) => [folder, []]));
	const loose: FileView[] = [];
	for (const file of files.toSorted((a, b) => b.addedAt - a.addedAt))
		((file.folder && inFolder.get(file.folder)) ?? loose).push(file);
	const groups = folders
		.toSorted((a, b) => b.name.localeCompare(a.name, undefined, { numeric: true }))
		.map((folder) => ({ folder, files: inFolder.get(folder.folder) ?? [] }));
	return loose.length > 0 ? [{ folder: null, files: loose }, ...groups] : groups;
}

/** A line of the table: a folder's, or a file's. */
export type Line = { key: FolderId | FileId } & (
	{ folder: FolderView; count: number; open: boolean } | { file: FileView; indented: boolean }
);

/** `found`: only these files, in folders that are open; null: all, in those that nobody closed. */
export function linesOf(
	groups: readonly Group[],
	closed: Readonly<Record<FolderId, boolean>>,
	found: ReadonlySet<FileView> | null
): Line[] {
	const lines: Line[] = [];
	for (const { folder, files } of groups) {
		const shown = found ? files.filter((file) => found.has(file)) : files;
		const open = folder === null || found !== null || !closed[folder.folder];
		if (found && shown.length === 0) continue;
		if (folder) lines.push({ key: folder.folder, folder, count: shown.length, open });
		if (open)
			for (const file of shown) lines.push({ key: file.file, file, indented: folder !== null });
	}
	return lines;
}
