/** Notes in the vault's log that somebody opened a file: once per person, and never for their own. */
import type { FileId } from '../../../crypto/brands.ts';
import { idBytes } from '../../../crypto/ids.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import type { Keyholder } from '../keyholder.ts';
import type { CoreEvent } from '../port.ts';

/** A mark that cannot be written now (no connection, no current key) keeps nobody from reading. */
export const viewing =
	(keyholder: Keyholder, emit: (event: CoreEvent) => void, now: () => number) =>
	async (vault: VaultLog, files: readonly FileId[]): Promise<void> => {
		const me = keyholder.session.userId;
		const isDue = (file: FileId) => {
			const current = vault.state.files.get(file);
			return current !== undefined && current.addedBy !== me && !current.viewed.has(me);
		};
		const mark = (file: FileId) =>
			vault.append(
				() =>
					Promise.resolve(
						isDue(file)
							? { kind: 'file.viewed' as const, payload: {}, body: { file: idBytes(file) } }
							: null
					),
				now
			);
		const due = files.filter(isDue);
		try {
			for (const file of due) await mark(file);
		} catch {
			return;
		} finally {
			if (due.length > 0) emit({ type: 'vault-changed', vault: vault.vault });
		}
	};
