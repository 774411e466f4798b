/**
 * Where the parts of files are sealed and opened: in this thread, or in a pool of workers (src/lib/worker). Remembers
 * nothing: that a part is sealed from one plaintext only is for whoever sends it to see to (upload.ts).
 */
import type { Hash32, PayloadKey, Raw } from '../crypto/brands.ts';
import {
	openPart,
	OtherPart,
	partRoom,
	roomOf,
	sealPart,
	trueRange,
	type BlobPlan,
	type BlobSecret,
	type KeyOfPrefix,
	type Manifest
} from '../crypto/age/file.ts';
import { CryptoError } from '../crypto/errors.ts';
import { sha256 } from '../crypto/hash.ts';
import { Refusal } from './refusal.ts';
import { readInto, type SourceFile } from './source-file.ts';

export interface SealJob {
	readonly file: SourceFile;
	readonly secret: BlobSecret;
	readonly plan: BlobPlan;
	readonly index: number;
	/** Memory to seal in, if there is some to be used again. Given away. */
	readonly memory?: ArrayBuffer | undefined;
}

export interface OpenJob {
	/** Or who is asked for it once the part proved to be the right one: part 0 is what holds it. */
	readonly key: PayloadKey | KeyOfPrefix;
	readonly manifest: Manifest;
	readonly index: number;
	/** Given away: nobody may use it afterwards. */
	readonly stored: Raw;
}

export interface SealedPart {
	readonly bytes: Raw;
	readonly hash: Hash32;
}

export interface PartWorkers {
	/**
	 * Reads the part of the file itself: a File crosses to a worker for nothing.
	 * @throws Refusal `file-changed`, `file-unreadable`, `cancelled`
	 */
	seal(job: SealJob, signal?: AbortSignal): Promise<SealedPart>;
	/**
	 * The part's hash and every tag are checked before anything is returned.
	 * @throws DamagedPart; Refusal `cancelled`, `worker-stopped` when the bytes were lost with a worker that stopped
	 */
	open(job: OpenJob, signal?: AbortSignal): Promise<Raw>;
	/** The bytes of a part are not needed any more: their memory may serve another. */
	takeBack(bytes: Raw): void;
	/** What was taken back, if there is some. What it held is still in it: whoever uses it fills it. */
	spare(): ArrayBuffer | undefined;
	/** How many parts are worth having in flight. */
	readonly width: number;
	/** The same for a download, with what was opened and waits to be taken. */
	readonly held: number;
}

/** A part that is not what its signed manifest says; `received` is the hash of what came instead. */
export class DamagedPart extends Refusal {
	readonly received: Hash32;
	constructor(received: Hash32) {
		super('file-damaged');
		this.received = received;
	}
}

/** For Node, for tests, for the workers themselves, and where none starts. */
export const inThisThread: PartWorkers = {
	async seal({ file, secret, plan, index, memory }) {
		const length = roomOf(plan, index);
		const given = memory && memory.byteLength >= length ? memory : new ArrayBuffer(length);
		const { own } = partRoom(plan, index, given);
		const filled = await readInto(file, trueRange(plan, index), own);
		const room = partRoom(plan, index, filled);
		return sealPart(secret, plan, index, room.own, { room });
	},
	async open({ key, manifest, index, stored }) {
		try {
			return await openPart(key, manifest, index, stored);
		} catch (error) {
			if (!(error instanceof CryptoError)) throw error;
			// It was opened in its place: what came is known to be what the manifest names.
			const received = error instanceof OtherPart ? error.received : manifest.parts[index];
			throw new DamagedPart(received ?? (await sha256(stored)));
		}
	},
	takeBack() {
		// Memory in this thread is the collector's.
	},
	spare: () => undefined,
	width: 1,
	held: 1
};
