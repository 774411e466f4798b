/** What is to be saved: one file as it is, or several as an archive, with the exact number of bytes that will be written. */
import type { BlobId, FileId } from '../../../crypto/brands.ts';
import { archivePaths, segment } from '../../../vault/archive-names.ts';
import { Refusal } from '../../../vault/problems.ts';
import type { VaultFile, VaultState } from '../../../vault/vault-state.ts';
import { asOf } from '../../../vault/versions.ts';
import type { Wanted } from '../port.ts';
import { zipSize } from './zip.ts';

export interface SavePlan {
	/** Safe to save under. */
	readonly name: string;
	/** Of what is written. */
	readonly size: number;
	readonly files: readonly PlannedFile[];
	readonly isArchive: boolean;
}

interface PlannedFile {
	readonly file: VaultFile;
	/** Its name, or its path in the archive. */
	readonly path: string;
}

/** @throws Refusal `file-gone`, `too-many-files` */
export function planSave(state: VaultState, { files: ids, archive, version }: Wanted): SavePlan {
	const files = ids.map((id) => fileOf(state, id, version));
	const [first, another] = files;
	if (!first || (another && archive === null)) throw new Refusal('file-gone');
	if (archive === null) {
		const name = segment(first.name);
		return { name, size: first.size, files: [{ file: first, path: name }], isArchive: false };
	}
	const folders = [...state.folders].map(([folder, name]) => ({
		folder,
		name,
		within: state.within.get(folder) ?? null
	}));
	const paths = archivePaths(files, folders);
	const planned = files.map((file, index) => ({ file, path: paths[index] ?? '' }));
	const size = zipSize(planned.map(({ file, path }) => ({ path, size: file.size })));
	return { name: `${segment(archive)}.zip`, size, files: planned, isArchive: true };
}

/** As it is, or as it was in one version, if it had that. */
export const inVersion = (file: VaultFile, version?: BlobId): VaultFile | undefined =>
	version === undefined ? file : asOf(file, version);

/** That of a file in the vault. @throws Refusal `file-gone` or `version-gone` */
export function fileOf(state: VaultState, id: FileId, version?: BlobId): VaultFile {
	const file = state.files.get(id);
	if (!file) throw new Refusal('file-gone');
	const found = inVersion(file, version);
	if (!found) throw new Refusal('version-gone');
	return found;
}
