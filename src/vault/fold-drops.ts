/**
 * The part of a vault's fold that concerns drop links: opening and closing one, and what becomes of each file that came by
 * one. Pure; the author has been verified by the caller. The files themselves are no entries until staff accept them.
 */
import type { BlobId, DropId } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { grantsMatch, isBehind } from '../contract/recipients.ts';
import { added } from './fold-contents.ts';
import type { EventOf, VaultEvent } from './events.ts';
import type { FirmState } from './firm-state.ts';
import { withEntry } from './persistent-map.ts';
import { expectedRecipients } from './recipients.ts';
import type { Drop, VaultAuthor, VaultState } from './vault-state.ts';
import { isRejection, type Outcome, type Rejection } from './verdict.ts';

export type DropEvent = Extract<VaultEvent, { kind: `drop.${string}` }>;

export const isDropEvent = (event: VaultEvent): event is DropEvent =>
	event.kind.startsWith('drop.');

/** Nobody but staff and escrow opens what comes by a link: not the vault's clients, nor its open invitations. */
export const noClients = { members: new Map(), invitations: new Map() };

export function foldDrops(
	state: VaultState,
	firm: FirmState,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: DropEvent
): Outcome<VaultState> {
	if (author.side !== 'staff') return 'not-allowed';
	switch (event.kind) {
		case 'drop.opened':
			return opened(state, firm, author, parsed, event);
		case 'drop.closed':
			return closed(state, event);
		case 'drop.accepted':
			return accepted(state, author, parsed, event);
		case 'drop.discarded':
			return refuseDealtWith(state, event.payload) ?? dealtWith(state, event.payload.blob, parsed);
	}
}

function opened(
	state: VaultState,
	firm: FirmState,
	{ userId }: VaultAuthor,
	{ header }: ParsedEntry,
	{ payload, body }: EventOf<VaultEvent, 'drop.opened'>
): Outcome<VaultState> {
	if (state.drops.has(payload.drop)) return 'already-exists';
	const expected = expectedRecipients(firm, state.teams, noClients, header.time);
	if (!grantsMatch(payload.grants, expected)) return 'wrong-recipients';
	const drop: Drop = {
		...payload,
		by: userId,
		openedAt: header.time,
		isClosed: false,
		note: body?.note ?? null,
		asks: body?.asks ?? []
	};
	return { ...state, drops: withEntry(state.drops, payload.drop, drop) };
}

function closed(
	state: VaultState,
	{ payload }: EventOf<VaultEvent, 'drop.closed'>
): Outcome<VaultState> {
	const drop = state.drops.get(payload.drop);
	if (!drop || drop.isClosed) return 'no-such-object';
	return { ...state, drops: withEntry(state.drops, drop.drop, { ...drop, isClosed: true }) };
}

/** The file under the vault's own key and the end of what came by the link are one entry: neither is without the other. */
function accepted(
	state: VaultState,
	author: VaultAuthor,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<VaultEvent, 'drop.accepted'>
): Outcome<VaultState> {
	const refused = refuseDealtWith(state, payload);
	if (refused) return refused;
	const next = added(state, author, parsed, body);
	return isRejection(next) ? next : dealtWith(next, payload.blob, parsed);
}

/** Also of a link that is over by now: what arrived before it ended is still there to be looked at. */
function refuseDealtWith(
	{ drops, dropped }: VaultState,
	{ drop, blob }: { drop: DropId; blob: BlobId }
): Rejection | null {
	if (!drops.has(drop)) return 'no-such-object';
	return dropped.has(blob) ? 'already-exists' : null;
}

const dealtWith = (state: VaultState, blob: BlobId, { header }: ParsedEntry): VaultState => ({
	...state,
	dropped: withEntry(state.dropped, blob, header.seq)
});

/**
 * Whether a link's key is one that somebody may hold who has left since: then it takes nothing any more, and staff make a
 * new link (protocol.md section 16).
 */
export const isDropBehind = ({ grants }: Drop, { teams }: FirmState): boolean =>
	isBehind(grants, (team) => teams.get(team)?.epoch);
