/**
 * Sending one file: read in parts, encrypt each part to the vault's current epoch, store it, and only then say in the
 * log that the file exists. Several parts are on their way at once. `run` may be called again after any failure, also in
 * another visit, and goes on where it stopped: nothing that was acknowledged is sent twice.
 *
 * The rule for nonces (protocol.md section 12.1): of each part exactly one ciphertext is ever sent. Its hash is on disk
 * before its first byte leaves; when the file gives another one, the key is given up and everything begins anew.
 */
import type { BlobId, Hash32 } from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import {
	MAX_FILE_BYTES,
	newBlobSecret,
	planBlob,
	trueRange,
	type BlobPlan
} from '../crypto/age/file.ts';
import { newBlobId } from '../crypto/ids.ts';
import { MAX_PARTS } from '../contract/api.ts';
import { vaultDestination, type Destination, type OfVault, type Recipient } from './destination.ts';
import type { KeptUploads } from './kept-uploads.ts';
import type { PartWorkers, SealedPart } from './part-workers.ts';
import { putWatched, type Seen } from './part-watch.ts';
import { orCancelled, patiently, type Wait } from './patience.ts';
import { Refusal, type RefusalCode } from './problems.ts';
import { Slots } from './slots.ts';
import type { SourceFile } from './source-file.ts';
import type { Attempt, UploadRecord } from './upload-record.ts';

export interface TransferHooks {
	readonly signal: AbortSignal;
	/** Bytes of the file dealt with so far. Falls to 0 when everything begins anew. */
	onProgress(done: number): void;
	/** Called with true while waiting to try again after a lost connection. */
	onRetrying(waiting: boolean, why?: Refusal): void;
	/** Everything begins anew, with a new key, for this reason. */
	onAnew?(reason: Refusal): void;
	/** What was sent is where everybody finds it. Only tidying up in this browser is left. */
	onArrived?(): void;
	readonly wait: Wait;
}

export type UploadTools = {
	readonly workers: PartWorkers;
	readonly kept: KeptUploads;
	/** Parts in memory at once, of all uploads that share it. */
	readonly slots?: Slots;
} & (OfVault | { readonly to: Destination });

/** What is known of the attempt under way. */
interface Progress extends Attempt {
	readonly plan: BlobPlan;
	/** The server takes parts, and the attempt is kept: before that, nothing may be sent. Rejects with why not. */
	readonly begun: Promise<void>;
	/** The ledger: the one hash each part may be sent with. */
	readonly ledger: Map<number, Hash32>;
	/** Sealed from the file at hand, with the ledger's hash. Only these count. */
	readonly confirmed: Set<number>;
	/** The server says that it has them, which saves sending and nothing more. */
	readonly acknowledged: Set<number>;
	/** Whether the server was asked since the last interruption. */
	isKnown: boolean;
}

/** What ends an attempt but not the upload: another one begins, with a new key. */
const ENDS_ATTEMPT: readonly Refusal['code'][] = [
	'epoch-moved',
	'not-found',
	'part-conflict',
	'upload-incomplete'
];
/** A portal that forgets or mixes up every attempt is not asked for ever. */
const MOST_ATTEMPTS = 3;

/** @throws Refusal `file-empty` or `file-too-large`: what can never be sent. */
export function requireSendable({ size }: { size: number }): void {
	if (size === 0) throw new Refusal('file-empty');
	if (size > MAX_FILE_BYTES || planBlob(size).parts > MAX_PARTS)
		throw new Refusal('file-too-large');
}

export class Upload {
	readonly #tools: UploadTools;
	readonly #to: Destination;
	readonly #slots: Slots;
	readonly #file: SourceFile;
	/** What to say when the file does not give what was recorded. */
	readonly #ifOther: RefusalCode;
	#record: UploadRecord;
	#progress: Progress | null = null;

	/**
	 * `isPickedAgain`: nobody knows yet that this is the file which was being sent.
	 * @throws Refusal `file-empty`, `file-too-large` or, for another size than the record's, `other-file`.
	 */
	constructor(
		tools: UploadTools,
		record: UploadRecord,
		file: SourceFile,
		{ isPickedAgain = false } = {}
	) {
		requireSendable(file);
		if (file.size !== record.size) throw new Refusal(isPickedAgain ? 'other-file' : 'file-changed');
		this.#tools = tools;
		this.#to = 'to' in tools ? tools.to : vaultDestination(tools);
		this.#slots = tools.slots ?? new Slots(tools.workers.width);
		this.#record = record;
		this.#file = file;
		this.#ifOther = isPickedAgain ? 'other-file' : 'file-changed';
	}

	/** As it is kept: what another Upload goes on from. */
	get record(): UploadRecord {
		return this.#record;
	}

