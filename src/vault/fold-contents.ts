/** The part of a vault's fold that concerns folders and files. Pure; the author has been verified by the caller. */
import type { FolderId, Hash32, Raw } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { planBlob } from '../crypto/age/file.ts';
import { fileOfBlob } from '../crypto/ids.ts';
import { hashFrom } from '../crypto/keys.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { withAnswer, withoutAnswer } from './fold-requests.ts';
import { withEntry, withoutKey } from './persistent-map.ts';
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
	switch (event.kind) {
		case 'folder.made':
		case 'folder.renamed':
		case 'folder.removed':
			return author.side === 'staff' ? folder(state, event) : 'not-allowed';
		case 'file.added':
			return added(state, author, parsed, event.body);
		case 'file.removed':
			return removed(state, author, parsed);
		case 'file.changed':
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
	if (event.kind !== 'folder.removed')
		return { ...state, folders: withEntry(state.folders, id, event.body.name) };
	if ([...state.files.values()].some((file) => file.folder === id)) return 'not-allowed';
	return { ...state, folders: withoutKey(state.folders, id) };
}

/** Also for a file that came by a link and was accepted: it is a file like any other then. */
export function added(
	state: VaultState,
	author: VaultAuthor,
	{ header, hash }: ParsedEntry,
	body: EventOf<VaultEvent, 'file.added'>['body']
): Outcome<VaultState> {
	const [blob] = header.blobs;
	if (!blob) return 'malformed';
	const file = fileOfBlob(blob);
	if (state.files.has(file) || state.removed.has(file)) return 'already-exists';
	// Nobody shows it, but its id is taken: readers who can and who cannot open it never differ over a later one.
	if (!body) return { ...state, removed: withEntry(state.removed, file, header.seq) };
	const { answers, folder, parts, size, stored, ...described } = body;
	if (!sizesAgree(size, stored, parts.length)) return 'malformed';
	const entry: VaultFile = {
		...described,
		file,
		entry: hash,
		blob,
		folder: knownOrTop(state, folder),
		size,
		stored,
		epoch: header.epoch,
		parts: partHashes(parts),
		addedAt: header.time,
		addedBy: author.userId,
		viewed: new Map()
	};
	const held = { ...state, files: withEntry(state.files, file, entry) };
	return answers ? withAnswer(held, answers, file) : held;
}

/** A folder from before a reader's time, or just removed, is no reason to lose the file: it lies at the top. */
const knownOrTop = ({ folders }: VaultState, folder: FolderId | null): FolderId | null =>
	folder !== null && folders.has(folder) ? folder : null;

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

/** By the blob in the header alone: the server deletes it whether or not a reader can open the entry. */
function removed(
	state: VaultState,
	author: VaultAuthor,
	{ header }: ParsedEntry
): Outcome<VaultState> {
	const file = header.blobs[0] && state.files.get(fileOfBlob(header.blobs[0]));
	if (!file) return 'no-such-object';
	if (!mayChange(author, file)) return 'not-allowed';
	const files = withoutKey(state.files, file.file);
	const held = { ...state, files, removed: withEntry(state.removed, file.file, header.seq) };
	return withoutAnswer(held, file.file);
}

const mayChange = ({ side, userId }: VaultAuthor, { addedBy }: VaultFile): boolean =>
	side === 'staff' || addedBy === userId;

function onFile(
	state: VaultState,
	author: VaultAuthor,
	{ header }: ParsedEntry,
	event: EventOf<VaultEvent, 'file.changed' | 'file.viewed'>
): Outcome<VaultState> {
	if (!event.body) return 'unreadable';
	const file = state.files.get(event.body.file);
	if (!file) return 'no-such-object';
	if (event.kind === 'file.viewed') return viewed(state, author, file, header.time);
	if (!mayChange(author, file)) return 'not-allowed';
	const { name } = event.body;
	const folder = knownOrTop(state, event.body.folder);
	return { ...state, files: withEntry(state.files, file.file, { ...file, name, folder }) };
}

function viewed(
	state: VaultState,
	author: VaultAuthor,
	file: VaultFile,
	time: number
): Outcome<VaultState> {
	if (file.viewed.has(author.userId)) return 'already-exists';
	const marked = { ...file, viewed: new Map(file.viewed).set(author.userId, time) };
	return { ...state, files: withEntry(state.files, file.file, marked) };
}
