/** What people do inside a vault: look, file, rename, move, remove, send and open. */
import type { FileId, VaultId } from '../../crypto/brands.ts';
import { idBytes, newFolderId } from '../../crypto/ids.ts';
import { removingFolder } from '../../vault/filing.ts';
import { typedFileName, typedName } from '../../vault/names.ts';
import { Refusal } from '../../vault/problems.ts';
import type { VaultDraft } from '../../vault/vault-draft.ts';
import type { VaultFile, VaultState } from '../../vault/vault-state.ts';
import type { Session } from '../../vault/session.ts';
import { placesOf } from '../../vault/places.ts';
import { vaultChanges, type Shown } from '../../vault/vault-changes.ts';
import type { VaultLog } from '../../vault/vault-log.ts';
import { olderHistory, vaultView } from '../../vault/vault-view.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';
import { fileOf } from './saving/plan.ts';
import type { Transfers } from './transfers.ts';

type VaultDesk = Pick<
	Core,
	| 'openVault'
	| 'places'
	| 'vaultChanges'
	| 'sawVault'
	| 'olderHistory'
	| 'makeFolder'
	| 'renameFolder'
	| 'removeFolder'
	| 'renameFile'
	| 'addFiles'
	| 'transfers'
	| 'pauseTransfer'
	| 'resumeTransfer'
	| 'cancelTransfer'
	| 'dismissTransfer'
	| 'pauseAll'
	| 'resumeAll'
	| 'cancelAll'
	| 'dismissFinished'
	| 'provideFile'
	| 'keptHandle'
>;

/** What the page has of each vault; it goes with the session. */
const shown = new WeakMap<Session, Map<VaultId, Shown>>();
/** Up to which entry of each vault the portal was told that this person saw it. */
const seen = new WeakMap<Session, Map<VaultId, number>>();
let versions = 0;

function shownBy(session: Session): Map<VaultId, Shown> {
	const known = shown.get(session) ?? new Map<VaultId, Shown>();
	shown.set(session, known);
	return known;
}

function seenBy(session: Session): Map<VaultId, number> {
	const known = seen.get(session) ?? new Map<VaultId, number>();
	seen.set(session, known);
	return known;
}

export function vaultDesk(
	keyholder: Keyholder,
	transfers: Transfers,
	emit: (event: CoreEvent) => void,
	now: () => number
): VaultDesk {
	async function write(id: VaultId, draft: (state: VaultState) => VaultDraft | null) {
		const vault = await keyholder.session.vault(id);
		await vault.append((state) => Promise.resolve().then(() => draft(state)), now);
		emit({ type: 'vault-changed', vault: id });
	}
	const changeFile = (id: VaultId, file: FileId, change: (file: VaultFile) => VaultDraft | null) =>
		write(id, (state) => change(fileOf(state, file)));

	/** Notes what the page is about to get. Waits for nothing: what the page gets must be what was noted. */
	function look(vault: VaultLog): number {
		const { session } = keyholder;
		const { state, journal } = vault;
		const version = ++versions;
		shownBy(session).set(vault.vault, {
			version,
			state,
			firm: vault.firm.state,
			lines: journal.length
		});
		return version;
	}

	return {
		places: () => placesOf(keyholder.session, now()),
		async openVault(id) {
			const { session } = keyholder;
			const vault = await session.vault(id);
			if (session.ownVaults.length > 1) void keyholder.device.noteVault(session.userId, id);
			const version = look(vault);
			return vaultView(vault, vault.firm.state, { me: session.userId, now: now(), version });
		},
		async vaultChanges(id, since) {
			const { session } = keyholder;
			const before = shownBy(session).get(id);
			const vault = await session.vault(id);
			if (before?.version !== since) return null;
			const version = look(vault);
			const as = { me: session.userId, now: now(), version };
			return vaultChanges(vault, vault.firm.state, as, before);
		},
		async sawVault(id, version) {
			const { session, api } = keyholder;
			const known = seenBy(session);
			const on = shownBy(session).get(id);
			// What came since is on the screen in a moment, and is told of then.
			if (on?.version !== version) return;
			const { seq } = on.state.head;
			if (known.get(id) === seq) return;
			known.set(id, seq);
			try {
				await api.seen(id, seq);
				// Whoever went on to the list at once is shown what is new there now.
				emit({ type: 'clients-changed', vault: id });
			} catch {
				known.delete(id);
			}
		},
		async olderHistory(id, before) {
			const { session } = keyholder;
			const vault = await session.vault(id);
			return olderHistory(vault, vault.firm.state, before);
		},
		async makeFolder(id, typed) {
			const folder = newFolderId();
			const name = typedName(typed);
			await write(id, () => ({
				kind: 'folder.made',
				payload: {},
				body: { folder: idBytes(folder), name }
			}));
			return folder;
		},
		renameFolder: (id, folder, typed) => {
			const name = typedName(typed);
			return write(id, (state) => {
				if (!state.folders.has(folder)) throw new Refusal('not-found');
				return { kind: 'folder.renamed', payload: {}, body: { folder: idBytes(folder), name } };
			});
		},
		removeFolder: (id, folder) => write(id, (state) => removingFolder(state, folder)),
		renameFile: (id, file, typed) => {
			const name = typedFileName(typed);
			return changeFile(id, file, ({ folder }) => ({
				kind: 'file.changed',
				payload: {},
				body: { file: idBytes(file), folder: folder && idBytes(folder), name }
			}));
		},
		async addFiles(id, folder, files, answers) {
			// Without a connection the queue waits for it; what is new in the log is found when a file is announced.
			const { session } = keyholder;
			const vault = session.loadedVault(id) ?? (await session.vault(id));
			await transfers.add(vault, folder, files, answers);
		},
		transfers: () => Promise.resolve(transfers.news),
		pauseTransfer: (id) => transfers.pressed((all) => all.pause(id)),
		resumeTransfer: (id) => transfers.pressed((all) => all.resume(id)),
		cancelTransfer: (id) => transfers.pressed((all) => all.cancel(id)),
		dismissTransfer: (id) => transfers.pressed((all) => all.dismiss(id)),
		pauseAll: () => transfers.pressed((all) => all.pauseAll()),
		resumeAll: () => transfers.pressed((all) => all.resumeAll()),
		cancelAll: () => transfers.pressed((all) => all.cancelAll()),
		dismissFinished: () => transfers.pressed((all) => all.dismissFinished()),
		provideFile: (id, file) => transfers.pressed((all) => all.provide(id, file)),
		keptHandle: (id) => Promise.resolve().then(() => transfers.keptHandle(id))
	};
}
