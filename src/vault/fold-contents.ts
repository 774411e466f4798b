/** The part of a vault's fold that concerns folders and files. Pure; the author has been verified by the caller. */
import type { FolderId, Hash32, Raw } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { planBlob } from '../crypto/age/file.ts';
import { fileOfBlob } from '../crypto/ids.ts';
import { hashFrom } from '../crypto/keys.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { withAnswer } from './fold-requests.ts';
import { mayChange, removed, replaced } from './fold-versions.ts';
import { withEntry, withoutKey } from './persistent-map.ts';
import type { FileVersion, VaultAuthor, VaultFile, VaultState } from './vault-state.ts';
import { isRejection, type Outcome } from './verdict.ts';
import { inPlace, isTaken, versionOf } from './versions.ts';

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
		case 'file.reopened':
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
	if ([...state.within.values()].includes(id)) return 'not-allowed';
	const within = withoutKey(state.within, id);
	return { ...state, folders: withoutKey(state.folders, id), within };
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
	if (isTaken(state, blob)) return 'already-exists';
	// Nobody shows it, but its id is taken: readers who can and who cannot open it never differ over a later one.
	if (!body) return { ...state, removed: withEntry(state.removed, file, header.seq) };
	const { answers, replaces, folder, parts, size, stored, ...described } = body;
	if (!sizesAgree(size, stored, parts.length)) return 'malformed';
	const came = {
		...described,
		entry: hash,
		blob,
		size,
		stored,
		epoch: header.epoch,
		parts: partHashes(parts),
		addedAt: header.time,
		addedBy: author.userId,
		viewed: new Map(),
		again: new Map()
	};
	// A file that is gone, or was never here, is no reason to lose what came: it is a file of its own.
	const old = replaces && state.files.get(replaces.file);
	const held = old
		? replaced(state, author, old, { came, over: replaces.over })
		: withFirst(state, { ...came, number: 1, crossed: false }, { file, folder });
	if (isRejection(held)) return held;
	return answers ? withAnswer(held, answers, old?.file ?? file) : held;
}

function withFirst(
	state: VaultState,
	version: FileVersion,
	{ file, folder }: Pick<VaultFile, 'file' | 'folder'>
): VaultState {
	const entry: VaultFile = {
		...version,
		file,
		folder: knownOrTop(state, folder),
		owner: version.addedBy,
		tags: [],
		others: [],
		count: 1,
		restored: null
	};
	return { ...state, files: withEntry(state.files, file, entry) };
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

function onFile(
	state: VaultState,
	author: VaultAuthor,
	{ header }: ParsedEntry,
	event: EventOf<VaultEvent, 'file.changed' | 'file.viewed' | 'file.reopened'>
): Outcome<VaultState> {
	if (!event.body) return 'unreadable';
	const file = state.files.get(event.body.file);
	if (!file) return 'no-such-object';
	if (event.kind !== 'file.changed') {
		const version = event.body.version ? versionOf(file, event.body.version) : inPlace(file);
		if (!version) return 'no-such-object';
		const opened = event.kind === 'file.viewed' ? viewed : reopened;
		return opened(state, author, { file, version }, header.time);
	}
	if (!mayChange(author, file)) return 'not-allowed';
	const { name } = event.body;
	const folder = knownOrTop(state, event.body.folder);
	return { ...state, files: withEntry(state.files, file.file, { ...file, name, folder }) };
}

function viewed(
	state: VaultState,
	author: VaultAuthor,
	{ file, version }: { file: VaultFile; version: FileVersion },
	time: number
): Outcome<VaultState> {
	if (version.viewed.has(author.userId)) return 'already-exists';
	const marked = new Map(version.viewed).set(author.userId, time);
	return withLooks(state, file, version, { viewed: marked });
}

/** The last time moves forward only; whoever never opened it cannot have opened it again. */
function reopened(
	state: VaultState,
	author: VaultAuthor,
	{ file, version }: { file: VaultFile; version: FileVersion },
	time: number
): Outcome<VaultState> {
	const first = version.viewed.get(author.userId);
	if (first === undefined) return 'no-such-object';
	if (time <= (version.again.get(author.userId) ?? first)) return 'already-exists';
	const again = new Map(version.again).set(author.userId, time);
	return withLooks(state, file, version, { again });
}

function withLooks(
	state: VaultState,
	file: VaultFile,
	{ blob }: FileVersion,
	looks: Partial<Pick<FileVersion, 'viewed' | 'again'>>
): VaultState {
	const others = file.others.map((one) => (one.blob === blob ? { ...one, ...looks } : one));
	const next = file.blob === blob ? { ...file, ...looks } : { ...file, others };
	return { ...state, files: withEntry(state.files, file.file, next) };
}
