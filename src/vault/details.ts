/**
 * What staff keep of a client for themselves, as an entry and back (protocol.md section 10.5). The newest says all of it. A reader
 * who was not given its key knows nothing of it, and takes nothing for the opposite.
 */
import { detailsContent, type DetailsContent } from '../contract/details.ts';
import type { UserId } from '../crypto/brands.ts';
import type { FirmLog } from './firm-log.ts';
import { openForStaff, sealForStaff } from './notes.ts';
import type { HeldTeams } from './team-keys.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { KeptDetails, VaultState } from './vault-state.ts';

/** Opened once for as long as the log is in memory. */
const opened = new WeakMap<KeptDetails, DetailsContent>();

const ofDetails = { purpose: 'staff-details', schema: detailsContent } as const;

/** Null where nothing is kept, and for who was not given the key. */
export async function detailsOf(
	state: VaultState,
	teams: HeldTeams
): Promise<DetailsContent | null> {
	const { details } = state;
	if (!details || teams.size === 0) return null;
	const known = opened.get(details) ?? (await openForStaff(details, state, teams, ofDetails));
	if (known) opened.set(details, known);
	return known;
}

/** Null where the newest says the same already. */
export async function detailsDraft(
	firm: FirmLog,
	author: UserId,
	state: VaultState,
	content: DetailsContent
): Promise<VaultDraft | null> {
	const known = await detailsOf(state, firm.teams);
	if (known?.paper === content.paper || (!state.details && !content.paper)) return null;
	const seals = await sealForStaff(firm, author, state, { ...content }, 'staff-details');
	return { kind: 'details.kept', payload: { seals }, body: null };
}
