/** What was filed, tagged and put back, in the words of the history. */
import type { BlobId, FileId } from '../crypto/brands.ts';
import type { FilingEvent } from './fold-filing.ts';
import type { VaultState } from './vault-state.ts';
import { fileWith, versionOf } from './versions.ts';

const UNREADABLE = 'something that cannot be read';

export function didFiling(
	event: FilingEvent,
	blobs: readonly BlobId[],
	before: VaultState | null
): string {
	switch (event.kind) {
		case 'files.tagged':
			return event.body ? tagged(event.body, before) : `tagged ${UNREADABLE}`;
		case 'files.moved': {
			if (!event.body) return `moved ${UNREADABLE}`;
			const folder = event.body.folder && before?.folders.get(event.body.folder);
			const out = event.body.files.length > 1 ? 'out of their folders' : 'out of its folder';
			return `moved ${filesIn(event.body.files, before)} ${folder ? `to ${folder}` : out}`;
		}
		case 'files.removed':
			return removed(blobs, before);
		case 'folders.made':
			return event.body
				? `made the folders ${event.body.folders.map(({ name }) => name).join(', ')}`
				: `made ${UNREADABLE}`;
		case 'version.restored': {
			const file = event.body && before?.files.get(event.body.file);
			const version = event.body && file && versionOf(file, event.body.version);
			if (!file || !version) return 'put back a version of a file that is gone';
			return `put version ${String(version.number)} of ${file.name} back in place`;
		}
	}
}

function tagged(
	{ add, remove, files }: NonNullable<Extract<FilingEvent, { kind: 'files.tagged' }>['body']>,
	before: VaultState | null
): string {
	const names = filesIn(files, before);
	const gave = add.length > 0 ? `tagged ${names} with ${add.join(', ')}` : '';
	const took = remove.length > 0 ? `took the tag ${remove.join(', ')} off ${names}` : '';
	return [gave, took].filter(Boolean).join(' and ') || `tagged ${names} with nothing`;
}

function removed(blobs: readonly BlobId[], before: VaultState | null): string {
	const files = new Set(blobs.flatMap((blob) => (before && fileWith(before, blob)?.file) ?? []));
	return `removed ${filesIn([...files], before)}, in all versions`;
}

export function filesIn(files: readonly FileId[], before: VaultState | null): string {
	const [first] = files;
	const name = (first && before?.files.get(first)?.name) ?? 'a file that is gone';
	return files.length > 1 ? `${name} and ${String(files.length - 1)} more` : name;
}
