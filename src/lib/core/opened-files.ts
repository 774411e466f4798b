/**
 * Files that the operating system opened with the installed portal, while they wait for somebody to say where they go.
 * Pure but for reading: the handles stay, so a file is looked at again when it is sent.
 */
import { nothingPicked, type Picked, type PickedFile } from '../ui/files/pickedFiles.ts';
import { pickedFromHandles } from '../ui/files/picking.ts';

const silent = () => undefined;

export const read = (handles: readonly FileSystemHandle[]): Promise<Picked> =>
	pickedFromHandles(handles, silent);

/** What waits, and what came since. A file that waits already is there once. */
export async function joined(waiting: Picked, more: Picked): Promise<Picked> {
	const files = [...waiting.files];
	for (const one of more.files) if (!(await isAmong(files, one))) files.push(one);
	return {
		files,
		unreadable: [...new Set([...waiting.unreadable, ...more.unreadable])],
		leftovers: waiting.leftovers + more.leftovers,
		tooMany: waiting.tooMany + more.tooMany
	};
}

/** The same files as they are now. Those that cannot be read any more are told, and are no longer among them. */
export async function readAgain({ files, unreadable }: Picked): Promise<Picked> {
	const now = await read(files.flatMap(({ handle }) => handle ?? []));
	return { ...nothingPicked(), files: now.files, unreadable: [...unreadable, ...now.unreadable] };
}

async function isAmong(files: readonly PickedFile[], { handle, path }: PickedFile) {
	for (const other of files) {
		if (handle === null || other.handle === null || other.path !== path) continue;
		if (await handle.isSameEntry(other.handle)) return true;
	}
	return false;
}
