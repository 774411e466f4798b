/** Trying again, with growing pauses, after failures that pass by themselves; and waiting no longer than somebody wants to. */
import { Refusal } from './problems.ts';

/** Resolves after `ms`, or at once when the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** By the clock of this thread. */
export const pause: Wait = async (ms, signal) => {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	const end = () => resolve(undefined);
	const timer = setTimeout(end, ms);
	signal.addEventListener('abort', end);
	if (signal.aborted) end();
	await promise;
	clearTimeout(timer);
	signal.removeEventListener('abort', end);
};

const PAUSES_MS = [500, 1000, 2000, 4000, 8000];
const PASSING: readonly string[] = [
	'worker-stopped',
	'offline',
	'no-answer',
	'internal',
	'too-many-requests',
	'too-many-parts',
	'too-slow',
	'part-invalid'
];

export async function patiently<T>(
	attempt: () => Promise<T>,
	hooks: { signal: AbortSignal; wait: Wait; onRetrying(waiting: boolean, why?: Refusal): void }
): Promise<T> {
	for (let tries = 0; ; tries++) {
		try {
			return await attempt();
		} catch (error) {
			const ms = PAUSES_MS[tries];
			const passing = error instanceof Refusal && PASSING.includes(error.code);
			if (!passing || ms === undefined) throw error;
			hooks.onRetrying(true, error);
			await hooks.wait(ms, hooks.signal);
			hooks.onRetrying(false);
			if (hooks.signal.aborted) throw new Refusal('cancelled');
		}
	}
}

/** Stops waiting for `work` when the signal aborts; what was begun is left to end by itself. @throws Refusal `cancelled` */
export async function orCancelled<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
	if (!signal) return work;
	const { promise, reject } = Promise.withResolvers<never>();
	const cancel = () => {
		reject(new Refusal('cancelled'));
	};
	signal.addEventListener('abort', cancel);
	if (signal.aborted) cancel();
	try {
		return await Promise.race([promise, work]);
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}
