/**
 * A download that outlasts the line: when trying again for a while did not help, it waits, as long as the person does, and
 * goes on with the first part that was not taken. What was taken is not fetched again, and its place stays open.
 */
import { Refusal } from '../../../vault/problems.ts';
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
export const lasting = (files: Download): Download => ({
	async download(vault, file, hooks, onBytes, from = 0) {
		let taken = from;
		const take: typeof onBytes = async (bytes) => {
			// Bytes that were given away have no length any more.
			const { length } = bytes;
			await onBytes(bytes);
			taken += length;
		};
		for (;;) {
			try {
				await files.download(vault, file, hooks, take, taken);
				return;
			} catch (error) {
				if (!(error instanceof Refusal) || !PASSING.includes(error.code)) throw error;
				hooks.onRetrying(true, error);
				await hooks.wait(PAUSE_MS, hooks.signal);
				hooks.onRetrying(false);
				if (hooks.signal.aborted) throw new Refusal('cancelled');
			}
		}
	}
});
