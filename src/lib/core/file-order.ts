/** Which files are shown, and in what order. Pure. */
import type { FolderId } from '../../crypto/brands.ts';
import type { FileView, FolderView } from '../../vault/view.ts';
import { withInside } from './folders.ts';
import { type Plain } from '../words/say.ts';

export type Order = 'newest' | 'oldest' | 'name' | 'largest' | 'from';
export type Shown = 'all' | 'client' | 'staff' | 'new' | 'unopened';

export const orders: readonly { value: Order; label: Plain }[] = [
	{ value: 'newest', label: 'Newest first' },
	{ value: 'oldest', label: 'Oldest first' },
	{ value: 'name', label: 'By name' },
	{ value: 'largest', label: 'Largest first' },
	{ value: 'from', label: 'By who sent it' }
];

export const orderOf = (value: string): Order =>
	orders.find((one) => one.value === value)?.value ?? 'newest';

/** Sameness is settled by age, so that a list never dances. */
export function inOrderOf(files: readonly FileView[], order: Order): FileView[] {
	return files.toSorted((a, b) => compare[order](a, b) || b.addedAt - a.addedAt);
}

const byName = (a: string, b: string): number =>
	a.localeCompare(b, undefined, { numeric: true, sensitivity: 'base' });

const compare: Record<Order, (a: FileView, b: FileView) => number> = {
	newest: () => 0,
	oldest: (a, b) => a.addedAt - b.addedAt,
	name: (a, b) => byName(a.name, b.name),
	largest: (a, b) => b.size - a.size,
	from: (a, b) => byName(a.addedBy.name, b.addedBy.name)
};

export interface Wanted {
	show: Shown;
	tag: string;
	folder: string;
}

const shows: Record<Shown, (file: FileView) => boolean> = {
	all: () => true,
	client: ({ addedBy }) => addedBy.side === 'client',
	staff: ({ addedBy }) => addedBy.side === 'staff',
	new: ({ isNews }) => isNews,
	unopened: ({ viewedByOther }) => viewedByOther === null
};

export function wantedOf(
	files: readonly FileView[],
	{ show, tag, folder }: Wanted,
	folders: readonly FolderView[]
): FileView[] {
	const known = folders.find((one) => one.folder === folder);
	const inside: ReadonlySet<FolderId | null> | null = known
		? withInside(known.folder, folders)
		: null;
	return files.filter(
		(file) =>
			shows[show](file) &&
			(tag === '' || file.tags.includes(tag)) &&
			(inside === null || inside.has(file.folder))
	);
}

/** In use, by the alphabet. */
export const tagsIn = (files: readonly FileView[]): string[] =>
	[...new Set(files.flatMap(({ tags }) => tags))].sort(byName);
