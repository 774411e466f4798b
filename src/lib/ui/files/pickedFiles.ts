/**
 * What a person chose or dropped, as files with the folders they came from. Folders are walked in bounded depth and
 * number and without holding up the page; whatever is left out is told by name. Nothing here reads a file's content.
 */
import { isFolder, type TreeEntry, type TreeFolder } from './fileTree.ts';

export interface PickedFile {
	file: File;
	/** Where the browser gives one: with it, a sending cut short goes on without choosing the file again. */
	handle: FileSystemFileHandle | null;
	/** Relative, with "/" between: "2025/Bank/statement.pdf". At least the file's own name. */
	path: string;
}

export interface Picked {
	files: PickedFile[];
	/** Paths of files and folders that could not be read. */
	unreadable: string[];
	/** How many of the files that systems leave behind were passed over. */
	leftovers: number;
	/** How many files and folders were not looked at: there were too many, or they lay too deep. */
	tooMany: number;
}

export const MOST_FILES = 20_000;
const DEEPEST = 24;
/** Opening a file is a question to the browser's main process: several at a time, but not all. */
const AT_ONCE = 32;
const leftovers = new Set([
	'.ds_store',
	'thumbs.db',
	'desktop.ini',
	'__macosx',
	'.trashes',
	'.spotlight-v100',
	'.fseventsd'
]);

/** Also the second halves that macOS writes to other disks, and what Office keeps beside an open document. */
const isLeftover = (name: string): boolean =>
	leftovers.has(name.toLowerCase()) || name.startsWith('._') || name.startsWith('~$');

export const nothingPicked = (): Picked => ({
	files: [],
	unreadable: [],
	leftovers: 0,
	tooMany: 0
});

export const isNothing = ({ files, unreadable, leftovers, tooMany }: Picked): boolean =>
	files.length + unreadable.length + leftovers + tooMany === 0;

const byName = new Intl.Collator(undefined, { numeric: true }).compare;

/** From an `<input type="file">`. Of a folder (`webkitdirectory`) browsers tell in any order: then as `walk` does. */
export function pickedFromInput(list: Iterable<File>): Picked {
	const all = Array.from(list, (file) => ({
		file,
		handle: null,
		path: file.webkitRelativePath || file.name
	}));
	if (all.some(({ file }) => Boolean(file.webkitRelativePath))) inTurn(all);
	const wanted = all.filter(({ path }) => !path.split('/').some(isLeftover));
	return {
		...nothingPicked(),
		files: wanted.slice(0, MOST_FILES),
		leftovers: all.length - wanted.length,
		tooMany: Math.max(0, wanted.length - MOST_FILES)
	};
}

function inTurn(files: PickedFile[]): void {
	const places = new Map(files.map((one) => [one, one.path.split('/')]));
	const placeOf = (one: PickedFile) => places.get(one) ?? [];
	files.sort((a, b) => {
		const [one, other] = [placeOf(a), placeOf(b)];
		if (one.length !== other.length) return one.length - other.length;
		const at = one.findIndex((name, depth) => name !== other[depth]);
		return byName(one[at] ?? '', other[at] ?? '');
	});
}

interface Place {
	entry: TreeEntry;
	path: string;
	depth: number;
}

/** Folder by folder, in the order of names. `onFound` hears how many files there are so far. */
export async function walk(
	roots: readonly TreeEntry[],
	onFound: (files: number) => void = () => {}
): Promise<Picked> {
	const picked = nothingPicked();
	let level: Place[] = roots.map((entry) => ({ entry, path: entry.name, depth: 0 }));
	while (level.length > 0) {
		const wanted = level.filter(({ entry }) => !isLeftover(entry.name));
		picked.leftovers += level.length - wanted.length;
		level = [];
		for (const places of chunks(wanted, AT_ONCE)) {
			const room = Math.max(0, MOST_FILES - picked.files.length);
			picked.tooMany += Math.max(0, places.length - room);
			const opened = await Promise.all(places.slice(0, room).map((place) => open(place)));
			for (const one of opened) {
				if ('file' in one) picked.files.push(one);
				else if ('inside' in one) level.push(...one.inside);
				else if ('unreadable' in one) picked.unreadable.push(one.unreadable);
				else picked.tooMany += one.tooDeep;
			}
			onFound(picked.files.length);
		}
	}
	return picked;
}

type Opened = PickedFile | { inside: Place[] } | { unreadable: string } | { tooDeep: number };

async function open({ entry, path, depth }: Place): Promise<Opened> {
	try {
		if (!isFolder(entry)) return { ...(await entry.open()), path };
		return depth < DEEPEST ? { inside: await look(entry, path, depth) } : { tooDeep: 1 };
	} catch {
		return { unreadable: path };
	}
}

async function look(folder: TreeFolder, path: string, depth: number): Promise<Place[]> {
	const entries = await folder.list(MOST_FILES);
	return entries
		.sort((a, b) => byName(a.name, b.name))
		.map((entry) => ({
			entry,
			path: `${path}/${entry.name || 'a file whose name cannot be read'}`,
			depth: depth + 1
		}));
}

function* chunks<T>(all: readonly T[], size: number): Generator<T[]> {
	for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}
