/**
 * A download that outlasts the line, and the person's wish to wait: when trying again for a while did not help, it waits,
 * as long as the person does, and paused, until they go on. It then goes on with the first part that was not taken. What was
 * taken is not fetched again, and its place stays open.
 */
import { Refusal } from '../../../vault/problems.ts';
import type { Gate } from '../gate.ts';
import type { Files } from './files.ts';

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

type Download = Pick<Files, 'download'>;

/** Refuses as `download` does, but for what passes. */
export const lasting = (files: Download, gate: Gate): Download => ({
	async download(vault, file, hooks, onBytes, from = 0) {
		let taken = from;
		const take: typeof onBytes = async (bytes) => {
			// Bytes that were given away have no length any more.
			const { length } = bytes;
			await onBytes(bytes);
			taken += length;
		};
		for (;;) {
			await gate.passed(hooks.signal);
			const closing = gate.signal;
			const signal = AbortSignal.any([hooks.signal, closing]);
			try {
				await files.download(vault, file, { ...hooks, signal }, take, taken);
				return;
			} catch (error) {
				if (hooks.signal.aborted) throw new Refusal('cancelled');
				if (closing.aborted && isOf(['cancelled'], error)) continue;
				if (!isOf(PASSING, error)) throw error;
				hooks.onRetrying(true, error);
				await hooks.wait(PAUSE_MS, signal);
				hooks.onRetrying(false);
			}
		}
	}
});

const isOf = (codes: readonly string[], error: unknown): error is Refusal =>
	error instanceof Refusal && codes.includes(error.code);
