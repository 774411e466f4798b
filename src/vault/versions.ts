/**
 * The versions of a file. A file keeps its id, its tags, what was written about it and what it answers while its contents are
 * replaced; one version is in place, and no entry changes what a version was when it came. Pure.
 */
import type { BlobId, FileId } from '../crypto/brands.ts';
import { blobIdFrom, fileOfBlob, idBytes } from '../crypto/ids.ts';
import type { FileVersion, VaultFile, VaultState } from './vault-state.ts';

/** All of them, the first that came first. */
export const versionsOf = (file: VaultFile): FileVersion[] =>
	[...file.others, inPlace(file)].sort((a, b) => a.number - b.number);

/** The version in place, apart from what the file keeps. */
export function inPlace(file: VaultFile): FileVersion {
	const { blob, epoch, size, stored, parts, type, ...rest } = file;
	const { entry, name, modified, addedAt, addedBy, viewed, again, number, crossed } = rest;
	const manifest = { blob, epoch, size, stored, parts, type };
	const looks = { viewed, again };
	return { ...manifest, ...looks, entry, name, modified, addedAt, addedBy, number, crossed };
}

/** The same file with another of its versions, or a new one, in place; `others` are the rest. */
export const withInPlace = (
	file: VaultFile,
	version: FileVersion,
	others: readonly FileVersion[]
): VaultFile => ({ ...file, ...version, others, restored: null });

/** The file that has this very version; none once it is gone. */
export function fileWith({ files, versions }: FilesOf, blob: BlobId): VaultFile | undefined {
	const file = files.get(versions.get(blob) ?? fileOfBlob(blob));
	return file && versionOf(file, blob) ? file : undefined;
}

export type FilesOf = Pick<VaultState, 'files' | 'versions'>;

export const versionOf = (file: VaultFile, blob: BlobId): FileVersion | undefined =>
	file.blob === blob ? inPlace(file) : file.others.find((version) => version.blob === blob);

/** As if an older version were in place: what it takes to open or save it. */
export function asOf(file: VaultFile, blob: BlobId): VaultFile | undefined {
	if (file.blob === blob) return file;
	const version = versionOf(file, blob);
	return version && withInPlace(file, version, []);
}

/** Ids are never used twice, neither a file's nor a later version's. */
export const isTaken = (state: VaultState, blob: BlobId): boolean =>
	state.files.has(fileOfBlob(blob)) ||
	state.removed.has(fileOfBlob(blob)) ||
	state.versions.has(blob);

/** The versions in place of these files; a file that is gone counts as its first. */
export const versionsInPlace = (
	{ files }: Pick<VaultState, 'files'>,
	ids: readonly FileId[]
): BlobId[] => ids.map((id) => files.get(id)?.blob ?? firstOf(id));

/** What a file's first version is known by: the file has its id from there. */
export const firstOf = (file: FileId): BlobId => blobIdFrom(idBytes(file));
