/** What was filed, tagged and put back, in the words of the history. */
import type { BlobId, FileId } from '../crypto/brands.ts';
import type { FilingEvent } from './fold-filing.ts';
import { told, UNREADABLE, type Told } from './told.ts';
import type { VaultState } from './vault-state.ts';
import { fileWith, versionOf } from './versions.ts';

export function didFiling(
	event: FilingEvent,
	blobs: readonly BlobId[],
	before: VaultState | null
): Told {
	switch (event.kind) {
		case 'files.tagged':
			return event.body ? tagged(event.body, before) : told('tagged {what}', { what: UNREADABLE });
		case 'files.moved':
			return event.body ? moved(event.body, before) : told('moved {what}', { what: UNREADABLE });
		case 'files.removed':
			return removed(blobs, before);
		case 'folders.made':
			return event.body
				? told('made the folders {names}', {
						names: event.body.folders.map(({ name }) => name).join(', ')
					})
				: told('made {what}', { what: UNREADABLE });
		case 'version.restored': {
			const file = event.body && before?.files.get(event.body.file);
			const version = event.body && file && versionOf(file, event.body.version);
			if (!file || !version) return told('put back a version of a file that is gone');
			return told('put version {number} of {file} back in place', {
				number: String(version.number),
				file: file.name
			});
		}
	}
}

function moved(
	{ folder: id, files: ids }: NonNullable<Extract<FilingEvent, { kind: 'files.moved' }>['body']>,
	before: VaultState | null
): Told {
	const files = filesIn(ids, before);
	const folder = id && before?.folders.get(id);
	if (folder) return told('moved {files} to {folder}', { files, folder });
	return ids.length > 1
		? told('moved {files} out of their folders', { files })
		: told('moved {files} out of its folder', { files });
}

function tagged(
	{ add, remove, files: ids }: NonNullable<Extract<FilingEvent, { kind: 'files.tagged' }>['body']>,
	before: VaultState | null
): Told {
	const files = filesIn(ids, before);
	const gave = told('tagged {files} with {tags}', { files, tags: add.join(', ') });
	const took = told('took the tag {tags} off {files}', { files, tags: remove.join(', ') });
	if (add.length > 0 && remove.length > 0)
		return told('{first} and {second}', { first: gave, second: took });
	if (add.length > 0) return gave;
	return remove.length > 0 ? took : told('tagged {files} with nothing', { files });
}

function removed(blobs: readonly BlobId[], before: VaultState | null): Told {
	const files = new Set(blobs.flatMap((blob) => (before && fileWith(before, blob)?.file) ?? []));
	return told('removed {files}, in all versions', { files: filesIn([...files], before) });
}

export function filesIn(files: readonly FileId[], before: VaultState | null): string | Told {
	const [first] = files;
	const file = (first && before?.files.get(first)?.name) ?? told('a file that is gone');
	return files.length > 1
		? told('{file} and {count} more', { file, count: String(files.length - 1) })
		: file;
}
