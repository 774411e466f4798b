/**
 * What state a queue as a whole is in, which the rows alone do not say. Pure. `files` of the queue counts neither what
 * failed nor what was cancelled.
 */
import type { QueueView, TransferView } from '../../vault/view.ts';

export type Phase =
	| 'idle'
	| 'running'
	/** Files would go on, but the connection is gone or the portal does not answer. */
	| 'interrupted'
	| 'paused'
	/** Nothing goes on before somebody chooses files again. */
	| 'needs-file'
	| 'finished';

export const isUnderWay = ({ state }: TransferView): boolean =>
	['waiting', 'working', 'retrying'].includes(state);

/** Would go on by itself, or with a press of a button. */
export const isUnfinished = (one: TransferView): boolean =>
	isUnderWay(one) || one.state === 'paused' || one.state === 'needs-file';

/** A download that stands still is not gone on with after the page was closed; what is sent is, and what came by a link waits as before. */
export const isLostWithPage = (one: TransferView): boolean =>
	isUnderWay(one) || (one.direction === 'down' && one.state === 'paused');

/** What was saved is with the browser, which shows it; the tick of what was sent stays to be seen. */
export const isWorthARow = ({ direction, state }: TransferView): boolean =>
	direction === 'up' || state !== 'done';

export function phaseOf(rows: readonly TransferView[], queue: QueueView): Phase {
	const has = (state: TransferView['state']) => rows.some((one) => one.state === state);
	if (has('retrying') && !has('working')) return 'interrupted';
	if (rows.some(isUnderWay)) return queue.offline ? 'interrupted' : 'running';
	if (has('paused')) return 'paused';
	if (has('needs-file')) return 'needs-file';
	return rows.length > 0 ? 'finished' : 'idle';
}

/** Both: as when a preparer saves one file while sending others. */
export function directionOf(rows: readonly TransferView[]): 'up' | 'down' | 'both' {
	const unfinished = rows.filter(isUnfinished);
	const among = unfinished.length > 0 ? unfinished : rows;
	const up = among.some(({ direction }) => direction === 'up');
	const down = among.some(({ direction }) => direction === 'down');
	return up && down ? 'both' : down ? 'down' : 'up';
}

/**
 * Whether the line about all files offers to try again what failed: where one file failed alone, its own line does, and a
 * second button would do the same. Of failures without a row nobody knows, so they count as more.
 */
export function retriesTogether(
	rows: readonly TransferView[],
	{ filesFailed }: QueueView
): boolean {
	const failed = rows.filter(({ state }) => state === 'failed');
	const resumable = failed.filter((one) => one.resumable).length;
	return resumable > 1 || (resumable === 1 && filesFailed > failed.length);
}