	async run(hooks: TransferHooks, now: () => number): Promise<void> {
		for (let attempts = 1; ; attempts++) {
			try {
				const isSent = this.#record.attempt !== null && (await this.#isThere(hooks, now));
				if (!isSent) await this.#send(hooks, now);
				hooks.onArrived?.();
				await this.#tidy();
				return;
			} catch (error) {
				if (this.#progress) this.#progress.isKnown = false;
				if (!(error instanceof Refusal)) throw error;
				// What was sealed of a file that changed is of two files: whoever chooses it again begins anew.
				if (error.code === 'file-changed' && this.#ifOther === 'file-changed') await this.#giveUp();
				if (!ENDS_ATTEMPT.includes(error.code) || attempts === MOST_ATTEMPTS) throw error;
				// Nothing has left: there is nothing to forget, and nothing to tell.
				if (!this.#record.attempt) continue;
				await this.#giveUp();
				hooks.onAnew?.(error);
				hooks.onProgress(0);
			}
		}
	}

	/** For good: the server is told to forget what arrived. Failing at that is harmless, it sweeps orphans itself. */
	async discard(): Promise<void> {
		const { id, attempt } = this.#record;
		this.#progress = null;
		this.#record = { ...this.#record, attempt: null };
		await this.#tools.kept.remove(id, attempt?.blob ?? null);
		await this.#forgetOnServer(attempt);
	}

	/** What stays behind does no harm: whoever goes on with it finds the file in the log. */
	async #tidy(): Promise<void> {
		const { id, attempt } = this.#record;
		await this.#tools.kept.remove(id, attempt?.blob ?? null).catch(() => undefined);
	}

	/** The key will seal nothing more, so its ledger may go. */
	async #giveUp(): Promise<void> {
		const { attempt } = this.#record;
		this.#progress = null;
		this.#record = { ...this.#record, attempt: null };
		await this.#tools.kept.save(this.#record);
		if (attempt) await this.#tools.kept.forgetParts(attempt.blob);
		await this.#forgetOnServer(attempt);
	}

	async #forgetOnServer(attempt: Attempt | null): Promise<void> {
		if (attempt) await this.#to.cancel(attempt.blob).catch(() => undefined);
	}

	/**
	 * An answer that was lost, perhaps with the whole page: the entry may be in the log already. Who stops the upload does not
	 * wait for a portal that says nothing: until then, its parts would keep the places of others.
	 */
	#isThere(hooks: TransferHooks, now: () => number): Promise<boolean> {
		return orCancelled(
			patiently(() => this.#to.isThere(this.#record, now), hooks),
			hooks.signal
		);
	}

	async #send(hooks: TransferHooks, now: () => number): Promise<void> {
		const { attempt } = this.#record;
		if (attempt && attempt.epoch !== this.#to.recipient().epoch) throw new Refusal('epoch-moved');
		const progress = attempt ? await this.#resume(attempt, hooks) : await this.#start(hooks, now);
		const indexes = Array.from({ length: progress.plan.parts }, (_, index) => index);
		const isOpen = (index: number) => !progress.confirmed.has(index);
		// Whether this is the same file is known before anything new is sealed of it.
		const [recorded, fresh] = [true, false].map((is) =>
			indexes.filter((index) => isOpen(index) && progress.ledger.has(index) === is)
		);
		this.#tell(progress, hooks);
		try {
			for (const some of [recorded ?? [], fresh ?? []])
				await this.#each(some, hooks, (index, signal) =>
					this.#part(progress, index, hooks, signal)
				);
		} catch (error) {
			// Nothing is kept of an attempt after it was given up or taken away; and why nothing may be sent comes first.
			await progress.begun;
			throw error;
		}
		await patiently(() => this.#announce(progress, now), hooks);
	}

