/**
 * Which of the files chosen again belongs to which transfer that waits for one. By name and size only, so that nobody has
 * to choose them one by one; whether a file is really the same is for the worker to check. Pure.
 */
import type { TransferView } from '../../vault/view.ts';

export interface Matched {
	pairs: { id: string; file: File }[];
	/** Names of chosen files that nothing waits for. */
	strangers: string[];
}

export function matchAgain(waiting: readonly TransferView[], files: readonly File[]): Matched {
	const left = waiting.filter(({ state }) => state === 'needs-file');
	const matched: Matched = { pairs: [], strangers: [] };
	for (const file of files) {
		const index = left.findIndex((one) => isLike(one, file));
		const [one] = index < 0 ? [] : left.splice(index, 1);
		if (one) matched.pairs.push({ id: one.id, file });
		else matched.strangers.push(file.name);
	}
	return matched;
}

/** A file from a folder may have been sent under its path: "2023 - Receipts - a.pdf". */
const isLike = ({ name, size }: TransferView, file: File): boolean =>
	file.size === size && (name === file.name || name.endsWith(` - ${file.name}`));
