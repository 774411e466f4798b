/**
 * Keeping files in order: tags, versions, folders in folders and moves of many files at once (protocol.md section 10.3). What is
 * said is in sealed bodies; the server learns that something was filed, and which blobs are gone.
 */
import { z } from 'zod';
import { blobIdFrom, fileIdFrom, folderIdFrom } from '../crypto/ids.ts';
import { id } from './sized.ts';

/** Of what one entry names: files, or blobs that go. */
export const MAX_FILED = 500;
/** Of one tag, and of those on one file. */
export const MAX_TAG_LENGTH = 40;
export const MAX_TAGS = 20;
/** Made in one step. */
export const MAX_FOLDERS = 50;

const file = id(fileIdFrom);
const folder = id(folderIdFrom);
/** A version is known by the blob that holds it. */
const version = id(blobIdFrom);

const isDistinct = (list: readonly string[]) => new Set(list).size === list.length;
const files = z.array(file).min(1).max(MAX_FILED).refine(isDistinct);
const tags = z.array(z.string().min(1).max(MAX_TAG_LENGTH)).max(MAX_TAGS).refine(isDistinct);

/** In a `file.added`: the file that it is a new version of, and the version that its sender saw in place. */
export const replaces = z.strictObject({ file, over: version });
export type Replaces = z.output<typeof replaces>;

/** In a `file.viewed`: what was opened, where the file has had several versions. */
export const viewedVersion = version;

/** In a decision on a request: the versions that were looked at, in the order of the answers. */
export const seenVersions = z.array(version).max(MAX_FILED);

const nothing = z.strictObject({});

export const filingPayloads = {
	'files.tagged': nothing,
	'files.moved': nothing,
	'files.removed': nothing,
	'folders.made': nothing,
	'version.restored': nothing
} as const;

export const filingBodies = {
	'files.tagged': z.strictObject({ add: tags, files, remove: tags }),
	'files.moved': z.strictObject({ files, folder: folder.nullable() }),
	'files.removed': null,
	'folders.made': z.strictObject({
		folders: z
			.array(z.strictObject({ folder, name: z.string().max(1024), within: folder.nullable() }))
			.min(1)
			.max(MAX_FOLDERS)
			.refine((list) => isDistinct(list.map((one) => one.folder)))
	}),
	/** `over`: the version that was in place when this was decided. `name`: the file's from then on. */
	'version.restored': z.strictObject({ file, name: z.string().max(1024), over: version, version })
} as const;

/** How many blobs the header of an entry names; both sides go by it. */
export function blobsFit(kind: string, blobs: readonly string[]): boolean {
	if (kind === 'files.removed')
		return blobs.length > 0 && blobs.length <= MAX_FILED && isDistinct(blobs);
	return blobs.length === (carriesBlob.includes(kind) ? 1 : 0);
}

/** What adds or removes a file. */
const carriesBlob: readonly string[] = ['file.added', 'file.removed', 'drop.accepted'];
