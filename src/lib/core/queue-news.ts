/** The rows and figures of the queue after some news of it, with guesses held still. Pure. */
import type { QueueView, TransferNews, TransferView } from '../../vault/view.ts';
import { steadySpeed, steadyTime } from './steady.ts';

/** Only what changed crosses from the worker. Ids rise in the order in which files were added. */
export function rowsAfter(
	shown: readonly TransferView[],
	{ changed, gone }: Pick<TransferNews, 'changed' | 'gone'>
): readonly TransferView[] {
	if (changed.length === 0 && gone.length === 0) return shown;
	const rows = new Map(shown.map((row) => [row.id, row]));
	for (const id of gone) rows.delete(id);
	for (const row of changed) {
		const secondsLeft = steadyTime(rows.get(row.id)?.secondsLeft ?? null, row.secondsLeft);
		rows.set(row.id, { ...row, secondsLeft });
	}
	return [...rows.values()].sort((a, b) => Number(a.id) - Number(b.id));
}

export const figuresAfter = (shown: QueueView, latest: QueueView): QueueView => ({
	...latest,
	secondsLeft: steadyTime(shown.secondsLeft, latest.secondsLeft),
	bytesPerSecond: steadySpeed(shown.bytesPerSecond, latest.bytesPerSecond)
});
