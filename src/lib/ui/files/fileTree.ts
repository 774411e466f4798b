/**
 * Files and folders as the two interfaces of browsers give them: handles, which can be kept to go on later, and the older
 * entries, which every browser has. One shape for both; nothing is opened before it is asked for.
 */
export interface TreeFile {
	name: string;
	open(): Promise<{ file: File; handle: FileSystemFileHandle | null }>;
}

export interface TreeFolder {
	name: string;
	/** At most about so many: a folder without end must not fill the memory. */
	list(most: number): Promise<TreeEntry[]>;
}

export type TreeEntry = TreeFile | TreeFolder;

export const isFolder = (entry: TreeEntry): entry is TreeFolder => 'list' in entry;

const isFileHandle = (handle: FileSystemHandle): handle is FileSystemFileHandle =>
	handle.kind === 'file';
const isFolderHandle = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle =>
	handle.kind === 'directory';

export function fromHandle(handle: FileSystemHandle): TreeEntry {
	const { name } = handle;
	if (isFileHandle(handle))
		return { name, open: async () => ({ file: await handle.getFile(), handle }) };
	return {
		name,
		async list(most) {
			const inside: TreeEntry[] = [];
			if (!isFolderHandle(handle)) return inside;
			for await (const one of handle.values()) {
				if (inside.length > most) break;
				inside.push(fromHandle(one));
			}
			return inside;
		}
	};
}

const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolderEntry = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry =>
	entry.isDirectory;

export function fromEntry(entry: FileSystemEntry): TreeEntry {
	const { name } = entry;
	if (isFileEntry(entry)) return { name, open: () => fileOf(entry) };
	return {
		name,
		list: (most) => (isFolderEntry(entry) ? childrenOf(entry, most) : Promise.resolve([]))
	};
}

const fileOf = (entry: FileSystemFileEntry): Promise<{ file: File; handle: null }> =>
	new Promise((resolve, reject) => entry.file((file) => resolve({ file, handle: null }), reject));

/** A reader hands out a hundred entries at a time and an empty list at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry, most: number): Promise<TreeEntry[]> {
	const reader = folder.createReader();
	const all: TreeEntry[] = [];
	while (all.length <= most) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
			reader.readEntries(resolve, reject)
		);
		if (some.length === 0) break;
		all.push(...some.map(fromEntry));
	}
	return all;
}
