/** The queue in a sentence, for the eye. What is read out is queue-voice.ts. Pure. */
import type { QueueView, TransferView } from '../../vault/view.ts';
import { cleanName } from '../ui/text/displayName.ts';
import { formatPlural, formatProgress, formatSpeed, formatTimeLeft } from '../ui/text/format.ts';
import { nextTryWords } from './next-try.ts';
import { directionOf, isUnfinished, phaseOf, type Phase } from './queue-phase.ts';

export interface QueueWords {
	phase: Phase;
	title: string;
	detail: string;
	/** 0 to 1. */
	share: number;
}

/** A line never begins with the dot. */
const DOT = '\u00a0· ';
const moving = { up: 'Sending', down: 'Receiving', both: 'Sending and receiving' };
const moved = { up: 'sent', down: 'received', both: 'done' };

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
			return `${moving[direction]} ${what}`;
		case 'interrupted':
			return queue.offline ? 'Waiting for the connection' : 'The portal does not answer';
		case 'paused':
			return `Paused: ${what} to go`;
		case 'needs-file':
			return `${formatPlural(inState(rows, 'needs-file'), 'file')} to choose again`;
		case 'finished':
			return finishedTitle(moved[direction], queue);
	}
}

function finishedTitle(done: string, { filesDone, filesFailed }: QueueView): string {
	if (filesDone === 0 && filesFailed === 0) return 'Cancelled';
	if (filesFailed === 0) return `${formatPlural(filesDone, 'file')} ${done}`;
	const failed = `${formatPlural(filesFailed, 'file')} not ${done}`;
	return filesDone === 0 ? failed : `${formatPlural(filesDone, 'file')} ${done}, ${failed}`;
}

function detailOf(
	phase: Phase,
	rows: readonly TransferView[],
	queue: QueueView,
	nextTry: number | null
): string {
	const { files, filesDone, filesFailed, bytes, bytesDone, bytesPerSecond, secondsLeft } = queue;
	const done = moved[directionOf(rows)];
	const parts: string[] = [];
	if (phase === 'finished' || phase === 'idle') return '';
	if (files > 1) parts.push(`${filesDone} of ${formatPlural(files, 'file')} ${done}`);
	parts.push(formatProgress(bytesDone, bytes));
	if (phase === 'running' && bytesPerSecond !== null) parts.push(formatSpeed(bytesPerSecond));
	if (phase === 'running' && secondsLeft !== null) parts.push(formatTimeLeft(secondsLeft));
	if (phase === 'interrupted')
		parts.push(nextTry === null ? 'goes on by itself' : nextTryWords(nextTry));
	if (filesFailed > 0) parts.push(`${formatPlural(filesFailed, 'file')} not ${done}`);
	return parts.join(DOT);
}

/** One file is called by its name. */
function subject(rows: readonly TransferView[], { files, filesDone }: QueueView): string {
	const [only, ...others] = rows.filter(isUnfinished);
	if (only && others.length === 0 && files - filesDone <= 1) return cleanName(only.name);
	return formatPlural(files - filesDone, 'file');
}

export const inState = (rows: readonly TransferView[], state: TransferView['state']): number =>
	rows.filter((one) => one.state === state).length;
