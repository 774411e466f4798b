/** Who signed a log, and who belongs to it at its end: each once, with the rank that the log itself gives them. */
import type { InviteId, UserId, FirmId } from '../crypto/brands.ts';
import type { Author } from '../crypto/entry-header.ts';
import type { FirmState } from '../vault/firm-state.ts';
import { authorInWords, fingerprintOf } from '../vault/people.ts';
import type { CheckedEntry } from '../vault/records-check.ts';
import type { VaultState } from '../vault/vault-state.ts';

/** The states at the end of the logs; `vault` is null for the firm's log. */
export interface Known {
	readonly firm: FirmState | null;
	readonly vault: VaultState | null;
	readonly withNames: boolean;
}

export interface LogPerson {
	readonly id: FirmId | UserId | InviteId;
	/** `kit`, `link`, `owner`, `admin`, `preparer`, `client`, or `former`. */
	readonly rank: string;
	/** Null when the records do not open it. */
	readonly name: string | null;
	readonly fingerprint: string | null;
}

export function peopleOf(entries: readonly CheckedEntry[], known: Known): Promise<LogPerson[]> {
	const here = known.vault ? known.vault.members : known.firm?.staff;
	const belonging = [...(here?.keys() ?? [])].map((id) => ({ kind: 'user' as const, id }));
	const authors = [...entries.map(({ author }) => author), ...belonging];
	const once = new Map(authors.map((author) => [author.id, author]));
	return Promise.all(
		[...once.values()].map(async (author) => ({
			id: author.id,
			rank: rankOf(author, known),
			name: nameOf(author, known),
			fingerprint: author.kind === 'invite' ? null : await fingerprintOf(author.id)
		}))
	);
}

export function nameOf(author: Author, { firm, vault, withNames }: Known): string | null {
	if (!firm || (author.kind !== 'root' && !withNames)) return null;
	return authorInWords(author, firm, vault).who;
}

function rankOf(author: Author, { firm, vault }: Known): string {
	if (author.kind === 'root') return 'kit';
	if (author.kind === 'invite') return 'link';
	const staff = firm?.staff.get(author.id);
	if (staff) return staff.role;
	return vault?.members.has(author.id) ? 'client' : 'former';
}
