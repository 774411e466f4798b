/**
 * Parts sealed and opened by a few workers side by side. They are started when there is work, the first when
 * there is likely to be some. A part whose worker stopped is done again by another, and in this thread when none starts,
 * so that a worker can fail but no file does.
 */
import { STORED_PART_BYTES, type KeyOfPrefix } from '../crypto/age/file.ts';
import type { Raw } from '../crypto/brands.ts';
import { CryptoError } from '../crypto/errors.ts';
import { hashFrom } from '../crypto/keys.ts';
import {
	openMessage,
	resultOf,
	sealMessage,
	type Heard,
	type PartAnswer,
	type PartJob,
	type Told
} from './part-port.ts';
import {
	inThisThread,
	type OpenJob,
	type PartWorkers,
	type SealedPart,
	type SealJob
} from './part-workers.ts';
import { orCancelled } from './patience.ts';
import { Refusal } from './problems.ts';

/** A worker that runs and listens. */
export interface PartPort {
	/** The bytes of `given` are moved, not copied. */
	post(message: Told, given: ArrayBuffer[]): void;
	onMessage(listener: (message: Heard) => void): void;
	/** Called when the worker stopped by itself. */
	onLost(listener: () => void): void;
	end(): void;
}

const TRIES = 2;

export class PartPool implements PartWorkers {
	readonly width: number;
	readonly held: number;
	readonly #size: number;
	readonly #start: () => Promise<PartPort>;
	#members: Member[] = [];
	/** A fresh buffer costs more than filling it: the system clears each of its pages when it is first touched. */
	#spare: ArrayBuffer[] = [];

	constructor(start: () => Promise<PartPort>, { size, width }: { size: number; width: number }) {
		this.#start = start;
		this.#size = size;
		this.width = width;
		this.held = width + 1;
	}

	async seal(job: SealJob, signal?: AbortSignal): Promise<SealedPart> {
		for (let tries = 0; tries < TRIES; tries++) {
			const memory = this.spare();
			const message = sealMessage({ ...job, memory });
			const given = memory ? [memory] : [];
			const { bytes, hash } = await this.#ask(message, { given, signal }).catch(orNull);
			if (bytes && hash) return { bytes, hash: hashFrom(hash) };
		}
		requireGoing(signal);
		return inThisThread.seal(job);
	}

	async open(job: OpenJob, signal?: AbortSignal): Promise<Raw> {
		const message = openMessage(job);
		const keyOf = typeof job.key === 'function' ? job.key : undefined;
		for (let tries = 0; tries < TRIES; tries++) {
			const given = [job.stored.buffer];
			const { bytes } = await this.#ask(message, { given, keyOf, signal }).catch(orNull);
			if (bytes) return bytes;
			if (job.stored.length === 0) throw new Refusal('worker-stopped');
		}
		requireGoing(signal);
		return inThisThread.open(job);
	}

	/** Somebody is likely to bring a file soon: starting a worker takes as long as a small file. */
	warm(): void {
		if (this.#members.length === 0) this.#hire();
	}

	takeBack({ buffer }: Raw): void {
		if (buffer.byteLength >= STORED_PART_BYTES && this.#spare.length < this.width)
			this.#spare.push(buffer);
	}

	spare(): ArrayBuffer | undefined {
		return this.#spare.pop();
	}

	/** Ends all workers, and with them whatever keys they held. The next job starts new ones. */
	stop(): void {
		this.#spare = [];
		for (const member of this.#members.splice(0)) member.end(new Refusal('cancelled'));
	}

	async #ask(job: PartJob, { signal, ...asked }: Asked & { signal: AbortSignal | undefined }) {
		requireGoing(signal);
		const answer = this.#leastBusy().ask(job, asked);
		// A part takes a moment only.
		return resultOf(await orCancelled(answer, signal));
	}

	#leastBusy(): Member {
		const [least] = this.#members.toSorted((a, b) => a.load - b.load);
		const isEnough = least && (least.load === 0 || this.#members.length >= this.#size);
		return isEnough ? least : this.#hire();
	}

	#hire(): Member {
		const member = new Member(this.#start(), () => {
			this.#members = this.#members.filter((one) => one !== member);
		});
		this.#members.push(member);
		return member;
	}
}

interface Asked {
	/** Moved, not copied. */
	readonly given: ArrayBuffer[];
	/** Where the worker has to ask for the key. */
	readonly keyOf?: KeyOfPrefix | undefined;
}

type Waiting = PromiseWithResolvers<PartAnswer> & Pick<Asked, 'keyOf'>;

/** One worker of a pool, from before it has started. */
class Member {
	readonly #port: Promise<PartPort>;
	readonly #onEnd: () => void;
	readonly #waiting = new Map<number, Waiting>();
	#next = 0;

	constructor(port: Promise<PartPort>, onEnd: () => void) {
		this.#port = port;
		this.#onEnd = onEnd;
		const lost = () => {
			this.end(new Refusal('worker-stopped'));
		};
		port.then((started) => {
			started.onLost(lost);
			started.onMessage((message) => {
				if ('prefix' in message) void this.#tellKey(started, message);
				else this.#take(message.id)?.resolve(message.answer);
			});
		}, lost);
	}

	/** Jobs it has, started or not. */
	get load(): number {
		return this.#waiting.size;
	}

	async ask(job: PartJob, { given, keyOf }: Asked): Promise<PartAnswer> {
		const id = this.#next++;
		const waiting = Promise.withResolvers<PartAnswer>();
		this.#waiting.set(id, { ...waiting, keyOf });
		this.#port.then(
			(port) => {
				if (this.#waiting.has(id)) port.post({ id, job }, given);
			},
			() => undefined
		);
		return waiting.promise;
	}

	async #tellKey(port: PartPort, { id, prefix }: { id: number; prefix: Raw }): Promise<void> {
		const key = await this.#waiting
			.get(id)
			?.keyOf?.(prefix)
			.catch((error: unknown) => {
				// A line that broke, say, is not the part's fault.
				if (!(error instanceof CryptoError)) this.#take(id)?.reject(error);
				return null;
			});
		port.post({ id, key: key ?? null }, []);
	}

	#take(id: number): Waiting | undefined {
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		return waiting;
	}

	end(reason: Refusal): void {
		this.#onEnd();
		for (const { reject } of this.#waiting.values()) reject(reason);
		this.#waiting.clear();
		this.#port.then(
			(port) => {
				port.end();
			},
			() => undefined
		);
	}
}

/** A worker that stopped is no answer yet. */
function orNull(error: unknown): { bytes: null; hash: null } {
	if (error instanceof Refusal && error.code === 'worker-stopped')
		return { bytes: null, hash: null };
	throw error;
}

function requireGoing(signal?: AbortSignal): void {
	if (signal?.aborted) throw new Refusal('cancelled');
}
