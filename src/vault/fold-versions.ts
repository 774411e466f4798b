/**
 * The part of a vault's fold that concerns versions of files (protocol.md section 10.3). Pure; the author has been verified by
 * the caller. No version is lost to another: of two that came at once, both stay, and the later in the log is in place.
 */
import type { BlobId } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { fileOfBlob } from '../crypto/ids.ts';
import type { Replaces } from '../contract/filing.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { withNewAnswer, withoutAnswer } from './fold-requests.ts';
import { withEntry, withoutKey } from './persistent-map.ts';
import type { FileVersion, VaultAuthor, VaultFile, VaultState } from './vault-state.ts';
import type { Outcome } from './verdict.ts';
import { fileWith, inPlace, versionOf, versionsOf, withInPlace } from './versions.ts';

/** Staff may change every file; others those that they themselves added first. */
export const mayChange = ({ side, userId }: VaultAuthor, { owner }: VaultFile): boolean =>
	side === 'staff' || owner === userId;

/** A new version, which is in place from now on and was opened by nobody. */
export function replaced(
	state: VaultState,
	author: VaultAuthor,
	file: VaultFile,
	{ came, over }: { came: Omit<FileVersion, 'number' | 'crossed'>; over: Replaces['over'] }
): Outcome<VaultState> {
	if (!mayChange(author, file)) return 'not-allowed';
	const number = file.count + 1;
	const version = { ...came, number, crossed: file.blob !== over };
	const next = withInPlace(file, version, [...file.others, inPlace(file)]);
	const versions = withEntry(state.versions, came.blob, file.file);
	return withFile({ ...state, versions }, { ...next, count: number });
}

/** What is in place now came for whatever the file answers. */
const withFile = (state: VaultState, file: VaultFile): VaultState =>
	withNewAnswer({ ...state, files: withEntry(state.files, file.file, file) }, file.file);

export function restored(
	state: VaultState,
	author: VaultAuthor,
	{ header }: ParsedEntry,
	{ body }: EventOf<VaultEvent, 'version.restored'>
): Outcome<VaultState> {
	if (!body) return 'unreadable';
	const file = state.files.get(body.file);
	const version = file && versionOf(file, body.version);
	if (!file || !version) return 'no-such-object';
	if (!mayChange(author, file)) return 'not-allowed';
	if (file.blob !== body.over) return 'not-as-it-was';
	// Of two that came at once somebody chose this one: that settles it.
	const isChoice = file.blob !== body.version || file.crossed;
	if (!isChoice) return 'already-exists';
	const others = versionsOf(file).filter(({ blob }) => blob !== body.version);
	const next = withInPlace(file, { ...version, name: body.name, crossed: false }, others);
	return withFile(state, { ...next, restored: { by: author.userId, at: header.time } });
}

/**
 * By the blobs in the header alone: the server deletes them whether or not a reader can open the entry. Where the version
 * in place goes, the newest that is left is in place; where none is left, the file goes.
 */
export function removed(
	state: VaultState,
	author: VaultAuthor,
	{ header }: ParsedEntry
): Outcome<VaultState> {
	const gone = new Set(header.blobs);
	const files = new Set(header.blobs.flatMap((blob) => fileWith(state, blob) ?? []));
	if (files.size === 0) return 'no-such-object';
	const named = [...files].flatMap((file) => versionsOf(file).filter(({ blob }) => gone.has(blob)));
	const mayRemove = ({ addedBy }: FileVersion) =>
		author.side === 'staff' || addedBy === author.userId;
	if (!named.every(mayRemove)) return 'not-allowed';
	return [...files].reduce((next, file) => without(next, file, gone, header.seq), state);
}

function without(
	state: VaultState,
	file: VaultFile,
	gone: ReadonlySet<BlobId>,
	seq: number
): VaultState {
	const all = versionsOf(file);
	const left = all.filter(({ blob }) => !gone.has(blob));
	const newest = left.at(-1);
	const ended = all.filter(({ blob }) => gone.has(blob)).map(({ blob }) => fileOfBlob(blob));
	// The file's own id is not free while it lives under it.
	const taken = newest ? ended.filter((id) => id !== file.file) : [...ended, file.file];
	const removedIds = taken.reduce((ids, id) => withEntry(ids, id, seq), state.removed);
	const versions = [...gone].reduce((map, blob) => withoutKey(map, blob), state.versions);
	const held = { ...state, removed: removedIds, versions };
	if (!newest)
		return withoutAnswer({ ...held, files: withoutKey(state.files, file.file) }, file.file);
	if (!gone.has(file.blob)) {
		const others = file.others.filter(({ blob }) => !gone.has(blob));
		return { ...held, files: withEntry(state.files, file.file, { ...file, others }) };
	}
	return withFile(held, withInPlace(file, newest, left.slice(0, -1)));
}
