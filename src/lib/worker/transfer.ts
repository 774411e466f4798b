/** One file on its way and what its row says. It knows its state; when it runs is the queue's to decide. */
import type { VaultId } from '../../crypto/brands.ts';
import { fileName } from '../../vault/names.ts';
import { Refusal, toProblem } from '../../vault/problems.ts';
import type { TransferHooks } from '../../vault/upload.ts';
import type { TransferState, TransferView } from '../../vault/view.ts';
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
	'not-signed-in'
];

export class Transfer {
	readonly #changed: () => void;
	readonly #now: () => number;
	readonly #pace = new Pace();
	#view: TransferView;
	#abort = new AbortController();
	/** Several parts may wait for the line at once. */
	#waits = 0;

	constructor(
		what: Pick<TransferView, 'id' | 'direction' | 'size' | 'answers'> & {
			vault: VaultId;
			name: string;
		},
		now: () => number,
		changed: () => void
	) {
		const rest = { done: 0, problem: null, resumable: false, secondsLeft: null };
		this.#view = { ...what, ...rest, name: fileName(what.name), state: 'waiting' };
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
			secondsLeft: state === 'working' ? this.#view.secondsLeft : null,
			done: state === 'done' ? this.#view.size : this.#view.done
		});
	}

	fail(error: unknown): void {
		if (error instanceof Refusal && error.code === 'cancelled') this.become('cancelled');
		else this.become('failed', error, PASSING.includes(toProblem(error).code));
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
			onAnew: (reason) => unlessStopped(() => this.become('working', reason)),
			wait: pause
		};
	}

	#progress(done: number): void {
		const { size } = this.#view;
		const at = this.#now();
		this.#pace.note(at, done);
		const secondsLeft = this.#pace.secondsLeft(at, size - done);
		this.#update({ done: Math.min(done, size), secondsLeft });
	}

	#retrying(waiting: boolean, why: unknown): void {
		this.#waits += waiting ? 1 : -1;
		if (this.#waits > 0) this.become('retrying', why ?? null);
		else this.become('working');
	}

	#update(change: Partial<TransferView>): void {
		this.#view = { ...this.#view, ...change };
		this.#changed();
	}
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	const timer = setTimeout(() => {
		resolve(undefined);
	}, ms);
	signal.addEventListener('abort', () => {
		clearTimeout(timer);
		resolve(undefined);
	});
	return promise;
}
