/** What a firm says of itself to its clients, and of each client's year: stages, the welcome, and how a client wants to be written to. */
import type { VaultId } from '../../crypto/brands.ts';
import { detailsDraft } from '../../vault/details.ts';
import { teamsOf } from '../../vault/firm-state.ts';
import { Refusal } from '../../vault/problems.ts';
import { stageDraft, stagesOf, typedStages } from '../../vault/stages.ts';
import type { VaultDraft } from '../../vault/vault-draft.ts';
import type { VaultLog } from '../../vault/vault-log.ts';
import type { VaultState } from '../../vault/vault-state.ts';
import { typedWelcome, welcomeView } from '../../vault/welcome.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';

type FaceDesk = Pick<Core, 'face' | 'nameStages' | 'writeWelcome' | 'setStage' | 'preferPaper'>;

export function faceDesk(
	keyholder: Keyholder,
	emit: (event: CoreEvent) => void,
	now: () => number
): FaceDesk {
	async function inFirm(
		kind: 'stages.named' | 'welcome.written',
		body: { stages: string[] } | { text: string }
	) {
		const draft = { kind, payload: {}, body: { ...body } };
		await keyholder.session.firm.append(() => Promise.resolve(draft), now);
		emit({ type: 'team-changed' });
	}

	async function byStaff(
		id: VaultId,
		draft: (vault: VaultLog, state: VaultState) => Promise<VaultDraft | null>
	) {
		const { session } = keyholder;
		const vault = await session.vault(id);
		await vault.append((state) => {
			if (teamsOf(vault.firm.state, session.userId, state.teams).length === 0)
				throw new Refusal('not-allowed');
			return draft(vault, state);
		}, now);
		emit({ type: 'vault-changed', vault: id });
		emit({ type: 'clients-changed', vault: id });
	}

	return {
		async face() {
			const { firm } = keyholder.session;
			await firm.sync();
			const { state } = firm;
			return {
				stages: [...stagesOf(state)],
				ownStages: state.stages !== null,
				welcome: welcomeView(state)
			};
		},
		nameStages: async (typed) => {
			await inFirm('stages.named', { stages: typedStages(typed) });
		},
		writeWelcome: async (typed) => {
			await inFirm('welcome.written', { text: typedWelcome(typed) });
		},
		async setStage(id, year, stage) {
			// By the firm's stages as they are now, and not as this browser heard of them last.
			await (await keyholder.session.firmOf(id)).sync();
			await byStaff(id, (vault, state) =>
				Promise.resolve().then(() => stageDraft(state, vault.firm.state, { year, stage }, now()))
			);
		},
		preferPaper: (id, paper) =>
			byStaff(id, (vault, state) =>
				detailsDraft(vault.firm, keyholder.session.userId, state, { paper })
			)
	};
}
