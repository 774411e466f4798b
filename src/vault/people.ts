/** Names and fingerprints of the people in the logs, for screens. A name is shown only from a verified body. */
import type { FirmId, KeyId, UserId } from '../crypto/brands.ts';
import type { Author } from '../crypto/entry-header.ts';
import { spokenFingerprint } from '../crypto/spoken.ts';
import type { FirmState } from './firm-state.ts';
import type { VaultState } from './vault-state.ts';
import type { HistoryLine, PersonView } from './view.ts';

export const NAMELESS = 'Somebody whose name is not shared yet';

const spoken = new Map<string, Promise<string>>();
/** Fingerprints never change for an id, so each is computed once. */
export function fingerprintOf(id: UserId | FirmId | KeyId): Promise<string> {
	const known = spoken.get(id) ?? spokenFingerprint(id);
	spoken.set(id, known);
	return known;
}

/** Also of people who have left: what they did stays theirs. */
export function nameOf(id: UserId, firm: FirmState, vault: VaultState | null): string {
	const known =
		firm.staff.get(id) ?? vault?.members.get(id) ?? firm.former.get(id) ?? vault?.former.get(id);
	return known?.name ?? NAMELESS;
}

export const sideOf = (id: UserId, firm: FirmState): 'staff' | 'client' =>
	firm.staff.has(id) || firm.former.has(id) ? 'staff' : 'client';

/** A colleague who changed their keys is the same person under another id. */
export function personNow(id: UserId, firm: FirmState): UserId {
	let now = id;
	for (let next = firm.former.get(now)?.successor; next; next = firm.former.get(now)?.successor)
		now = next;
	return now;
}

/** Who wrote an entry, in words. */
export function authorInWords(
	author: Author,
	firm: FirmState,
	vault: VaultState | null
): { who: string; side: HistoryLine['side'] } {
	switch (author.kind) {
		case 'root':
			return { who: 'The recovery kit', side: 'firm' };
		case 'invite': {
			const invitation = vault?.invitations.get(author.id) ?? firm.invitations.get(author.id);
			return { who: invitation?.name ?? 'Somebody with a link', side: 'link' };
		}
		case 'user':
			return { who: nameOf(author.id, firm, vault), side: sideOf(author.id, firm) };
	}
}

export async function staffPerson(id: UserId, firm: FirmState, me: UserId): Promise<PersonView> {
	const staff = firm.staff.get(id);
	return {
		kind: 'staff',
		id,
		name: staff?.name ?? NAMELESS,
		role: staff?.role ?? null,
		fingerprint: await fingerprintOf(id),
		isMe: id === me,
		since: staff?.joinedAt ?? null
	};
}