	/**
	 * Parts are sealed while news is asked for and the server is asked to take them. Where the news is of another epoch, they
	 * and their key are thrown away.
	 */
	async #start(hooks: TransferHooks, now: () => number): Promise<Progress> {
		const news = this.#isThere(hooks, now);
		// Whoever begins hears of it.
		news.catch(() => undefined);
		const known = this.#known();
		if (!known) await news;
		const { epoch, kem } = known ?? this.#to.recipient();
		const plan = planBlob(this.#file.size);
		const attempt = { blob: newBlobId(), epoch, secret: await newBlobSecret(kem) };
		const begin = async () => {
			await news;
			if (this.#to.recipient().epoch !== epoch) throw new Refusal('epoch-moved');
			const { storedSize, parts } = plan;
			await patiently(() => this.#to.begin(attempt.blob, storedSize, parts), hooks);
			this.#record = { ...this.#record, attempt };
			await this.#tools.kept.save(this.#record);
			this.#progress = progress;
		};
		const progress = progressOf(attempt, plan, new Map(), Promise.resolve().then(begin));
		// Whoever sealed the first part hears of it.
		progress.begun.catch(() => undefined);
		return progress;
	}

	/** Whom to encrypt to, before anybody is asked for news. Null where that cannot be said. */
	#known(): Recipient | null {
		try {
			this.#to.requireTrust();
			return this.#to.recipient();
		} catch {
			return null;
		}
	}

	/** @throws Refusal `not-found` when the server or this device forgot what was sent */
	async #resume(attempt: Attempt, hooks: TransferHooks): Promise<Progress> {
		const { kept } = this.#tools;
		const plan = planBlob(this.#file.size);
		const ledger = this.#progress?.ledger ?? (await kept.parts(attempt.blob));
		if (!ledger) throw new Refusal('not-found');
		const progress = (this.#progress ??= progressOf(attempt, plan, ledger, Promise.resolve()));
		if (progress.isKnown) return progress;
		const status = await patiently(() => this.#to.status(attempt.blob), hooks);
		// A server that means another upload, or has what was never sent: nothing of this attempt can be built upon.
		if (status.parts !== plan.parts || status.acknowledged.some((index) => !ledger.has(index)))
			throw new Refusal('not-found');
		progress.acknowledged.clear();
		for (const index of status.acknowledged) progress.acknowledged.add(index);
		for (const index of progress.confirmed)
			if (!progress.acknowledged.has(index)) progress.confirmed.delete(index);
		progress.isKnown = true;
		return progress;
	}

	/** As many at once as there are slots; the first failure stops all, and is what is thrown. */
	async #each(
		indexes: readonly number[],
		hooks: TransferHooks,
		work: (index: number, signal: AbortSignal) => Promise<void>
	): Promise<void> {
		const left = [...indexes];
		const stop = new AbortController();
		const signal = AbortSignal.any([hooks.signal, stop.signal]);
		const failures: unknown[] = [];
		const lane = async () => {
			for (let index = left.shift(); index !== undefined; index = left.shift()) {
				if (hooks.signal.aborted) throw new Refusal('cancelled');
				if (stop.signal.aborted) return;
				const part = index;
				await this.#slots.hold(signal, () => work(part, signal));
			}
		};
		const lanes = Array.from({ length: this.#tools.workers.width }, async () => {
			try {
				await lane();
			} catch (error) {
				failures.push(error);
				stop.abort();
			}
		});
		await Promise.all(lanes);
		if (failures.length > 0) throw failures[0];
	}

	async #part(
		progress: Progress,
		index: number,
		hooks: TransferHooks,
		signal: AbortSignal
	): Promise<void> {
		const { workers } = this.#tools;
		const { secret, plan, blob } = progress;
		// Somebody may have looked at the vault meanwhile, and the portal been caught.
		this.#to.requireTrust();
		const part = await workers.seal({ file: this.#file, secret, plan, index }, signal);
		await progress.begun;
		if (hooks.signal.aborted) throw new Refusal('cancelled');
		await this.#note(progress, index, part);
		if (!progress.acknowledged.has(index)) {
			this.#to.requireTrust();
			const put = (given: AbortSignal) => this.#to.put({ blob, index }, part, given);
			const look = () => this.#seen(blob, index);
			await patiently(() => putWatched(put, look, signal), { ...hooks, signal });
			progress.acknowledged.add(index);
		}
		workers.takeBack(part.bytes);
		progress.confirmed.add(index);
		this.#tell(progress, hooks);
	}

	async #seen(blob: BlobId, index: number): Promise<Seen> {
		const { acknowledged, receiving } = await this.#to.status(blob);
		if (acknowledged.includes(index)) return 'taken';
		return receiving.includes(index) ? 'coming' : 'missing';
	}

	/**
	 * The nonce guard: under one key, the first ciphertext of a part is the only one that may ever be sent. Of two,
	 * whoever holds both reads both.
	 */
	async #note({ ledger, blob }: Progress, index: number, { hash }: SealedPart): Promise<void> {
		const before = ledger.get(index);
		if (before !== undefined) {
			if (!equalConstantTime(before, hash)) throw new Refusal(this.#ifOther);
			return;
		}
		ledger.set(index, hash);
		await this.#tools.kept.recordPart(blob, index, hash);
	}

	#tell({ plan, confirmed }: Progress, hooks: TransferHooks): void {
		let done = 0;
		for (const index of confirmed) {
			const { start, end } = trueRange(plan, index);
			done += end - start;
		}
		if (done > 0) hooks.onProgress(done);
	}

	#announce({ epoch, blob, plan, ledger }: Progress, now: () => number): Promise<void> {
		const parts = partHashes(blob, plan, ledger);
		return this.#to.announce({ record: this.#record, epoch, blob, plan, parts }, now);
	}
}

const progressOf = (
	attempt: Attempt,
	plan: BlobPlan,
	ledger: Map<number, Hash32>,
	begun: Promise<void>
): Progress => ({
	...attempt,
	plan,
	begun,
	ledger,
	confirmed: new Set(),
	acknowledged: new Set(),
	isKnown: ledger.size === 0
});

function partHashes(blob: BlobId, { parts }: BlobPlan, ledger: ReadonlyMap<number, Hash32>) {
	return Array.from({ length: parts }, (_, index) => {
		const hash = ledger.get(index);
		if (!hash) throw new Error(`part ${String(index)} of ${blob} was never sealed`);
		return hash;
	});
}
