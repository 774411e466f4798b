/**
 * The part of a vault's fold that concerns tags, folders within folders and what is done to many files at once (protocol.md
 * section 10.3). Pure; the author has been verified by the caller. A file that is gone keeps nothing from the others.
 */
import type { FileId, FolderId } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { MAX_TAGS } from '../contract/filing.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { removed, restored } from './fold-versions.ts';
import { withEntry } from './persistent-map.ts';
import type { VaultAuthor, VaultFile, VaultState } from './vault-state.ts';
import type { Outcome } from './verdict.ts';

export type FilingEvent = EventOf<
	VaultEvent,
	'files.tagged' | 'files.moved' | 'files.removed' | 'folders.made' | 'version.restored'
>;

export const isFilingEvent = (event: VaultEvent): event is FilingEvent =>
	['files.', 'folders.', 'version.'].some((noun) => event.kind.startsWith(noun));

export function foldFiling(
	state: VaultState,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: FilingEvent
): Outcome<VaultState> {
	if (event.kind === 'files.removed') return removed(state, author, parsed);
	if (event.kind === 'version.restored') return restored(state, author, parsed, event);
	if (author.side !== 'staff') return 'not-allowed';
	switch (event.kind) {
		case 'files.tagged':
			return event.body ? tagged(state, event.body) : 'unreadable';
		case 'files.moved':
			return event.body ? moved(state, event.body) : 'unreadable';
		case 'folders.made':
			return event.body ? made(state, event.body.folders) : 'unreadable';
	}
}

function tagged(
	state: VaultState,
	{ files, add, remove }: NonNullable<EventOf<VaultEvent, 'files.tagged'>['body']>
): Outcome<VaultState> {
	const isFull = there(state, files).some((file) => tagsAfter(file, add, remove).length > MAX_TAGS);
	if (isFull) return 'too-many';
	return each(state, files, (file) => {
		const tags = tagsAfter(file, add, remove);
		return isSame(tags, file.tags) ? file : { ...file, tags };
	});
}

/** In the order in which they were given; one that is both taken and given is given. */
export function tagsAfter(
	{ tags }: Pick<VaultFile, 'tags'>,
	add: readonly string[],
	remove: readonly string[]
): string[] {
	const left = tags.filter((tag) => !remove.includes(tag) || add.includes(tag));
	return [...left, ...add.filter((tag) => !left.includes(tag))];
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
	a.length === b.length && a.every((tag, index) => tag === b[index]);

/** A folder that was just removed, or is from before a reader's time, is no reason to lose the files: they lie at the top. */
function moved(
	state: VaultState,
	{ files, folder }: NonNullable<EventOf<VaultEvent, 'files.moved'>['body']>
): Outcome<VaultState> {
	const into = folder !== null && state.folders.has(folder) ? folder : null;
	return each(state, files, (file) => (file.folder === into ? file : { ...file, folder: into }));
}

const there = ({ files }: VaultState, ids: readonly FileId[]): VaultFile[] =>
	ids.flatMap((id) => files.get(id) ?? []);

function each(
	state: VaultState,
	ids: readonly FileId[],
	change: (file: VaultFile) => VaultFile
): Outcome<VaultState> {
	const found = there(state, ids);
	if (found.length === 0) return 'no-such-object';
	const files = found.reduce((all, file) => {
		const next = change(file);
		return next === file ? all : withEntry(all, file.file, next);
	}, state.files);
	return files === state.files ? 'already-exists' : { ...state, files };
}

interface NewFolder {
	readonly folder: FolderId;
	readonly name: string;
	readonly within: FolderId | null;
}

/** There are two levels: what cannot lie where it should lies at the top. */
function made(state: VaultState, list: readonly NewFolder[]): Outcome<VaultState> {
	if (list.some(({ folder }) => state.folders.has(folder))) return 'already-exists';
	let { folders, within } = state;
	for (const { folder, name, within: parent } of list) {
		if (parent !== null && folders.has(parent) && !within.has(parent))
			within = withEntry(within, folder, parent);
		folders = withEntry(folders, folder, name);
	}
	return { ...state, folders, within };
}
