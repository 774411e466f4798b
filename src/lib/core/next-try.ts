/** When what was interrupted is tried again, in words that count down calmly. Pure. */
import type { TransferView } from '../../vault/view.ts';
import { say, sayCount } from '../words/say.ts';

/** Counted in fives until here, so that a long wait does not tick. */
const BY_SECONDS = 10;

/** In whole seconds, the soonest of these; null where nobody knows. */
export function secondsToNextTry(rows: readonly TransferView[], now: number): number | null {
	const due = rows.flatMap(({ state, nextTryAt }) =>
		state === 'retrying' && nextTryAt !== null ? nextTryAt : []
	);
	if (due.length === 0) return null;
	const seconds = Math.max(0, Math.ceil((Math.min(...due) - now) / 1000));
	return seconds <= BY_SECONDS ? seconds : Math.ceil(seconds / 5) * 5;
}

/** "next try in 8 seconds" */
export const nextTryWords = (seconds: number): string =>
	seconds === 0
		? say('trying now')
		: sayCount(seconds, 'next try in {n} second', 'next try in {n} seconds');
