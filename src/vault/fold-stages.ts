/**
 * The part of a vault's fold that concerns stages and what staff keep for themselves (protocol.md sections 10.4 and 10.5). Pure;
 * the author has been verified by the caller. The last that was said counts: what was said before is in the history.
 */
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { notesMatch } from '../contract/recipients.ts';
import type { EventOf, VaultEvent } from './events.ts';
import type { FirmState } from './firm-state.ts';
import { withEntry, withoutKey } from './persistent-map.ts';
import type { VaultAuthor, VaultState } from './vault-state.ts';
import type { Outcome } from './verdict.ts';

export type StageEvent = EventOf<VaultEvent, 'stage.set' | 'details.kept'>;

export const isStageEvent = (event: VaultEvent): event is StageEvent =>
	event.kind === 'stage.set' || event.kind === 'details.kept';

export function foldStages(
	state: VaultState,
	firm: FirmState,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: StageEvent
): Outcome<VaultState> {
	if (author.side !== 'staff') return 'not-allowed';
	if (event.kind === 'details.kept') return kept(state, firm, author, parsed, event);
	return event.body ? set(state, author, parsed, event.body) : 'unreadable';
}

function set(
	state: VaultState,
	{ userId: by }: VaultAuthor,
	{ header: { seq, time: at } }: ParsedEntry,
	{ stage, year }: NonNullable<EventOf<VaultEvent, 'stage.set'>['body']>
): Outcome<VaultState> {
	const before = state.stages.get(year);
	if (stage === null)
		return before ? { ...state, stages: withoutKey(state.stages, year) } : 'no-such-object';
	const isSame =
		before?.name === stage.name && before.step === stage.step && before.steps === stage.steps;
	if (isSame) return 'already-exists';
	return { ...state, stages: withEntry(state.stages, year, { ...stage, year, by, at, seq }) };
}

/** Sealed for exactly the vault's teams, under the keys they have now, as a note is. */
function kept(
	state: VaultState,
	firm: FirmState,
	{ userId: by }: VaultAuthor,
	{ header: { seq } }: ParsedEntry,
	{ payload: { seals } }: EventOf<VaultEvent, 'details.kept'>
): Outcome<VaultState> {
	const teams = state.teams.flatMap((id) => firm.teams.get(id) ?? []);
	const isOutdated = seals.some(({ team, teamEpoch }) => firm.teams.get(team)?.epoch !== teamEpoch);
	if (!notesMatch(seals, teams)) return isOutdated ? 'wrong-epoch' : 'wrong-recipients';
	return { ...state, details: { seq, by, seals } };
}
