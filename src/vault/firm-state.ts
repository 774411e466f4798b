/** What the firm log says at one entry: roster, invitations and teams. Plain immutable data. */
import type {
	DirectoryKey,
	FirmId,
	InviteId,
	KemPublicKey,
	Raw,
	Sealed,
	SigningPublicKey,
	TeamId,
	TemplateId,
	UserId,
	Wrapped
} from '../crypto/brands.ts';
import type { Author, Head } from '../crypto/entry-header.ts';
import type { Bundle } from '../crypto/identity.ts';
import type { Role } from '../contract/wire.ts';
import type { Mark } from './view.ts';

export interface Staff {
	readonly userId: UserId;
	readonly bundle: Bundle;
	readonly role: Role;
	readonly joinedAt: number;
	readonly name: string | null;
}

export interface Invitation {
	readonly invite: InviteId;
	readonly key: SigningPublicKey;
	readonly capsuleHash: Raw;
	readonly expires: number;
	readonly by: UserId;
	readonly state: 'open' | 'used' | 'withdrawn';
	readonly name: string | null;
}

export interface StaffInvitation extends Invitation {
	readonly role: Role;
}

export interface TeamMember {
	readonly wrap: Wrapped;
	/** Whose signature put the wrap into the log: part of the wrap's context. */
	readonly grantedBy: Author;
}

/** One generation of a team's key, as its signed entry states it. */
export interface TeamEpoch {
	readonly epoch: number;
	readonly kem: KemPublicKey;
	/** The secret of the epoch before; null where newcomers were to get no history. */
	readonly previous: Sealed | null;
	/** The secret wrapped to the firm's escrow key. */
	readonly escrow: Wrapped;
	readonly startedBy: Author;
	readonly members: ReadonlyMap<UserId, TeamMember>;
}

/** A team is its current epoch, and those before it. */
export interface Team extends TeamEpoch {
	readonly id: TeamId;
	readonly name: string | null;
	readonly earlier: readonly TeamEpoch[];
	/** The earliest epoch that the newest one leads back to. */
	readonly historyFrom: number;
}

/** Somebody who is no longer on the roster, or whose keys were replaced. */
export interface Former {
	readonly userId: UserId;
	readonly name: string | null;
	readonly role: Role;
	readonly leftAt: number;
	/** Who goes on in their place, when they changed their keys. */
	readonly successor: UserId | null;
}

export interface Welcome {
	readonly text: string;
	readonly by: UserId;
	readonly at: number;
}

/** A checklist template of the firm, as the newest entry about it keeps it. */
export interface FirmTemplate {
	readonly template: TemplateId;
	/** The entry's number: what a change of it must name. With `epoch` and `by` part of the seal's context. */
	readonly seq: number;
	readonly epoch: number;
	readonly by: UserId;
	readonly at: number;
	readonly sealed: Sealed;
	/** Who made it, whoever changed it since. */
	readonly author: UserId;
	/** No entry about it says who made it: those are from before only the author and administrators could change or remove one. */
	readonly isEverybodys: boolean;
}

export interface FirmState {
	readonly firm: FirmId;
	readonly root: SigningPublicKey;
	readonly escrow: KemPublicKey;
	readonly head: Head;
	readonly name: string | null;
	readonly mark: Mark | null;
	/** The firm's own stages of a tax year, in order; null where it never named any. */
	readonly stages: readonly string[] | null;
	/** What its clients read when they come; null where there is none. */
	readonly welcome: Welcome | null;
	/** The checklist templates of its own. */
	readonly templates: ReadonlyMap<TemplateId, FirmTemplate>;
	readonly staff: ReadonlyMap<UserId, Staff>;
	readonly former: ReadonlyMap<UserId, Former>;
	readonly invitations: ReadonlyMap<InviteId, StaffInvitation>;
	readonly teams: ReadonlyMap<TeamId, Team>;
	/** The team whose epochs seal the firm log's names, and whose members are all staff with keys. */
	readonly everyone: TeamId;
}

/** Directory keys by epoch of the default team. */
export type Directory = ReadonlyMap<number, DirectoryKey>;

/** Whoever made a link knows its secret: it counts only while they are on the roster. */
export const isOpen = (
	invitation: Pick<Invitation, 'state' | 'by'>,
	{ staff }: Pick<FirmState, 'staff'>
): boolean => invitation.state === 'open' && staff.has(invitation.by);

export const isAdmin = (role: Role): boolean => role === 'owner' || role === 'admin';

/** The teams of `teams` that this person holds the key of. Empty: no staff rights in such a vault. */
export const teamsOf = (state: FirmState, userId: UserId, teams: Iterable<TeamId>): TeamId[] => {
	if (!state.staff.has(userId)) return [];
	return [...teams].filter((id) => state.teams.get(id)?.members.has(userId));
};
