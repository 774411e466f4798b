/** Folders by their names: where each lies, in the order in which people look for them. Pure. */
import type { FolderId } from '../../crypto/brands.ts';
import type { FolderView } from '../../vault/view.ts';

/** `2026 / Returns`. */
export function pathOf({ name, within }: FolderView, all: readonly FolderView[]): string {
	const parent = all.find(({ folder }) => folder === within);
	return parent ? `${parent.name} / ${name}` : name;
}

/** The latest year on top, each followed by what lies in it. */
export function inOrder(all: readonly FolderView[]): FolderView[] {
	const known = new Set(all.map(({ folder }) => folder));
	const inside = Map.groupBy(all, ({ within }) => (within && known.has(within) ? within : null));
	const byName = (a: FolderView, b: FolderView) =>
		a.name.localeCompare(b.name, undefined, { numeric: true });
	const tops = (inside.get(null) ?? []).toSorted((a, b) => byName(b, a));
	return tops.flatMap((top) => [top, ...(inside.get(top.folder) ?? []).toSorted(byName)]);
}

/** The folder and those in it. */
export const withInside = (folder: FolderId, all: readonly FolderView[]): Set<FolderId> =>
	new Set([folder, ...all.flatMap((one) => (one.within === folder ? one.folder : []))]);
