/**
 * What staff write for staff inside a vault: sealed once for each of its teams, and opened with the keys of the teams that a person
 * is in, those of earlier epochs included. Nothing is believed but what a seal holds, and the seal names its author and its
 * place in the log. Clients hold no such key.
 */
import type { z } from 'zod';
import {
	noteContent,
	noteSubject,
	type NoteContent,
	type SealedNote
} from '../contract/messages.ts';
import { inOrder } from '../contract/recipients.ts';
import type { UserId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { idBytes } from '../crypto/ids.ts';
import { openNote, sealNote, type StaffPurpose } from '../crypto/notes.ts';
import type { FirmLog } from './firm-log.ts';
import { openOrNull } from './open-body.ts';
import { Refusal } from './problems.ts';
import { heldEpochOf, type HeldTeams } from './team-keys.ts';
import type { StaffNote, VaultState } from './vault-state.ts';

/** Opened once for as long as the log is in memory. */
const opened = new WeakMap<StaffNote, NoteContent>();

/** Null when this person was given none of the keys it is sealed under. Of one that was taken back, what it was about. */
export async function contentOf(
	note: StaffNote,
	state: VaultState,
	teams: HeldTeams
): Promise<NoteContent | null> {
	if (teams.size === 0) return null;
	const known = opened.get(note) ?? (await openContent(note, state, teams));
	if (known) opened.set(note, known);
	return known;
}

async function openContent(
	{ takenBack, seals, ...written }: StaffNote,
	state: VaultState,
	teams: HeldTeams
): Promise<NoteContent | null> {
	const sealed = { ...(takenBack ?? written), seals };
	if (!takenBack) return openForStaff(sealed, state, teams, noteOf);
	const left = await openForStaff(sealed, state, teams, removalOf);
	return left && { ...left, files: [], text: '' };
}

const noteOf = { purpose: 'staff-note', schema: noteContent } as const;
const removalOf = { purpose: 'staff-note', schema: noteSubject } as const;

/** What the first seal that opens holds, if it is of that shape. */
export async function openForStaff<S extends z.ZodType>(
	{ seq, by: author, seals }: { seq: number; by: UserId; seals: readonly SealedNote[] },
	{ firm, vault }: VaultState,
	teams: HeldTeams,
	{ purpose, schema }: { readonly purpose: StaffPurpose; readonly schema: S }
): Promise<z.output<S> | null> {
	for (const { sealed, team, teamEpoch } of seals) {
		const held = heldEpochOf(teams, team, teamEpoch);
		if (!held) continue;
		const place = { firm, vault, team, teamEpoch, seq, author };
		const value = await openOrNull(() => openNote(held.keys.notes, place, sealed, purpose));
		const content = schema.safeParse(value);
		if (content.success) return content.data;
	}
	return null;
}

/** For the vault's teams as they are now, in the entry that comes next; nobody who left one of them holds its present key. */
export function sealForStaff(
	firm: FirmLog,
	author: UserId,
	state: VaultState,
	value: Value,
	purpose: StaffPurpose
) {
	return Promise.all(
		inOrder(state.teams).map(async (team) => {
			const held = firm.teams.get(team);
			if (!held) throw new Refusal('no-keys-yet');
			const place = {
				firm: state.firm,
				vault: state.vault,
				team,
				teamEpoch: held.epoch,
				seq: state.head.seq + 1,
				author
			};
			const sealed = await sealNote(held.keys.notes, place, value, purpose);
			return { sealed, team: idBytes(team), teamEpoch: held.epoch };
		})
	);
}
