/**
 * What crosses between a pool and a worker that seals and opens parts: one job, one answer, and the bytes without being
 * copied. A worker is given the key of one file for the one part it works on, and keeps nothing.
 */
import { blobSecretFrom, PART_BYTES, planBlob } from '../crypto/age/file.ts';
import type { Raw } from '../crypto/brands.ts';
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
	readonly key: Raw;
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
	return { kind: 'open', key, ...about, bytes: stored };
}

/** The worker's side: does the job, and gives what can be posted. */
export async function answerTo(job: PartJob): Promise<PartAnswer> {
	try {
		return job.kind === 'seal' ? await seal(job) : await open(job);
	} catch (error) {
		const code = error instanceof Refusal ? error.code : 'unexpected';
		return { refusal: code, received: error instanceof DamagedPart ? error.received : null };
	} finally {
		noteUncounted(Math.min(job.size, PART_BYTES));
	}
}

function seal({ file, prefix, key, size, index, memory }: SealMessage): Promise<PartAnswer> {
	const secret = blobSecretFrom({ prefix, key });
	return inThisThread.seal({ file, secret, plan: planBlob(size), index, memory });
}

async function open(job: OpenMessage): Promise<PartAnswer> {
	// Only this part's hash is looked at; the others stand for how many there are.
	const parts = Array.from({ length: job.parts }, () => hashFrom(job.hash));
	const manifest = { size: job.size, stored: job.stored, parts };
	const key = payloadKeyFrom(job.key);
	const { index, bytes: stored } = job;
	return { bytes: await inThisThread.open({ key, manifest, index, stored }), hash: null };
}

/** The pool's side: the bytes, or the refusal that the worker met. */
export function resultOf(answer: PartAnswer): { bytes: Raw; hash: Raw | null } {
	if ('bytes' in answer) return answer;
	const { refusal, received } = answer;
	throw received === null ? new Refusal(refusal) : new DamagedPart(hashFrom(received));
}
