/**
 * Where a download goes. What fits in memory is held there, which is quick everywhere and asks nothing. Larger: a file that
 * the person chooses, where the browser has a window for that; else a download of the browser's own, fed through a service
 * worker; else memory, for which the worker refuses what is too large.
 */
import { HELD_BYTES, type SaveTo } from '../worker/port.ts';
import { openStream } from './saving-stream.ts';

export interface Place {
	to: SaveTo;
	/** When the saving is over, well or not. */
	leave(): void;
}

/** Not in TypeScript's list, because not in every browser. */
interface WithPicker {
	showSaveFilePicker?(options: {
		id: string;
		startIn: 'downloads';
		suggestedName: string;
	}): Promise<FileSystemFileHandle>;
}

/** Null when the person closed the window. */
export async function choosePlace(name: string, size: number): Promise<Place | null> {
	if (size <= HELD_BYTES) return memory;
	const picked = await pickFile(name);
	if (picked === 'dismissed') return null;
	if (picked !== 'impossible') return { to: { to: 'disk', handle: picked }, leave: nothing };
	return openStream(name, size).catch(() => memory);
}

const nothing = () => undefined;
const memory: Place = { to: { to: 'memory' }, leave: nothing };

async function pickFile(name: string): Promise<FileSystemFileHandle | 'dismissed' | 'impossible'> {
	const browser: Window & WithPicker = window;
	try {
		const options = { id: 'tallyport', startIn: 'downloads', suggestedName: name } as const;
		return (await browser.showSaveFilePicker?.(options)) ?? 'impossible';
	} catch (error) {
		// Any other reason (a name or a moment that the window does not like) leaves the other ways.
		return error instanceof DOMException && error.name === 'AbortError'
			? 'dismissed'
			: 'impossible';
	}
}
