/** Notes in the vault's log that somebody opened a file: once per person, and never for their own. */
import type { FileId, UserId } from '../../../crypto/brands.ts';
import { idBytes } from '../../../crypto/ids.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import type { Keyholder } from '../keyholder.ts';
import type { CoreEvent } from '../port.ts';

/** Never fails: a mark that cannot be written now (no connection, no current key) keeps nobody from reading. */
export function viewing(
	keyholder: Keyholder,
	emit: (event: CoreEvent) => void,
	now: () => number
): (vault: VaultLog, files: readonly FileId[]) => Promise<void> {
	/** A document is read in many pieces while its mark is on the way. */
	const underWay = new Set<FileId>();
	return async (vault, files) => {
		try {
			const me = keyholder.session.userId;
			const due = files.filter((file) => !underWay.has(file) && isDue(vault, file, me));
			for (const file of due) underWay.add(file);
			try {
				for (const file of due) await mark(vault, file, me, now);
			} finally {
				for (const file of due) underWay.delete(file);
			}
			if (due.length > 0) emit({ type: 'vault-changed', vault: vault.vault });
		} catch {
			return;
		}
	};
}

function isDue(vault: VaultLog, file: FileId, me: UserId): boolean {
	const current = vault.state.files.get(file);
	return current !== undefined && current.addedBy !== me && !current.viewed.has(me);
}

const mark = (vault: VaultLog, file: FileId, me: UserId, now: () => number) =>
	vault.append(
		() =>
			Promise.resolve(
				isDue(vault, file, me)
					? { kind: 'file.viewed' as const, payload: {}, body: { file: idBytes(file) } }
					: null
			),
		now
	);
