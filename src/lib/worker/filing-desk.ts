/** What people do to keep a vault's files in order: tags, moves of many, folders for a year, versions, and removing them all. */
import type { VaultId } from '../../crypto/brands.ts';
import { requireRemovable } from '../../vault/approving.ts';
import {
	foldersFor,
	moving,
	puttingBack,
	removingFile,
	requireReplaceable,
	tagging
} from '../../vault/filing.ts';
import { teamsOf } from '../../vault/firm-state.ts';
import { Refusal } from '../../vault/problems.ts';
import type { VaultDraft } from '../../vault/vault-draft.ts';
import type { VaultAuthor, VaultState } from '../../vault/vault-state.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';
import type { Transfers } from './transfers.ts';

type FilingDesk = Pick<
	Core,
	'removeFile' | 'moveFiles' | 'tagFiles' | 'makeFolders' | 'replaceFile' | 'restoreVersion'
>;

export function filingDesk(
	keyholder: Keyholder,
	transfers: Transfers,
	emit: (event: CoreEvent) => void,
	now: () => number
): FilingDesk {
	async function write(
		id: VaultId,
		draft: (state: VaultState) => VaultDraft | null
	): Promise<VaultState> {
		const vault = await keyholder.session.vault(id);
		await vault.append((state) => Promise.resolve().then(() => draft(state)), now);
		emit({ type: 'vault-changed', vault: id });
		return vault.state;
	}

	/** The person as the vault knows them. */
	function me(state: VaultState): VaultAuthor {
		const { userId, firm } = keyholder.session;
		const isStaff = teamsOf(firm.state, userId, state.teams).length > 0;
		return { userId, side: isStaff ? 'staff' : 'client' };
	}

	const byStaff = async (id: VaultId, draft: (state: VaultState) => VaultDraft | null) => {
		await write(id, (state) => {
			if (me(state).side !== 'staff') throw new Refusal('not-allowed');
			return draft(state);
		});
	};

	return {
		async removeFile(id, file, seen) {
			const remove = (state: VaultState) => {
				requireRemovable(state, file);
				const draft = removingFile(state, me(state), file);
				if (seen !== undefined && state.files.get(file)?.blob !== seen)
					throw new Refusal('replaced-meanwhile');
				return draft;
			};
			// More versions than one entry names take several.
			while ((await write(id, remove)).files.has(file));
		},
		moveFiles: (id, files, folder) => byStaff(id, (state) => moving(state, files, folder)),
		tagFiles: (id, files, add, remove) =>
			byStaff(id, (state) => tagging(state, { files, add, remove })),
		makeFolders: (id, name, within) => byStaff(id, (state) => foldersFor(state, name, within)),
		async replaceFile(id, file, over, picked) {
			const { session } = keyholder;
			const vault = session.loadedVault(id) ?? (await session.vault(id));
			const { folder } = requireReplaceable(vault.state, me(vault.state), file);
			await transfers.replace(vault, folder, { file, over }, picked);
		},
		restoreVersion: async (id, file, version, over) => {
			await write(id, (state) => puttingBack(state, me(state), { file, version, over }));
		}
	};
}
