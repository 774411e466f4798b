/** Files by folder: loose ones first, then folders with the latest year on top, each followed by those in it. */
import type { FileId, FolderId } from '../../../crypto/brands.ts';
import type { FileView, FolderView, VaultView } from '../../../vault/view.ts';
import { inOrderOf, type Order } from '../../core/file-order.ts';
import { inOrder } from '../../core/folders.ts';

export interface Group {
	folder: FolderView | null;
	/** The folder that it lies in. */
	within: FolderId | null;
	files: FileView[];
}

export function grouped(
	{ folders, files }: Pick<VaultView, 'folders' | 'files'>,
	order: Order
): Group[] {
	const known = new Set(folders.map(({ folder }) => folder));
	const placed = Map.groupBy(inOrderOf(files, order), ({ folder }) =>
		folder && known.has(folder) ? folder : null
	);
	const loose = placed.get(null) ?? [];
	const groups = inOrder(folders).map((folder) => ({
		folder,
		within: folder.within && known.has(folder.within) ? folder.within : null,
		files: placed.get(folder.folder) ?? []
	}));
	return loose.length > 0 ? [{ folder: null, within: null, files: loose }, ...groups] : groups;
}

/** A line of the table: a folder's, or a file's. `depth`: in how many folders it lies. */
export type Line = { key: FolderId | FileId; depth: number } & (
	{ folder: FolderView; count: number; open: boolean } | { file: FileView }
);

/** `found`: only these files, in folders that are open; null: all, in those that nobody closed. */
export function linesOf(
	groups: readonly Group[],
	closed: Readonly<Record<FolderId, boolean>>,
	found: ReadonlySet<FileView> | null
): Line[] {
	const lines: Line[] = [];
	const shown = groups.map((group) => ({
		...group,
		files: found ? group.files.filter((file) => found.has(file)) : group.files
	}));
	const isOpen = (folder: FolderId) => found !== null || !closed[folder];
	for (const { folder, within, files } of shown) {
		const depth = folder === null ? 0 : within === null ? 1 : 2;
		if (within !== null && !isOpen(within)) continue;
		if (folder) {
			const inside = shown.filter((group) => group.within === folder.folder);
			const count = [...inside, { files }].reduce((sum, group) => sum + group.files.length, 0);
			if (found && count === 0) continue;
			const open = isOpen(folder.folder);
			lines.push({ key: folder.folder, folder, count, open, depth: depth - 1 });
			if (!open) continue;
		}
		for (const file of files) lines.push({ key: file.file, file, depth });
	}
	return lines;
}
