/**
 * What people say when they keep files in order, as entries to be written: tags, moves, folders for a year, versions put back,
 * files removed with all their versions. Each is made for the state it is to follow. Pure but for new ids.
 */
import type { BlobId, FileId, FolderId } from '../crypto/brands.ts';
import { idBytes, newFolderId } from '../crypto/ids.ts';
import { MAX_FILED, MAX_FOLDERS, MAX_TAG_LENGTH, MAX_TAGS } from '../contract/filing.ts';
import { tagsAfter } from './fold-filing.ts';
import { mayChange } from './fold-versions.ts';
import { typedName, typedWords } from './names.ts';
import { Refusal } from './refusal.ts';
import type { UploadRecord } from './upload-record.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultAuthor, VaultFile, VaultState } from './vault-state.ts';
import { versionOf, versionsOf } from './versions.ts';

/** A tag as it is kept: one line, nothing invisible. @throws Refusal `tag-empty` or `tag-too-long` */
export function typedTag(text: string): string {
	const tag = typedWords(text.slice(0, 200)).replace(/\s+/gu, ' ');
	if (tag === '') throw new Refusal('tag-empty');
	if (tag.length > MAX_TAG_LENGTH) throw new Refusal('tag-too-long');
	return tag;
}

/** Two spellings of one tag would be two tags: what is in use already is taken as it is. */
const sameness = (tag: string): string => tag.normalize('NFKC').toLocaleLowerCase('en');

export function asUsed({ files }: Pick<VaultState, 'files'>, tag: string): string {
	const wanted = sameness(tag);
	for (const file of files.values())
		for (const used of file.tags) if (sameness(used) === wanted) return used;
	return tag;
}

export interface Tagging {
	readonly files: readonly FileId[];
	readonly add: readonly string[];
	readonly remove: readonly string[];
}

/** As many entries as it takes; none where nothing would change. @throws Refusal `tag-…`, `too-many-tags` or `file-gone` */
export function tagging(state: VaultState, { files, add, remove }: Tagging): VaultDraft | null {
	const given = [...new Set(add.map((tag) => asUsed(state, typedTag(tag))))];
	const taken = [...new Set(remove)];
	if (given.length > MAX_TAGS || taken.length > MAX_TAGS) throw new Refusal('too-many-tags');
	const wanted = requireThere(state, files).filter(({ tags }) => {
		const after = tagsAfter({ tags }, given, taken);
		if (after.length > MAX_TAGS) throw new Refusal('too-many-tags');
		return after.length !== tags.length || after.some((tag, index) => tag !== tags[index]);
	});
	return many(wanted, (named) => ({
		kind: 'files.tagged',
		payload: {},
		body: { add: given, files: named, remove: taken }
	}));
}

/** @throws Refusal `folder-gone` or `file-gone` */
export function moving(
	state: VaultState,
	files: readonly FileId[],
	folder: FolderId | null
): VaultDraft | null {
	if (folder !== null && !state.folders.has(folder)) throw new Refusal('folder-gone');
	const wanted = requireThere(state, files).filter((file) => file.folder !== folder);
	return many(wanted, (named) => ({
		kind: 'files.moved',
		payload: {},
		body: { files: named, folder: folder && idBytes(folder) }
	}));
}

/** One that somebody removed meanwhile keeps nothing from the others. */
function requireThere(state: VaultState, files: readonly FileId[]): VaultFile[] {
	const there = files.flatMap((file) => state.files.get(file) ?? []);
	if (there.length === 0) throw new Refusal('file-gone');
	return there;
}

/** The page hands over no more files at once than an entry names. */
function many(
	files: readonly VaultFile[],
	draft: (named: ReturnType<typeof idBytes>[]) => VaultDraft
): VaultDraft | null {
	if (files.length > MAX_FILED) throw new RangeError('more files than one entry names');
	return files.length === 0 ? null : draft(files.map(({ file }) => idBytes(file)));
}

/**
 * A folder with others in it, as far as they are not there already: null when all are.
 * @throws Refusal `name-…`
 */
