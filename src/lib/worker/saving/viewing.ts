/** Notes in the vault's log that somebody opened a file: once per person, and never for their own. */
import type { BlobId, UserId } from '../../../crypto/brands.ts';
import { idBytes } from '../../../crypto/ids.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import type { VaultFile, VaultState } from '../../../vault/vault-state.ts';
import { versionOf } from '../../../vault/versions.ts';
import type { Keyholder } from '../keyholder.ts';
import type { CoreEvent } from '../port.ts';

/** A version of a file. */
type Opened = Pick<VaultFile, 'file' | 'blob'>;

/** Never fails: a mark that cannot be written now (no connection, no current key) keeps nobody from reading. */
export function viewing(
	keyholder: Keyholder,
	emit: (event: CoreEvent) => void,
	now: () => number
): (vault: VaultLog, files: readonly Opened[]) => Promise<void> {
	/** A document is read in many pieces while its mark is on the way. */
	const underWay = new Set<BlobId>();
	return async (vault, files) => {
		try {
			const me = keyholder.session.userId;
			const due = files.filter((file) => !underWay.has(file.blob) && isDue(vault, file, me));
			for (const { blob } of due) underWay.add(blob);
			try {
				for (const file of due) await mark(vault, file, me, now);
			} finally {
				for (const { blob } of due) underWay.delete(blob);
			}
			if (due.length > 0) emit({ type: 'vault-changed', vault: vault.vault });
		} catch {
			return;
		}
	};
}

function isDue(vault: VaultLog, { file: id, blob }: Opened, me: UserId): boolean {
	const file = vault.state.files.get(id);
	const version = file && versionOf(file, blob);
	return version !== undefined && version.addedBy !== me && !version.viewed.has(me);
}

const mark = (vault: VaultLog, opened: Opened, me: UserId, now: () => number) =>
	vault.append(
		(state) =>
			Promise.resolve(
				isDue(vault, opened, me)
					? { kind: 'file.viewed' as const, payload: {}, body: bodyOf(state, opened) }
					: null
			),
		now
	);

/** Which version is said where there were several: another may take its place while the mark is on its way. */
function bodyOf({ files }: VaultState, { file, blob }: Opened) {
	const hasVersions = (files.get(file)?.count ?? 1) > 1;
	return { file: idBytes(file), ...(hasVersions && { version: idBytes(blob) }) };
}
