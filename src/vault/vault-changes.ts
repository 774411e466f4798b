/** What a vault's view gained since the page last got it, found by what two states share; the page keeps the rest. Pure. */
import type { UserId } from '../crypto/brands.ts';
import type { FirmState } from './firm-state.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultState } from './vault-state.ts';
import { fileView, historyPage, surroundings } from './vault-view.ts';
import type { VaultChanges } from './view.ts';

/** What the page was given. */
export interface Shown {
	readonly version: number;
	readonly state: VaultState;
	readonly firm: FirmState;
	readonly lines: number;
}

/** The view `now` as a change of what was `shown`; null where so much reads otherwise that it is shown afresh. */
export async function vaultChanges(
	log: VaultLog,
	firm: FirmState,
	{ me, now, version }: { me: UserId; now: number; version: number },
	shown: Shown
): Promise<VaultChanges | null> {
	// Read at once: the log may grow while fingerprints are made.
	const { state } = log;
	const lines = log.journal.length;
	if (!sameNames(shown, { state, firm })) return null;
	const before = shown.state.files;
	const changed = [...state.files.values()].filter((file) => before.get(file.file) !== file);
	const isShorter = state.removed !== shown.state.removed;
	const gone = isShorter ? [...before.keys()].filter((file) => !state.files.has(file)) : [];
	return {
		version,
		...(await surroundings(log, firm, me, now)),
		files: state.files === before ? [] : changed.map((file) => fileView(file, state, firm, me)),
		gone,
		history: historyPage(log, firm, { from: shown.lines, to: lines })
	};
}

/** People's names are in every file and line. */
const sameNames = (
	before: { state: VaultState; firm: FirmState },
	after: { state: VaultState; firm: FirmState }
): boolean =>
	before.firm.staff === after.firm.staff &&
	before.firm.former === after.firm.former &&
	before.state.members === after.state.members &&
	before.state.former === after.state.former &&
	before.state.invitations === after.state.invitations;