export function foldersFor(
	state: Pick<VaultState, 'folders' | 'within'>,
	typed: string,
	names: readonly string[]
): VaultDraft | null {
	const name = typedName(typed);
	const known = [...state.folders].find(([id, one]) => one === name && !state.within.has(id))?.[0];
	const top = known ?? newFolderId();
	const inIt = new Set(
		[...state.within].flatMap(([id, parent]) =>
			parent === top ? (state.folders.get(id) ?? []) : []
		)
	);
	const missing = [...new Set(names.map(typedName))].filter((one) => !inIt.has(one));
	const list = [
		...(known ? [] : [{ folder: idBytes(top), name, within: null }]),
		...missing.map((one) => ({ folder: idBytes(newFolderId()), name: one, within: idBytes(top) }))
	];
	if (list.length > MAX_FOLDERS) throw new Refusal('too-many-folders');
	return list.length === 0 ? null : { kind: 'folders.made', payload: {}, body: { folders: list } };
}

/** A folder that holds nothing, not even another folder. @throws Refusal `folder-not-empty` */
export function removingFolder(state: VaultState, folder: FolderId): VaultDraft | null {
	const holdsFiles = [...state.files.values()].some((file) => file.folder === folder);
	if (holdsFiles || [...state.within.values()].includes(folder))
		throw new Refusal('folder-not-empty');
	if (!state.folders.has(folder)) return null;
	return { kind: 'folder.removed', payload: {}, body: { folder: idBytes(folder) } };
}

/** What somebody saw in place, and what they want there. */
export interface PuttingBack {
	readonly file: FileId;
	readonly version: BlobId;
	readonly over: BlobId;
}

/** @throws Refusal `file-gone`, `version-gone`, `not-allowed` or `replaced-meanwhile` */
export function puttingBack(
	state: VaultState,
	author: VaultAuthor,
	{ file: id, version: blob, over }: PuttingBack
): VaultDraft | null {
	const file = requireReplaceable(state, author, id);
	const version = versionOf(file, blob);
	if (!version) throw new Refusal('version-gone');
	if (file.blob !== over) throw new Refusal('replaced-meanwhile');
	if (file.blob === blob && !file.crossed) return null;
	return {
		kind: 'version.restored',
		payload: {},
		body: {
			file: idBytes(id),
			name: nameOfVersion(file.name, version.name),
			over: idBytes(over),
			version: idBytes(blob)
		}
	};
}

/** @throws Refusal `file-gone` or `not-allowed` */
export function requireReplaceable(state: VaultState, author: VaultAuthor, id: FileId): VaultFile {
	const file = state.files.get(id);
	if (!file) throw new Refusal('file-gone');
	if (!mayChange(author, file)) throw new Refusal('not-allowed');
	return file;
}

/** The file keeps its name, with the ending of what it holds now. */
export function nameOfVersion(name: string, came: string): string {
	const ending = endingOf(came);
	if (ending === '' || ending.toLowerCase() === endingOf(name).toLowerCase()) return name;
	return name.slice(0, name.length - endingOf(name).length) + ending;
}

const endingOf = (name: string): string => /.(\.[^.\s]{1,8})$/u.exec(name)?.[1] ?? '';

/** What the entry of an upload says of the file it replaces, if that is still there. */
export function replacing(
	{ files }: Pick<VaultState, 'files'>,
	{ replaces, name }: Pick<UploadRecord, 'replaces' | 'name'>
) {
	const file = replaces && files.get(replaces.file);
	if (!replaces || !file) return null;
	return {
		name: nameOfVersion(file.name, name),
		folder: file.folder,
		says: { file: idBytes(replaces.file), over: idBytes(replaces.over) }
	};
}

/** With all its versions, which are as many entries as it takes. @throws Refusal `file-gone` or `not-allowed` */
export function removingFile(state: VaultState, author: VaultAuthor, id: FileId): VaultDraft {
	const file = state.files.get(id);
	if (!file) throw new Refusal('file-gone');
	const versions = versionsOf(file);
	if (author.side === 'client' && versions.some(({ addedBy }) => addedBy !== author.userId))
		throw new Refusal('not-allowed');
	// What is in place goes with the last of them: until then the file is there.
	const [first, ...more] = versions
		.filter(({ blob }) => blob !== file.blob)
		.map(({ blob }) => blob);
	if (first === undefined)
		return { kind: 'file.removed', payload: {}, blobs: [file.blob], body: null };
	const all = [first, ...more, file.blob];
	return { kind: 'files.removed', payload: {}, blobs: all.slice(0, MAX_FILED), body: null };
}
