/** What is to be checked, document after document. Pure. */
import type { FileId, ItemId } from '../../crypto/brands.ts';
import type { ChecklistView, FileView, ItemView } from '../../vault/view.ts';

/** A document of an item. */
export interface Reviewed {
	readonly item: ItemView;
	readonly file: FileView;
}

export const toCheck = (lists: readonly ChecklistView[]): ItemView[] =>
	lists.flatMap(({ items }) => items.filter(({ status }) => status === 'received'));

/** `at`: the item on screen, which stays although somebody else may have decided it meanwhile. */
export function reviewQueue(
	lists: readonly ChecklistView[],
	files: readonly FileView[],
	at: ItemId | null
): Reviewed[] {
	const known = new Map<FileId, FileView>(files.map((file) => [file.file, file]));
	return lists
		.flatMap(({ items }) => items)
		.filter(({ status, item }) => status === 'received' || item === at)
		.flatMap((item) =>
			item.answers.flatMap((id) => {
				const file = known.get(id);
				return file ? [{ item, file }] : [];
			})
		);
}

/** The first document of the next item that is not decided, after this one or from the start; null when all is done. */
export function nextToCheck(queue: readonly Reviewed[], done: ItemId): Reviewed | null {
	const place = queue.findIndex(({ item }) => item.item === done);
	const around = [...queue.slice(place), ...queue.slice(0, Math.max(0, place))];
	return around.find(({ item }) => item.item !== done && item.status === 'received') ?? null;
}
