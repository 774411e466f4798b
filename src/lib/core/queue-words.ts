/** The queue in a sentence, for the eye. What is read out is queue-voice.ts. Pure. */
import type { QueueView, TransferView } from '../../vault/view.ts';
import { cleanName } from '../ui/text/displayName.ts';
import { formatBytes, formatProgress, formatSpeed, formatTimeLeft } from '../ui/text/format.ts';
import { nextTryWords } from './next-try.ts';
import { directionOf, isUnfinished, phaseOf, type Phase } from './queue-phase.ts';
import { say, sayCount } from '../words/say.ts';

export interface QueueWords {
	phase: Phase;
	title: string;
	detail: string;
	/** 0 to 1. */
	share: number;
}

/** A line never begins with the dot. */
const DOT = '\u00a0· ';
const moving = {
	up: 'Sending {what}',
	down: 'Receiving {what}',
	both: 'Sending and receiving {what}'
} as const;
const moved = {
	up: ['{n} file sent', '{n} files sent'],
	down: ['{n} file received', '{n} files received'],
	both: ['{n} file done', '{n} files done']
} as const;
const notMoved = {
	up: ['{n} file not sent', '{n} files not sent'],
	down: ['{n} file not received', '{n} files not received'],
	both: ['{n} file not done', '{n} files not done']
} as const;
const soFar = {
	up: '{done} of {n} files sent',
	down: '{done} of {n} files received',
	both: '{done} of {n} files done'
} as const;

type Direction = keyof typeof moving;

/** `nextTry`: in how many seconds what was interrupted is tried again, where that is known. */
export function queueWords(
	rows: readonly TransferView[],
	queue: QueueView,
	nextTry: number | null = null
): QueueWords {
	const phase = phaseOf(rows, queue);
	const { bytes, bytesDone } = queue;
	const share = bytes === 0 ? 0 : bytesDone / bytes;
	const detail = detailOf(phase, rows, queue, nextTry);
	return { phase, title: titleOf(phase, rows, queue), detail, share };
}

function titleOf(phase: Phase, rows: readonly TransferView[], queue: QueueView): string {
	const direction = directionOf(rows);
	const what = subject(rows, queue);
	switch (phase) {
		case 'idle':
			return '';
		case 'running':
			return say(moving[direction], { what });
		case 'interrupted':
			return queue.offline ? say('Waiting for the connection') : say('The portal does not answer');
		case 'paused':
			return say('Paused: {what} to go', { what });
		case 'needs-file':
			return sayCount(
				inState(rows, 'needs-file'),
				'{n} file to choose again',
				'{n} files to choose again'
			);
		case 'finished':
			return finishedTitle(direction, queue);
	}
}

/** What came of files that are over. */
export function finishedTitle(
	direction: Direction,
	{ filesDone, filesFailed }: Pick<QueueView, 'filesDone' | 'filesFailed'>
): string {
	if (filesDone === 0 && filesFailed === 0) return say('Cancelled');
	const [one, many] = moved[direction];
	const done = sayCount(filesDone, one, many);
	if (filesFailed === 0) return done;
	const failed = notDone(direction, filesFailed);
	return filesDone === 0 ? failed : `${done}, ${failed}`;
}

function notDone(direction: Direction, files: number): string {
	const [one, many] = notMoved[direction];
	return sayCount(files, one, many);
}

function detailOf(
	phase: Phase,
	rows: readonly TransferView[],
	queue: QueueView,
	nextTry: number | null
): string {
	const { files, filesDone, filesFailed, bytes, bytesDone, bytesPerSecond, secondsLeft } = queue;
	const direction = directionOf(rows);
	const parts: string[] = [];
	if (phase === 'finished' || phase === 'idle') return '';
	if (files > 1) parts.push(sayCount(files, '', soFar[direction], { done: filesDone }));
	// What arrived of files that have to be chosen again is kept, and counted once they are here.
	const isCounted = phase !== 'needs-file' || bytesDone > 0;
	parts.push(isCounted ? formatProgress(bytesDone, bytes) : formatBytes(bytes));
	if (phase === 'running' && bytesPerSecond !== null) parts.push(formatSpeed(bytesPerSecond));
	if (phase === 'running' && secondsLeft !== null) parts.push(formatTimeLeft(secondsLeft));
	if (phase === 'interrupted')
		parts.push(nextTry === null ? say('goes on by itself') : nextTryWords(nextTry));
	if (filesFailed > 0) parts.push(notDone(direction, filesFailed));
	return parts.join(DOT);
}

/** One file is called by its name. */
function subject(rows: readonly TransferView[], { files, filesDone }: QueueView): string {
	const [only, ...others] = rows.filter(isUnfinished);
	if (only && others.length === 0 && files - filesDone <= 1) return cleanName(only.name);
	return sayCount(files - filesDone, '{n} file', '{n} files');
}

export const inState = (rows: readonly TransferView[], state: TransferView['state']): number =>
	rows.filter((one) => one.state === state).length;
