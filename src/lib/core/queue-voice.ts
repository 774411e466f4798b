/**
 * What a screen reader says of the queue: when its state changes, at each quarter of what takes long, and what failed;
 * never the ticking of figures. Pure: compares what was told last with what is so now, some time later.
 */
import type { QueueView, TransferView } from '../../vault/view.ts';
import { cleanName } from '../ui/text/displayName.ts';
import { formatPlural, formatTimeLeft } from '../ui/text/format.ts';
import { nextTryWords } from './next-try.ts';
import { directionOf, phaseOf, type Phase } from './queue-phase.ts';
import { inState } from './queue-words.ts';

export interface Told {
	phase: Phase;
	files: number;
	done: number;
	failed: number;
	quarter: number;
	/** Left out where it will be over before it is said. */
	secondsLeft: number | null;
	needed: number;
	/** In seconds, where it is long and known. */
	nextTry: number | null;
	/** Where there is only one file. */
	name: string | null;
	verb: 'sent' | 'received' | 'done';
}

/** Shorter than this, the end is all that is worth saying. */
const WORTH_QUARTERS = 20;
/** A pause as short as this is over before it is said. */
const WORTH_A_WORD = 10;
const verbs = { up: 'sent', down: 'received', both: 'done' } as const;

/** `nextTry`: in how many seconds what was interrupted is tried again. */
export function tellable(
	rows: readonly TransferView[],
	queue: QueueView,
	nextTry: number | null = null
): Told {
	const [only, ...others] = rows;
	return {
		phase: phaseOf(rows, queue),
		files: queue.files,
		done: queue.filesDone,
		failed: queue.filesFailed,
		quarter: queue.bytes === 0 ? 0 : Math.floor((4 * queue.bytesDone) / queue.bytes),
		secondsLeft: queue.secondsLeft,
		nextTry: nextTry !== null && nextTry >= WORTH_A_WORD ? nextTry : null,
		needed: inState(rows, 'needs-file'),
		name: only && others.length === 0 ? cleanName(only.name) : null,
		verb: verbs[directionOf(rows)]
	};
}

/** Null where there is nothing new to say. */
export function newsBetween(before: Told, now: Told): string | null {
	if (before.phase !== now.phase) return changed(before, now);
	// Once, when the wait becomes a long one; never the counting.
	if (now.phase === 'interrupted' && before.nextTry === null && now.nextTry !== null)
		return `${capital(nextTryWords(now.nextTry))}.`;
	if (now.phase !== 'running') return null;
	const more = now.files - before.files;
	if (more > 0) return `${formatPlural(more, 'more file', 'more files')}.`;
	if (before.failed === 0 && now.failed > 0) return notDone(now);
	if (now.quarter > before.quarter && (now.secondsLeft ?? 0) > WORTH_QUARTERS)
		return `${now.quarter * 25} percent ${now.verb}, ${formatTimeLeft(now.secondsLeft ?? 0)}.`;
	return null;
}

function changed(before: Told, now: Told): string | null {
	switch (now.phase) {
		case 'idle':
			return null;
		case 'running':
			return before.phase === 'idle' || before.phase === 'finished' ? begun(now) : 'Going on.';
		case 'interrupted':
			return 'The connection was lost. It goes on by itself when it is back.';
		case 'paused':
			return 'Paused.';
		case 'needs-file':
			return `${formatPlural(now.needed, 'file has', 'files have')} to be chosen again.`;
		case 'finished':
			return ended(now);
	}
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function begun({ name, files, verb }: Told): string {
	const doing = { sent: 'Sending', received: 'Receiving', done: 'Sending and receiving' }[verb];
	return `${doing} ${name ?? formatPlural(files, 'file')}.`;
}

function ended(now: Told): string {
	if (now.done === 0 && now.failed === 0) return 'Cancelled.';
	const what = now.name ?? formatPlural(now.done, 'file');
	const sent = `${what} ${now.verb}${now.verb === 'sent' ? ', encrypted' : ''}.`;
	if (now.failed === 0) return sent;
	return now.done === 0 ? notDone(now) : `${sent} ${notDone(now)}`;
}

const notDone = ({ failed, verb }: Told): string =>
	`${formatPlural(failed, 'file was', 'files were')} not ${verb}. The list says why.`;
