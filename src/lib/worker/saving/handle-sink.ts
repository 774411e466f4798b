/**
 * A file on the person's disk, chosen by them (File System Access). The browser writes beside it and puts the new file in
 * its place at `close`; aborted, the place is as it was, and an empty file that the browser's window made is taken away.
 */
import { Refusal } from '../../../vault/problems.ts';
import type { Sink } from '../../../vault/sink.ts';

/** Not in every browser, nor in TypeScript's list. */
interface Removable {
	remove?(): Promise<void>;
}

export async function handleSink(handle: FileSystemFileHandle & Removable): Promise<Sink> {
	const { wasEmpty, stream } = await orRefused(async () => ({
		wasEmpty: (await handle.getFile()).size === 0,
		stream: await handle.createWritable()
	}));
	let refuse: (refusal: Refusal) => void = () => undefined;
	const aborted = new Promise<never>((_, reject) => (refuse = reject));
	aborted.catch(() => undefined);
	let isOver = false;
	return {
		copies: true,
		write: (bytes) => Promise.race([aborted, orRefused(() => stream.write(bytes))]),
		async close() {
			await orRefused(() => stream.close());
			isOver = true;
		},
		async abort() {
			if (isOver) return;
			isOver = true;
			refuse(new Refusal('cancelled'));
			await stream.abort().catch(() => undefined);
			if (wasEmpty) await handle.remove?.().catch(() => undefined);
		}
	};
}

/**
 * A full disk is the one failure a person can do something about that the others are not. Chromium says it, or only that
 * it broke off (`AbortError`), whichever of its two processes is quicker; so what is said of the others names it too.
 */
async function orRefused<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const isFull = error instanceof Error && error.name === 'QuotaExceededError';
		throw new Refusal(isFull ? 'no-room-here' : 'not-saved');
	}
}
