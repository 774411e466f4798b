/**
 * Opens staff notes with the keys of the teams that a person is in, those of earlier epochs included. Nothing is believed of a
 * note but what its seal holds, and the seal names its author and its place in the log. Clients hold no such key.
 */
import { noteContent, type NoteContent } from '../contract/messages.ts';
import { openNote } from '../crypto/notes.ts';
import { openOrNull } from './open-body.ts';
import { heldEpochOf, type HeldTeams } from './team-keys.ts';
import type { StaffNote, VaultState } from './vault-state.ts';

/** Opened once for as long as the log is in memory. */
const opened = new WeakMap<StaffNote, NoteContent>();

/** Null when this person was given none of the keys it is sealed under. */
export async function contentOf(
	note: StaffNote,
	state: VaultState,
	teams: HeldTeams
): Promise<NoteContent | null> {
	if (teams.size === 0) return null;
	const known = opened.get(note) ?? (await open(note, state, teams));
	if (known) opened.set(note, known);
	return known;
}

async function open(
	{ seq, by: author, seals }: StaffNote,
	{ firm, vault }: VaultState,
	teams: HeldTeams
): Promise<NoteContent | null> {
	for (const { sealed, team, teamEpoch } of seals) {
		const held = heldEpochOf(teams, team, teamEpoch);
		if (!held) continue;
		const place = { firm, vault, team, teamEpoch, seq, author };
		const value = await openOrNull(() => openNote(held.keys.notes, place, sealed));
		const content = noteContent.safeParse(value);
		if (content.success) return content.data;
	}
	return null;
}
