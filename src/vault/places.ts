/**
 * A client's vaults side by side: what each is called, whose it is, and how much is wanted or new in it. Counted from what this
 * device has verified; nothing is asked of the portal for it.
 */
import type { UserId } from '../crypto/brands.ts';
import { approvalViews } from './approvals-view.ts';
import type { FirmState } from './firm-state.ts';
import { sideOf } from './people.ts';
import { requestFigures } from './requests-view.ts';
import type { Session } from './session.ts';
import { threadViews } from './threads-view.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultState } from './vault-state.ts';
import type { PlaceView } from './view.ts';

/** In the order they were joined. One that the firm took this person out of is not among them. */
export async function placesOf(session: Session, now: number): Promise<PlaceView[]> {
	const logs = session.ownVaults.flatMap((id) => session.loadedVault(id) ?? []);
	return Promise.all(logs.map((log) => placeOf(log, session.userId, now)));
}

async function placeOf(log: VaultLog, me: UserId, now: number): Promise<PlaceView> {
	const { state, firm } = log;
	const threads = await threadViews(log, state, firm.state, me);
	const messages = threads.reduce((sum, { unread }) => sum + unread, 0);
	return {
		vault: log.vault,
		name: state.name ?? 'Your documents',
		firm: firm.firm,
		firmName: firm.state.name ?? 'Your firm',
		mark: firm.state.mark ?? { colour: 'pine', initials: '··' },
		wanted: documentsWanted(state, now) + approvalsWaiting(state, firm.state, me),
		unread: messages + filesUnopened(state, firm.state, me)
	};
}

function documentsWanted(state: VaultState, now: number): number {
	const { by } = requestFigures(state.items.values(), new Date(now).toISOString().slice(0, 10));
	return by.wanted + by.returned;
}

const approvalsWaiting = (state: VaultState, firm: FirmState, me: UserId): number =>
	approvalViews(state, firm, me).filter(({ waitsForMe }) => waitsForMe).length;

const filesUnopened = (state: VaultState, firm: FirmState, me: UserId): number =>
	[...state.files.values()].filter(
		({ addedBy, viewed }) => sideOf(addedBy, firm) === 'staff' && !viewed.has(me)
	).length;
