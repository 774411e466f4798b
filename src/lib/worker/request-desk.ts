/** What people do with document requests: ask, answer, judge, set aside. */
import type { VaultId } from '../../crypto/brands.ts';
import { newChecklistId } from '../../crypto/ids.ts';
import { teamsOf, type FirmState } from '../../vault/firm-state.ts';
import { nameOf } from '../../vault/people.ts';
import {
	accepting,
	answering,
	DecidedMeanwhile,
	editing,
	listing,
	removing,
	reopening,
	returning,
	waiving,
	wordingOf
} from '../../vault/requests.ts';
import type { VaultDraft } from '../../vault/vault-draft.ts';
import type { VaultLog } from '../../vault/vault-log.ts';
import type { VaultState } from '../../vault/vault-state.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';

type RequestDesk = Pick<
	Core,
	| 'listRequests'
	| 'editRequests'
	| 'removeRequests'
	| 'answerItem'
	| 'acceptItem'
	| 'returnItem'
	| 'waiveItem'
	| 'reopenItem'
>;

export function requestDesk(
	keyholder: Keyholder,
	emit: (event: CoreEvent) => void,
	now: () => number
): RequestDesk {
	async function write(
		id: VaultId,
		draft: (state: VaultState, firm: FirmState) => VaultDraft | null
	) {
		const vault = await keyholder.session.vault(id);
		try {
			await vault.append(
				(state) => Promise.resolve().then(() => draft(state, vault.firm.state)),
				now
			);
		} catch (error) {
			throw named(error, vault);
		}
		emit({ type: 'vault-changed', vault: id });
		emit({ type: 'clients-changed', vault: id });
	}

	/** Who was faster is told by the name that the verified logs give them. */
	function named(error: unknown, { state, firm }: VaultLog): unknown {
		if (!(error instanceof DecidedMeanwhile) || error.by === null) return error;
		error.who = nameOf(error.by, firm.state, state);
		return error;
	}

	const me = () => keyholder.session.userId;
	const side = (state: VaultState, firm: FirmState) =>
		teamsOf(firm, me(), state.teams).length > 0 ? 'staff' : 'client';

	return {
		async listRequests(id, draft) {
			const checklist = newChecklistId();
			const wording = wordingOf(draft);
			await write(id, () => listing(checklist, wording));
			return checklist;
		},
		async editRequests(id, checklist, seen, draft) {
			const wording = wordingOf(draft);
			await write(id, (state) => editing(state, checklist, seen, wording));
		},
		removeRequests: (id, checklist) => write(id, (state) => removing(state, checklist)),
		answerItem: (id, item, files) => write(id, (state) => answering(state, item, files)),
		acceptItem: (id, item, answers, seen) =>
			write(id, (state) => accepting(state, { me: me(), item, answers, seen })),
		returnItem: (id, item, answers, reason, seen) =>
			write(id, (state) => returning(state, { me: me(), item, answers, seen }, reason)),
		waiveItem: (id, item, note) => write(id, (state) => waiving(state, { me: me(), item }, note)),
		reopenItem: (id, item) => write(id, (state, firm) => reopening(state, item, side(state, firm)))
	};
}
