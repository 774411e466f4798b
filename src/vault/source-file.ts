/** A file on the person's own disk, which somebody else may change, move or delete while it is read. */
import type { Raw } from '../crypto/brands.ts';
import { Refusal } from './refusal.ts';

/** What is needed of a browser's File. */
export interface SourceFile {
	readonly name: string;
	readonly size: number;
	readonly type: string;
	readonly lastModified: number;
	slice(start: number, end: number): Pick<Blob, 'arrayBuffer'> & { stream(): ReadableStream<Raw> };
}

/** A stream that nothing but a waiting read refers to may be collected, and then the read never ends (seen in Chromium 156). */
const reading = new Set<ReadableStreamBYOBReader>();

/**
 * Reads these bytes into the memory that `into` is a view of, and answers with that memory: a view of it made before has
 * lost it, as byte streams hand memory to and fro.
 * @throws Refusal `file-unreadable` when it is gone, `file-changed` when it cannot be read otherwise or comes up short
 */
export async function readInto(
	file: Pick<SourceFile, 'slice'>,
	{ start, end }: { start: number; end: number },
	into: Raw
): Promise<ArrayBuffer> {
	const reader = file.slice(start, end).stream().getReader({ mode: 'byob' });
	reading.add(reader);
	// Views lose their length with their memory.
	const { byteOffset, length } = into;
	let memory = into.buffer;
	try {
		for (let at = 0; at < length;) {
			const rest = new Uint8Array(memory, byteOffset + at, length - at);
			const { done, value } = await reader.read(rest);
			if (done) throw new Refusal('file-changed');
			memory = value.buffer;
			at += value.length;
		}
		return memory;
	} catch (error) {
		if (error instanceof Refusal) throw error;
		throw new Refusal((await isGone(file, start)) ? 'file-unreadable' : 'file-changed');
	} finally {
		reading.delete(reader);
	}
}

/** A stream that breaks does not say why. */
const isGone = (file: Pick<SourceFile, 'slice'>, at: number): Promise<boolean> =>
	file
		.slice(at, at + 1)
		.arrayBuffer()
		.then(
			() => false,
			(error: unknown) => error instanceof Error && error.name === 'NotFoundError'
		);
