/** The part of a vault's fold that concerns folders and files. Pure; the author has been verified by the caller. */
import type { FileId, Hash32, Raw } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { planBlob } from '../crypto/age/file.ts';
import { hashFrom } from '../crypto/keys.ts';
import type { EventOf, VaultEvent } from './events.ts';
import type { VaultAuthor, VaultFile, VaultState } from './vault-state.ts';
import type { Outcome } from './verdict.ts';

export type ContentsEvent = Extract<VaultEvent, { kind: `file.${string}` | `folder.${string}` }>;

export const isContentsEvent = (event: VaultEvent): event is ContentsEvent =>
	event.kind.startsWith('file.') || event.kind.startsWith('folder.');

export function foldContents(
	state: VaultState,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: ContentsEvent
): Outcome<VaultState> {
	if (event.body === null) return 'unreadable';
	switch (event.kind) {
		case 'folder.made':
		case 'folder.renamed':
		case 'folder.removed':
			return author.side === 'staff' ? folder(state, event) : 'not-allowed';
		case 'file.added':
			return added(state, author, parsed, event);
		case 'file.changed':
		case 'file.removed':
		case 'file.viewed':
			return onFile(state, author, parsed, event);
	}
}

function folder(
	state: VaultState,
	event: EventOf<VaultEvent, 'folder.made' | 'folder.renamed' | 'folder.removed'>
): Outcome<VaultState> {
	if (!event.body) return 'unreadable';
	const id = event.body.folder;
	if (state.folders.has(id) === (event.kind === 'folder.made'))
		return event.kind === 'folder.made' ? 'already-exists' : 'no-such-object';
	const folders = new Map(state.folders);
	if (event.kind !== 'folder.removed') folders.set(id, event.body.name);
	else if ([...state.files.values()].some((file) => file.folder === id)) return 'not-allowed';
	else folders.delete(id);
	return { ...state, folders };
}

function added(
	state: VaultState,
	author: VaultAuthor,
	{ header }: ParsedEntry,
	{ body }: EventOf<VaultEvent, 'file.added'>
): Outcome<VaultState> {
	if (!body) return 'unreadable';
	const { file, blob, folder, parts, size, stored, ...described } = body;
	if (state.files.has(file) || state.removed.has(file)) return 'already-exists';
	// Removing one of two files with one blob would take the other's contents away.
	if ([...state.files.values()].some((other) => other.blob === blob)) return 'already-exists';
	if (folder !== null && !state.folders.has(folder)) return 'no-such-object';
	if (header.blobs[0] !== blob || !sizesAgree(size, stored, parts.length)) return 'malformed';
	const entry: VaultFile = {
		...described,
		file,
		blob,
		folder,
		size,
		stored,
		epoch: header.epoch,
		parts: partHashes(parts),
		addedAt: header.time,
		addedBy: author.userId,
		viewed: new Map()
	};
	return { ...state, files: new Map(state.files).set(file, entry) };
}

const partHashes = (parts: Raw): Hash32[] =>
	Array.from({ length: parts.length / 32 }, (_, index) =>
		hashFrom(parts.slice(index * 32, index * 32 + 32))
	);

/** A manifest whose true size, stored size and part count could not belong together is refused at once. */
function sizesAgree(size: number, stored: number, partsLength: number): boolean {
	if (size > 2 ** 46) return false;
	const plan = planBlob(size);
	return plan.storedSize === stored && plan.parts * 32 === partsLength;
}

function onFile(
	state: VaultState,
	author: VaultAuthor,
	{ header }: ParsedEntry,
	event: EventOf<VaultEvent, 'file.changed' | 'file.removed' | 'file.viewed'>
): Outcome<VaultState> {
	if (!event.body) return 'unreadable';
	const file = state.files.get(event.body.file);
	if (!file) return 'no-such-object';
	if (event.kind === 'file.viewed') return viewed(state, author, file, header.time);
	if (author.side !== 'staff' && file.addedBy !== author.userId) return 'not-allowed';
	if (event.kind === 'file.removed')
		return header.blobs[0] === file.blob ? without(state, file.file) : 'malformed';
	const { name, folder } = event.body;
	if (folder !== null && !state.folders.has(folder)) return 'no-such-object';
	return { ...state, files: new Map(state.files).set(file.file, { ...file, name, folder }) };
}

function viewed(
	state: VaultState,
	author: VaultAuthor,
	file: VaultFile,
	time: number
): Outcome<VaultState> {
	if (file.viewed.has(author.userId)) return 'already-exists';
	const marked = { ...file, viewed: new Map(file.viewed).set(author.userId, time) };
	return { ...state, files: new Map(state.files).set(file.file, marked) };
}

function without(state: VaultState, file: FileId): VaultState {
	const files = new Map(state.files);
	files.delete(file);
	return { ...state, files, removed: new Set(state.removed).add(file) };
}
