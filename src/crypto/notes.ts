/**
 * Notes that staff write for staff, and what they keep of a client: sealed inside a vault's log under a second key, which comes from a team's secret and which
 * no client is ever given (protocol.md sections 6 and 10). The seal names the vault, the team, its epoch, the author and the
 * very place in the log, so that a note opens nowhere else and under nobody else's name.
 */
import type { FirmId, NotesKey, Raw, Sealed, TeamId, UserId, VaultId } from './brands.ts';
import type { ContextFields } from './context.ts';
import { decode, encode, type Value } from './encoding.ts';
import { idBytes } from './ids.ts';
import { pad, unpad } from './padding.ts';
import { open, seal } from './seal.ts';

export interface NotePlace {
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly team: TeamId;
	readonly teamEpoch: number;
	/** The entry's number in the vault's log. */
	readonly seq: number;
	readonly author: UserId;
}

const noteFields = ({ firm, vault, team, teamEpoch, seq, author }: NotePlace): ContextFields => ({
	firm,
	vault,
	epoch: teamEpoch,
	object: idBytes(team),
	sequence: seq,
	sender: idBytes(author)
});

/** A note, or what staff keep of a client: neither opens as the other. */
export type StaffPurpose = 'staff-note' | 'staff-details';

export const sealNote = (
	key: NotesKey,
	place: NotePlace,
	note: Value,
	purpose: StaffPurpose = 'staff-note'
): Promise<Sealed> => seal(purpose, key, noteFields(place), pad(encode(note)));

export const openNote = async (
	key: NotesKey,
	place: NotePlace,
	sealed: Raw,
	purpose: StaffPurpose = 'staff-note'
): Promise<Value> => decode(unpad(await open(purpose, key, noteFields(place), sealed)));
