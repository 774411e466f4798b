/**
 * What a person chose or dropped, as files with the folders they came from. Directories are walked in bounded
 * depth and number; files that systems leave behind are skipped. Nothing here reads a file's content.
 */

export interface PickedFile {
	file: File;
	/** Relative, with "/" between: "2025/Bank/statement.pdf". At least the file's own name. */
	path: string;
}

export interface Picked {
	files: PickedFile[];
	/** How many were left out because there were too many, or could not be read. */
	skipped: number;
}

const MOST_FILES = 5000;
const DEEPEST = 24;
const leftovers = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini', '__MACOSX', '.Trashes']);

/** From an `<input type="file">`, with or without `webkitdirectory`. */
export function pickedFromInput(list: Iterable<File>): Picked {
	const files = Array.from(list, (file) => ({ file, path: file.webkitRelativePath || file.name }));
	const wanted = files.filter(({ path }) => !path.split('/').some((part) => leftovers.has(part)));
	return { files: wanted.slice(0, MOST_FILES), skipped: Math.max(0, wanted.length - MOST_FILES) };
}

/**
 * From a drop. The entries are taken synchronously, before the first await: the browser empties the list when
 * the event handler returns.
 */
export function pickedFromDrop(transfer: DataTransfer): Promise<Picked> {
	const items = Array.from(transfer.items).filter((item) => item.kind === 'file');
	const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
	if (entries.length === 0) return Promise.resolve(pickedFromInput(transfer.files));
	return walk(entries);
}

/** Breadth first, one directory at a time: a dropped disk must not start ten thousand reads at once. */
export async function walk(roots: readonly FileSystemEntry[]): Promise<Picked> {
	const picked: Picked = { files: [], skipped: 0 };
	const queue = roots.map((entry) => ({ entry, path: entry.name, depth: 0 }));
	for (let next = queue.shift(); next; next = queue.shift()) {
		const { entry, path, depth } = next;
		if (leftovers.has(entry.name)) continue;
		if (picked.files.length >= MOST_FILES || depth > DEEPEST) {
			picked.skipped += 1;
			continue;
		}
		try {
			if (isFile(entry)) picked.files.push({ file: await fileOf(entry), path });
			else if (isDirectory(entry))
				for (const child of await childrenOf(entry))
					queue.push({ entry: child, path: `${path}/${child.name}`, depth: depth + 1 });
		} catch {
			picked.skipped += 1;
		}
	}
	return picked;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry =>
	entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
	new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader hands out a hundred entries at a time and an empty list at the end. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
	const reader = directory.createReader();
	const all: FileSystemEntry[] = [];
	while (all.length <= MOST_FILES) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
			reader.readEntries(resolve, reject)
		);
		if (some.length === 0) break;
		all.push(...some);
	}
	return all;
}
