/**
 * Which of many transfers are shown as rows, and in what order. While there is room for all, each keeps its place: rows that
 * move are hard to follow and harder to press. Otherwise what needs somebody comes first and is never left out, then what
 * moves, then what waits, then what is done. Those that failed for the same reason become one group. Pure.
 */
import type { QueueView, TransferView } from '../../vault/view.ts';
import { isUnfinished } from './queue-phase.ts';

export interface RowGroup {
	key: string;
	state: 'failed' | 'needs-file';
	/** The sentence they share. */
	message: string;
	transfers: TransferView[];
}

export interface Arranged {
	groups: RowGroup[];
	rows: TransferView[];
	/** Under `room`, nothing is. */
	leftOut: TransferView[];
}

/** What is said of several files at once; any other reason is said as it is of one. */
const together: Record<string, string> = {
	'file-empty': 'These files are empty, so there is nothing to send. They were left out.',
	'file-changed':
		'These files changed while they were being read. Choose them again to send the new versions.',
	'file-unreadable': 'These files could not be read. They may have been moved or deleted.',
	'file-needed': 'Choose these files again to go on. What was sent of them is kept.',
	'file-too-large': 'These files are larger than the portal accepts.'
};
/** As many of one kind say more together. */
const A_GROUP = 3;
const order: readonly TransferView['state'][] = [
	'working',
	'retrying',
	'paused',
	'waiting',
	'done',
	'cancelled'
];
const needsSomebody = ({ state }: TransferView): boolean =>
	state === 'failed' || state === 'needs-file';

export function arrange(transfers: readonly TransferView[], room: number): Arranged {
	const sorted = alike(transfers.filter(needsSomebody));
	const groups = sorted.filter((group) => group.transfers.length >= A_GROUP);
	const alone = sorted.filter((group) => group.transfers.length < A_GROUP);
	const grouped = new Set(groups.flatMap((group) => group.transfers));
	const single = transfers.filter((one) => !grouped.has(one));
	if (single.length <= room) return { groups, rows: single, leftOut: [] };
	const first = alone.flatMap((group) => group.transfers);
	const inTurn = byState(single.filter((one) => !needsSomebody(one)));
	return {
		groups,
		rows: [...first, ...inTurn.slice(0, room)],
		leftOut: inTurn.slice(room)
	};
}

/** What the worker counts and gives no row, because there are too many. */
export function unseenOf(
	transfers: readonly TransferView[],
	{ files, filesDone, filesFailed }: QueueView
): { failed: number; waiting: number } {
	const failed = transfers.filter(({ state }) => state === 'failed').length;
	const unfinished = transfers.filter(isUnfinished).length;
	return {
		failed: Math.max(0, filesFailed - failed),
		waiting: Math.max(0, files - filesDone - unfinished)
	};
}

/** Of what arrived, all that has no tick among the lines: a file is told once. */
export function withoutTicked<T extends { name: string; size: number }>(
	arrived: readonly T[],
	lines: readonly TransferView[]
): T[] {
	const ticked = lines.filter(({ state }) => state === 'done');
	return arrived.filter(({ name, size }) => {
		const at = ticked.findIndex((line) => line.name === name && line.size === size);
		if (at >= 0) ticked.splice(at, 1);
		return at < 0;
	});
}

function byState(transfers: readonly TransferView[]): TransferView[] {
	return order.flatMap((state) => transfers.filter((one) => one.state === state));
}

function alike(transfers: readonly TransferView[]): RowGroup[] {
	const groups = new Map<string, RowGroup>();
	for (const one of transfers) {
		const state = one.state === 'failed' ? 'failed' : 'needs-file';
		const key = `${state} ${one.problem?.code ?? ''}`;
		const group = groups.get(key) ?? {
			key,
			state,
			message: together[one.problem?.code ?? ''] ?? one.problem?.message ?? '',
			transfers: []
		};
		group.transfers.push(one);
		groups.set(key, group);
	}
	return [...groups.values()];
}
