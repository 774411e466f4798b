/** A view of a vault with what changed since put in: what did not change stays the very same, so that no screen draws it again. */
import type { FileId } from '../../crypto/brands.ts';
import type { FileView, HistoryLine, VaultChanges, VaultView } from '../../vault/view.ts';

export function changed(
	view: VaultView,
	{ gone, files, history, ...rest }: VaultChanges
): VaultView {
	return {
		vault: view.vault,
		...rest,
		files: files.length + gone.length === 0 ? view.files : filesAfter(view.files, files, gone),
		history: historyAfter(view.history, history)
	};
}

/** The log may have grown while the view was made: then its newest lines come again with the changes. */
function historyAfter(before: HistoryLine[], newer: HistoryLine[]): HistoryLine[] {
	const oldest = newer.at(-1);
	return oldest ? [...newer, ...before.filter(({ seq }) => seq < oldest.seq)] : before;
}

/** In their places; new ones at the end, as they come. */
function filesAfter(before: FileView[], files: FileView[], gone: FileId[]): FileView[] {
	const without = new Set(gone);
	const changes = new Map(files.map((file) => [file.file, file]));
	const kept = before.flatMap((file) => {
		if (without.has(file.file)) return [];
		const now = changes.get(file.file) ?? file;
		changes.delete(file.file);
		return [now];
	});
	return [...kept, ...changes.values()];
}
