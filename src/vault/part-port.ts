/**
 * What crosses between a pool and a worker that seals and opens parts: one job, one answer, and the bytes without being
 * copied. A worker is given the key of one file for the one part it works on, and keeps nothing. The key of a file that was not
 * read yet is in its part 0: a worker then asks for it with what its part begins with, after comparing the part's hash.
 */
import { blobSecretFrom, PART_BYTES, planBlob, type KeyOfPrefix } from '../crypto/age/file.ts';
import type { Raw } from '../crypto/brands.ts';
import { CryptoError } from '../crypto/errors.ts';
import { hashFrom, payloadKeyFrom } from '../crypto/keys.ts';
import { DamagedPart, inThisThread, type OpenJob, type SealJob } from './part-workers.ts';
import { Refusal } from './refusal.ts';
import type { SourceFile } from './source-file.ts';
import { noteUncounted } from './uncounted.ts';

export type PartJob = SealMessage | OpenMessage;

interface SealMessage {
	readonly kind: 'seal';
	readonly file: SourceFile;
	readonly prefix: Raw;
	readonly key: Raw;
	readonly size: number;
	readonly index: number;
	/** To be used again. */
	readonly memory: ArrayBuffer | undefined;
}

interface OpenMessage {
	readonly kind: 'open';
	/** Null: to be asked for. */
	readonly key: Raw | null;
	readonly size: number;
	readonly stored: number;
	readonly parts: number;
	readonly index: number;
	/** The hash of this part only: a large file has thousands. */
	readonly hash: Raw;
	readonly bytes: Raw;
}

export type PartAnswer =
	| { readonly bytes: Raw; readonly hash: Raw | null }
	| { readonly refusal: Refusal['code']; readonly received: Raw | null };

/** To a worker. */
export type Told = { readonly id: number } & (
	| { readonly job: PartJob }
	/** Null: what it was asked with does not open. */
	| { readonly key: Raw | null }
);

/** From a worker. */
export type Heard = { readonly id: number } & (
	| { readonly answer: PartAnswer }
	/** Asks for the key. */
	| { readonly prefix: Raw }
);

export const sealMessage = ({ file, secret, plan, index, memory }: SealJob): SealMessage => ({
	kind: 'seal',
	file,
	prefix: secret.prefix,
	key: secret.key,
	size: plan.size,
	index,
	memory
});

/** @throws Refusal `file-damaged` when the manifest has no such part */
export function openMessage({ key, manifest, index, stored }: OpenJob): OpenMessage {
	const hash = manifest.parts[index];
	if (hash === undefined) throw new Refusal('file-damaged');
	const { size, parts } = manifest;
	const about = { size, stored: manifest.stored, parts: parts.length, index, hash };
	return { kind: 'open', key: typeof key === 'function' ? null : key, ...about, bytes: stored };
}

/** The worker's side: what it does with a message. */
export function partWorker(
	post: (message: Heard, given: ArrayBuffer[]) => void
): (message: Told) => void {
	const waiting = new Map<number, (key: Raw | null) => void>();
	const work = async (id: number, job: PartJob) => {
		const keyOf = async (prefix: Raw) => {
			const { promise, resolve } = Promise.withResolvers<Raw | null>();
			waiting.set(id, resolve);
			post({ id, prefix }, []);
			const key = await promise;
			if (key === null) throw new CryptoError('open-failed');
			return payloadKeyFrom(key);
		};
		const answer = await answerTo(job, keyOf);
		post({ id, answer }, 'bytes' in answer ? [answer.bytes.buffer] : []);
		noteUncounted(Math.min(job.size, PART_BYTES));
	};
	return (message) => {
		if ('job' in message) void work(message.id, message.job);
		else {
			waiting.get(message.id)?.(message.key);
			waiting.delete(message.id);
		}
	};
}

/** Does the job, and gives what can be posted. */
async function answerTo(job: PartJob, keyOf: KeyOfPrefix): Promise<PartAnswer> {
	try {
		return job.kind === 'seal' ? await seal(job) : await open(job, keyOf);
	} catch (error) {
		const code = error instanceof Refusal ? error.code : 'unexpected';
		return { refusal: code, received: error instanceof DamagedPart ? error.received : null };
	}
}

function seal({ file, prefix, key, size, index, memory }: SealMessage): Promise<PartAnswer> {
	const secret = blobSecretFrom({ prefix, key });
	return inThisThread.seal({ file, secret, plan: planBlob(size), index, memory });
}

async function open(job: OpenMessage, keyOf: KeyOfPrefix): Promise<PartAnswer> {
	// Only this part's hash is looked at; the others stand for how many there are.
	const parts = Array.from({ length: job.parts }, () => hashFrom(job.hash));
	const manifest = { size: job.size, stored: job.stored, parts };
	const key = job.key === null ? keyOf : payloadKeyFrom(job.key);
	const { index, bytes: stored } = job;
	return { bytes: await inThisThread.open({ key, manifest, index, stored }), hash: null };
}

/** The pool's side: the bytes, or the refusal that the worker met. */
export function resultOf(answer: PartAnswer): { bytes: Raw; hash: Raw | null } {
	if ('bytes' in answer) return answer;
	const { refusal, received } = answer;
	throw received === null ? new Refusal(refusal) : new DamagedPart(hashFrom(received));
}
