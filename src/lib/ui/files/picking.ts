/**
 * The ways a browser lets people choose files. Where it gives handles they are taken, because a sending that was cut short
 * can then go on by itself; everywhere else, and on phones, where only the plain input offers camera and photo library,
 * the caller falls back to an input.
 */
import { fromEntry, fromHandle, type TreeEntry } from './fileTree.ts';
import { pickedFromInput, walk, type Picked } from './pickedFiles.ts';

type OnFound = (files: number) => void;

/** Not in every browser, so not among TypeScript's DOM types. */
interface Pickers extends Window {
	showOpenFilePicker?: (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;
	showDirectoryPicker?: (options: { mode: 'read' }) => Promise<FileSystemDirectoryHandle>;
}
interface DroppedItem {
	getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

/** Null: there is no such picker here, or it does not work; use an input. Empty: closed without a choice. */
export type Ask = () => Promise<FileSystemHandle[] | null>;

export const askForFiles: Ask = () =>
	ask(async (pickers) => (await pickers.showOpenFilePicker?.({ multiple: true })) ?? null);

export const askForOneFile: Ask = () =>
	ask(async (pickers) => (await pickers.showOpenFilePicker?.({ multiple: false })) ?? null);

export const askForFolder: Ask = () =>
	ask(async (pickers) => {
		const folder = await pickers.showDirectoryPicker?.({ mode: 'read' });
		return folder === undefined ? null : [folder];
	});

async function ask(
	show: (pickers: Pickers) => Promise<FileSystemHandle[] | null>
): Promise<FileSystemHandle[] | null> {
	if (matchMedia('(pointer: coarse)').matches) return null;
	try {
		return await show(window);
	} catch (error) {
		return error instanceof DOMException && error.name === 'AbortError' ? [] : null;
	}
}

export const pickedFromHandles = (
	handles: readonly FileSystemHandle[],
	onFound: OnFound
): Promise<Picked> => walk(handles.map(fromHandle), onFound);

/**
 * From a drop. Everything is asked for synchronously, before the first await: the browser empties the list when the event
 * handler returns.
 */
export async function pickedFromDrop(transfer: DataTransfer, onFound: OnFound): Promise<Picked> {
	const items = Array.from(transfer.items).filter((item) => item.kind === 'file');
	const loose = Array.from(transfer.files);
	const given = items.map((item) => ({ entry: item.webkitGetAsEntry(), handle: handleOf(item) }));
	const roots: TreeEntry[] = [];
	for (const { entry, handle } of given) {
		const held = await handle;
		if (held) roots.push(fromHandle(held));
		else if (entry) roots.push(fromEntry(entry));
	}
	return roots.length > 0 ? walk(roots, onFound) : pickedFromInput(loose);
}

async function handleOf(item: DataTransferItem & DroppedItem): Promise<FileSystemHandle | null> {
	try {
		return (await item.getAsFileSystemHandle?.()) ?? null;
	} catch {
		return null;
	}
}
