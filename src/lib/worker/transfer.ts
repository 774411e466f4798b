/** One file on its way and what its row says. It knows its state; when it runs is the queue's to decide. */
import type { VaultId } from '../../crypto/brands.ts';
import { fileName } from '../../vault/names.ts';
import { pause } from '../../vault/patience.ts';
import { Refusal, toProblem } from '../../vault/problems.ts';
import type { TransferHooks } from '../../vault/upload.ts';
import type { TransferState, TransferView } from '../../vault/view.ts';
import type { Gate } from './gate.ts';
import { Pace } from './pace.ts';

/** After these, going on makes sense: nothing of what was sent is lost. */
const PASSING: readonly string[] = [
	'offline',
	'no-answer',
	'internal',
	'disk-full',
	'device-full',
	'quota-exceeded',
	'user-quota-exceeded',
	'too-many-requests',
	'too-many-uploads',
	'too-many-parts',
	'too-slow',
	'locked',
	'not-signed-in',
	'clock-ahead'
];

/** A pause as short as this is over before anybody could shorten it. */
const SHORT_MS = 1500;

export class Transfer {
	/** Null where standing still means beginning anew, or where the queue sees to it. */
	readonly gate: Gate | null;
	/** A download that somebody keeps, not one that is only looked at. */
	readonly isSaving: boolean;
	readonly #changed: () => void;
	readonly #now: () => number;
	readonly #pace = new Pace();
	#view: TransferView;
	#abort = new AbortController();
	/** Several parts may wait for the line at once. */
	#waits = 0;
	/** What ends each of these pauses early, and when it ends by itself. */
	readonly #pauses = new Map<AbortController, number>();

	constructor(
		what: Pick<TransferView, 'id' | 'direction' | 'size' | 'answers'> & {
			vault: VaultId;
			name: string;
		},
		now: () => number,
		changed: () => void,
		{
			isQueued = false,
			isSaving = false,
			gate = null
		}: { isQueued?: boolean; isSaving?: boolean; gate?: Gate | null } = {}
	) {
		const rest = { done: 0, problem: null, resumable: false, nextTryAt: null, secondsLeft: null };
		const pausable = isQueued || gate !== null;
		this.#view = { ...what, ...rest, pausable, name: fileName(what.name), state: 'waiting' };
		this.gate = gate;
		this.isSaving = isSaving;
		this.#now = now;
		this.#changed = changed;
	}

	get view(): TransferView {
		return this.#view;
	}

	get state(): TransferState {
		return this.#view.state;
	}

	get signal(): AbortSignal {
		return this.#abort.signal;
	}

	is(...states: TransferState[]): boolean {
		return states.includes(this.#view.state);
	}

	/** `why`: what people are told beside the state. */
	become(state: TransferState, why: unknown = null, resumable = false): void {
		if (this.is('cancelled')) return;
		if (state !== 'working') this.#pace.forget();
		this.#update({
			state,
			resumable,
			problem: why === null ? null : toProblem(why),
			nextTryAt: null,
			secondsLeft: state === 'working' ? this.#view.secondsLeft : null,
			done: state === 'done' ? this.#view.size : this.#view.done
		});
	}

	/** `isKept`: the queue has what it takes to go on with it. */
	fail(error: unknown, isKept: boolean): void {
		if (error instanceof Refusal && error.code === 'cancelled') this.become('cancelled');
		else this.become('failed', error, isKept && PASSING.includes(toProblem(error).code));
	}

	/** `retrying`, until then or until somebody says: now. */
	waitUntil(nextTryAt: number): void {
		this.#update({ nextTryAt });
	}

	/** Ends the pause between two tries. False where nothing waits. */
	tryNow(): boolean {
		const pauses = [...this.#pauses.keys()];
		for (const pause of pauses) pause.abort();
		return pauses.length > 0;
	}

	/** Stands still; what was taken is kept. False where it cannot. */
	halt(): boolean {
		if (!this.gate) return false;
		this.gate.close();
		this.become('paused', null, true);
		return true;
	}

	/** Goes on after `halt`. False where it did not stand still. */
	goOn(): boolean {
		if (!this.gate?.isClosed) return false;
		this.become('working');
		this.gate.open();
		return true;
	}

	/** Ends what runs; `become` says what it is now. */
	stop(): void {
		this.#abort.abort();
		this.#abort = new AbortController();
	}

	/** Another file takes the place of the one that was meant. */
	describe(what: { name: string; size: number }): void {
		this.#update({ name: fileName(what.name), size: what.size, done: 0 });
	}

	hooks(): TransferHooks {
		const { signal } = this;
		this.#waits = 0;
		/** What was stopped says nothing any more. */
		const unlessStopped = (tell: () => void) => {
			if (!signal.aborted) tell();
		};
		return {
			signal,
			onProgress: (done) => unlessStopped(() => this.#progress(done)),
			onRetrying: (waiting, why) => unlessStopped(() => this.#retrying(waiting, why)),
			onAnew: (reason) => unlessStopped(() => this.#anew(reason)),
			onArrived: () => this.become('done'),
			wait: (ms, ended) => this.#pause(ms, ended)
		};
	}

	async #pause(ms: number, ended: AbortSignal): Promise<void> {
		const early = new AbortController();
		this.#pauses.set(early, this.#now() + ms);
		this.#tellNextTry(ms > SHORT_MS);
		await pause(ms, AbortSignal.any([ended, early.signal]));
		this.#pauses.delete(early);
		this.#tellNextTry(this.#view.resumable);
	}

	/** Of several parts that wait, the first. */
	#tellNextTry(resumable: boolean): void {
		if (!this.is('retrying')) return;
		const nextTryAt = this.#pauses.size > 0 ? Math.min(...this.#pauses.values()) : null;
		this.#update({ nextTryAt, resumable });
	}

	#progress(done: number): void {
		const { size } = this.#view;
		const at = this.#now();
		this.#pace.note(at, done);
		const secondsLeft = this.#pace.secondsLeft(at, size - done);
		this.#update({ done: Math.min(done, size), secondsLeft });
	}

	#anew(reason: unknown): void {
		if (!this.is('paused')) this.become('working', reason);
	}

	#retrying(waiting: boolean, why: unknown): void {
		this.#waits += waiting ? 1 : -1;
		// Told to stand still, what was waiting says so no more.
		if (this.is('paused')) return;
		if (this.#waits === 0) this.become('working');
		else if (waiting) this.become('retrying', why ?? null, this.#view.resumable);
	}

	#update(change: Partial<TransferView>): void {
		this.#view = { ...this.#view, ...change };
		this.#changed();
	}
}
