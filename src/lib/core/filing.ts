/**
 * Where dropped files go. What is dropped becomes one level of folders: a dropped folder becomes (or joins) the folder of its
 * own name and what lies deeper is flattened into it. Loose files go where the person is. Files that would end up beside
 * each other under one name carry the folders they came from in their names; all others keep theirs.
 */
import type { FolderId } from '../../crypto/brands.ts';
import type { FileView, FolderView } from '../../vault/view.ts';
import type { PickedFile } from '../ui/index.ts';

export interface Filed {
	file: File;
	handle: FileSystemFileHandle | null;
}

export interface Batch {
	/** An existing folder, or null for none. */
	folder: FolderId | null;
	/** A folder to make first; `folder` is then null. */
	make: string | null;
	files: Filed[];
}

interface Place extends Omit<Batch, 'files'> {
	picked: PickedFile[];
}

export function fileInto(
	picked: readonly PickedFile[],
	folders: readonly FolderView[],
	here: FolderId | null
): Batch[] {
	const known = new Map(
		folders.flatMap(({ name, folder, within }) => (within ? [] : [[name, folder]]))
	);
	const places = new Map<string, Place>();
	for (const one of picked) {
		const top = topFolder(one.path);
		const folder = top === null ? here : (known.get(top) ?? null);
		const make = top !== null && folder === null ? top : null;
		const key = `${make ?? ''}/${folder ?? ''}`;
		const place = places.get(key) ?? { folder, make, picked: [] };
		place.picked.push(one);
		places.set(key, place);
	}
	return [...places.values()].map(({ folder, make, picked: files }) => ({
		folder,
		make,
		files: toldApart(files, 1)
	}));
}

/** The same for somebody who has no folders, such as a client: everything ends up in one place. */
export const fileLoose = (picked: readonly PickedFile[]): Filed[] => toldApart(picked, 0);

const segments = (path: string): string[] => path.split('/').filter(Boolean);

function topFolder(path: string): string | null {
	const [top, ...rest] = segments(path);
	return rest.length > 0 && top !== undefined ? top : null;
}

/** A chosen file of whose name there is one already, where it would lie. */
export interface Known {
	readonly filed: Filed;
	readonly folder: FolderId | null;
	readonly old: FileView;
}

/**
 * Sets aside what has the name of a file that is there and that this person may replace. `isLoose`: the person sees no
 * folders, so where it lies does not matter. The newest of several counts; each is there once.
 */
export function setAside(
	batches: readonly Batch[],
	files: readonly FileView[],
	isLoose: boolean
): { batches: Batch[]; known: Known[] } {
	const known: Known[] = [];
	const place = (name: string, folder: FolderId | null) =>
		`${isLoose ? '' : (folder ?? '')}/${sameness(name)}`;
	const there = new Map<string, FileView>();
	for (const file of files.toSorted((a, b) => a.addedAt - b.addedAt))
		if (file.mayChange) there.set(place(file.name, file.folder), file);
	const left = batches.map((batch) => ({
		...batch,
		files: batch.files.filter((filed) => {
			const key = place(filed.file.name, batch.folder);
			const old = batch.make === null ? there.get(key) : undefined;
			if (!old) return true;
			there.delete(key);
			known.push({ filed, folder: batch.folder, old });
			return false;
		})
	}));
	return { batches: left.filter((batch) => batch.files.length > 0), known };
}

/** Case and the two ways of writing an accent do not tell files apart once they are saved on somebody's disk. */
const sameness = (name: string): string => name.normalize('NFC').toLowerCase();

/** `kept`: how many of the outermost folders stay folders, and so need not be in the name. */
function toldApart(picked: readonly PickedFile[], kept: number): Filed[] {
	const counts = new Map<string, number>();
	for (const { file } of picked) {
		const key = sameness(file.name);
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return picked.map(({ file, handle, path }) => {
		const shared = (counts.get(sameness(file.name)) ?? 0) > 1;
		const name = shared ? [...segments(path).slice(kept, -1), file.name].join(' - ') : file.name;
		return { file: name === file.name ? file : renamed(file, name), handle };
	});
}

/** The same bytes on the same disk: nothing is read. */
const renamed = (file: File, name: string): File =>
	new File([file], name, { type: file.type, lastModified: file.lastModified });
