/**
 * A download that outlasts the person's wish to wait, and the line: when trying again for a while did not help, it waits,
 * as long as the person does, and paused, until they go on. It then goes on with the first part that was not taken. What was
 * taken is not fetched again, and its place stays open.
 */
import { Begun, type Asked } from '../../../vault/download.ts';
import { Refusal } from '../../../vault/problems.ts';
import type { TransferHooks } from '../../../vault/upload.ts';
import type { Gate } from '../gate.ts';

const PAUSE_MS = 15_000;
/** The line, or the server behind it. Anything else does not pass by waiting. */
const PASSING: readonly string[] = [
	'offline',
	'no-answer',
	'internal',
	'too-many-requests',
	'too-slow',
	'worker-stopped'
];

/** Hands out what is left of one file, in order, waiting for each piece to be taken. */
export type Fetching = (hooks: TransferHooks, begun: Begun) => Promise<void>;

export interface Staying {
	readonly gate: Gate;
	/** Who looks at a document is better told that the line is gone than kept waiting. */
	readonly for: 'saving' | 'looking';
}

/**
 * @param asked what was asked for of it already
 * @throws what `fetching` does, but, when saving, for what passes
 */
export async function lasting(
	fetching: Fetching,
	hooks: TransferHooks,
	{ gate, for: purpose }: Staying,
	asked: Asked | null = null
): Promise<void> {
	const begun = new Begun(asked);
	for (;;) {
		await gate.passed(hooks.signal);
		const closing = gate.signal;
		const signal = AbortSignal.any([hooks.signal, closing]);
		try {
			await fetching({ ...hooks, signal }, begun);
			return;
		} catch (error) {
			if (hooks.signal.aborted) throw new Refusal('cancelled');
			if (closing.aborted && isOf(['cancelled'], error)) continue;
			if (purpose === 'looking' || !isOf(PASSING, error)) throw error;
			hooks.onRetrying(true, error);
			await hooks.wait(PAUSE_MS, signal);
			hooks.onRetrying(false);
		}
	}
}

const isOf = (codes: readonly string[], error: unknown): error is Refusal =>
	error instanceof Refusal && codes.includes(error.code);
