/**
 * Notes in the vault's log that somebody opened a file, and that they opened it again some hours later: never for their own, and
 * not each time, because a log is for ever.
 */
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
			const due = files.filter((one) => !underWay.has(one.blob) && dueFor(vault, one, me, now()));
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

/** Looks within so long of the last that was noted are one look. */
const APART_MS = 6 * 60 * 60 * 1000;

function dueFor(
	vault: VaultLog,
	{ file: id, blob }: Opened,
	me: UserId,
	time: number
): 'file.viewed' | 'file.reopened' | null {
	const file = vault.state.files.get(id);
	const version = file && versionOf(file, blob);
	if (!version || version.addedBy === me) return null;
	const last = version.again.get(me) ?? version.viewed.get(me);
	if (last === undefined) return 'file.viewed';
	return time - last >= APART_MS ? 'file.reopened' : null;
}

const mark = (vault: VaultLog, opened: Opened, me: UserId, now: () => number) =>
	vault.append((state, time) => {
		const kind = dueFor(vault, opened, me, time);
		return Promise.resolve(kind && { kind, payload: {}, body: bodyOf(state, opened) });
	}, now);

/** Which version is said where there were several: another may take its place while the mark is on its way. */
function bodyOf({ files }: VaultState, { file, blob }: Opened) {
	const hasVersions = (files.get(file)?.count ?? 1) > 1;
	return { file: idBytes(file), ...(hasVersions && { version: idBytes(blob) }) };
}
