/**
 * Several files as one zip, made while they arrive: nothing is held but the piece under way. Stored, not compressed, with
 * zip64 where it is needed. A member that fails fails the whole archive: its directory, without which no program opens
 * it, is written last.
 */
import { makeZip, predictLength } from 'client-zip';
import type { Raw } from '../../../crypto/brands.ts';
import { Refusal } from '../../../vault/problems.ts';
import { Gathering, type Sink } from '../../../vault/sink.ts';

export interface Member {
	readonly path: string;
	readonly size: number;
	readonly modified: number;
	/** Hands out the member's bytes in order, waiting for each piece to be taken; resolves when all were right. */
	read(onBytes: (bytes: Raw) => Promise<void>): Promise<void>;
}

/** The archive's directory counts its members in 16 bits, unless it is larger than 4 GiB. */
const MOST_MEMBERS = 65_535;
/** What the format's dates can say. */
const FIRST_DAY = Date.UTC(1980, 0, 2);
const LAST_DAY = Date.UTC(2107, 11, 30);

/** The exact length of the archive. @throws Refusal `too-many-files` */
export function zipSize(members: readonly Pick<Member, 'path' | 'size'>[]): number {
	if (members.length > MOST_MEMBERS) throw new Refusal('too-many-files');
	return Number(predictLength(members.map(({ path, size }) => ({ name: path, size }))));
}

/** Resolves when all members are in `sink`, which is not closed here. @throws whatever a member or the sink fails with */
export async function writeZip(
	members: readonly Member[],
	sink: Pick<Sink, 'write'>
): Promise<void> {
	let current: WritableStreamDefaultWriter<Raw> | null = null;
	function* inputs() {
		for (const member of members) {
			const { readable, writable } = new TransformStream<Raw, Raw>();
			const writer = writable.getWriter();
			current = writer;
			member
				.read((bytes) => writer.write(bytes))
				.then(
					() => writer.close(),
					(error: unknown) => writer.abort(error)
				)
				// Told by the stream, to whoever reads it.
				.catch(() => undefined);
			const { path: name, size } = member;
			yield { name, size, lastModified: clamped(member.modified), input: readable };
		}
	}
	const gathering = new Gathering(sink);
	const archive = makeZip(inputs(), { buffersAreUTF8: true }).getReader();
	try {
		for (let next = await archive.read(); !next.done; next = await archive.read())
			await gathering.write(owned(next.value));
		await gathering.flush();
	} catch (error) {
		// The member under way waits for room that will not come.
		void release(current, error);
		void archive.cancel(error).catch(() => undefined);
		throw error;
	}
}

const release = (writer: WritableStreamDefaultWriter<Raw> | null, error: unknown) =>
	writer?.abort(error).catch(() => undefined);

const clamped = (time: number): Date => new Date(Math.min(Math.max(time, FIRST_DAY), LAST_DAY));

/** What a sink is given is given away. */
const owned = (bytes: Uint8Array): Raw => {
	const { buffer } = bytes;
	return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
		? new Uint8Array(buffer)
		: new Uint8Array(bytes);
};
