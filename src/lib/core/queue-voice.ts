/**
 * What a screen reader says of the queue: when its state changes, at each quarter of what takes long, and what failed;
 * never the ticking of figures. Pure: compares what was told last with what is so now, some time later.
 */
import type { QueueView, TransferView } from '../../vault/view.ts';
import { cleanName } from '../ui/text/displayName.ts';
import { formatTimeLeft } from '../ui/text/format.ts';
import { nextTryWords } from './next-try.ts';
import { directionOf, phaseOf, type Phase } from './queue-phase.ts';
import { inState } from './queue-words.ts';
import { say, sayCount } from '../words/say.ts';

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

const doing = {
	sent: 'Sending {what}',
	received: 'Receiving {what}',
	done: 'Sending and receiving {what}'
} as const;
const quarters = {
	sent: '{percent} percent sent, {left}.',
	received: '{percent} percent received, {left}.',
	done: '{percent} percent done, {left}.'
} as const;
const ends = {
	sent: '{what} sent, encrypted.',
	received: '{what} received.',
	done: '{what} done.'
} as const;
const failures = {
	sent: [
		'{n} file was not sent. The list says why.',
		'{n} files were not sent. The list says why.'
	],
	received: [
		'{n} file was not received. The list says why.',
		'{n} files were not received. The list says why.'
	],
	done: ['{n} file was not done. The list says why.', '{n} files were not done. The list says why.']
} as const;

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
	if (more > 0) return sayCount(more, '{n} more file.', '{n} more files.');
	if (before.failed === 0 && now.failed > 0) return notDone(now);
	if (now.quarter > before.quarter && (now.secondsLeft ?? 0) > WORTH_QUARTERS)
		return say(quarters[now.verb], {
			percent: now.quarter * 25,
			left: formatTimeLeft(now.secondsLeft ?? 0)
		});
	return null;
}

function changed(before: Told, now: Told): string | null {
	switch (now.phase) {
		case 'idle':
			return null;
		case 'running':
			return before.phase === 'idle' || before.phase === 'finished' ? begun(now) : say('Going on.');
		case 'interrupted':
			return say('The connection was lost. It goes on by itself when it is back.');
		case 'paused':
			return say('Paused.');
		case 'needs-file':
			return sayCount(
				now.needed,
				'{n} file has to be chosen again.',
				'{n} files have to be chosen again.'
			);
		case 'finished':
			return ended(now);
	}
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function begun({ name, files, verb }: Told): string {
	const what = name ?? sayCount(files, '{n} file', '{n} files');
	return `${say(doing[verb], { what })}.`;
}

function ended(now: Told): string {
	if (now.done === 0 && now.failed === 0) return say('Cancelled.');
	const what = now.name ?? sayCount(now.done, '{n} file', '{n} files');
	const sent = say(ends[now.verb], { what });
	if (now.failed === 0) return sent;
	return now.done === 0 ? notDone(now) : `${sent} ${notDone(now)}`;
}

function notDone({ failed, verb }: Told): string {
	const [one, many] = failures[verb];
	return sayCount(failed, one, many);
}
