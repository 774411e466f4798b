/**
 * Who must be granted a vault's key: exactly escrow, the vault's teams, its members and its open links, no more and no
 * fewer (protocol.md section 10). Writers, every reader's fold and the server compute the list here, so that the
 * server takes no epoch which readers would reject. Public ids only; the keys wrapped to are the caller's.
 */
import type { FirmId, InviteId, TeamId, UserId } from '../crypto/brands.ts';
import { toHex } from '../crypto/bytes.ts';
import { idBytes } from '../crypto/ids.ts';
import type { Grant } from './log.ts';

type WithoutWrap<T> = T extends unknown ? Omit<T, 'wrap'> : never;
export type Grantee = WithoutWrap<Grant>;

export interface Readers {
	readonly firm: FirmId;
	readonly teams: readonly { readonly id: TeamId; readonly epoch: number }[];
	readonly users: readonly UserId[];
	/** Those whose link has a key of its own, and whose inviter is on the roster. */
	readonly invitations: readonly {
		readonly id: InviteId;
		readonly state: string;
		readonly expires: number;
	}[];
}

/** `at` is the time of the entry that starts the epoch: a link expired by then is no reader. */
export function expectedGrantees(
	{ firm, teams, users, invitations }: Readers,
	at: number
): Grantee[] {
	const granted = teams.map(({ id, epoch }): Grantee => ({ to: 'team', id, teamEpoch: epoch }));
	const members = users.map((id): Grantee => ({ to: 'user', id, teamEpoch: null }));
	const links = invitations
		.filter(({ state, expires }) => state === 'open' && expires >= at)
		.map(({ id }): Grantee => ({ to: 'invite', id, teamEpoch: null }));
	return [
		{ to: 'escrow', id: firm, teamEpoch: null },
		...granted.sort(byId),
		...members.sort(byId),
		...links.sort(byId)
	];
}

/** Whether the grants are for these, in this order, and for nobody else. */
export const grantsMatch = (grants: readonly Grantee[], expected: readonly Grantee[]): boolean =>
	grants.length === expected.length &&
	grants.every((grant, index) => {
		const wanted = expected[index];
		return (
			grant.to === wanted?.to && grant.id === wanted.id && grant.teamEpoch === wanted.teamEpoch
		);
	});

/** Whether a team's new epoch is for these people, in ascending order, and for nobody else. */
export function membersMatch(
	members: readonly { readonly user: UserId }[],
	expected: Iterable<UserId>
): boolean {
	const wanted = inOrder(expected);
	return (
		members.length === wanted.length && members.every(({ user }, index) => user === wanted[index])
	);
}

/** Ascending by their bytes. */
export const inOrder = <T extends UserId | TeamId>(ids: Iterable<T>): T[] =>
	[...ids].sort((a, b) => compare(a, b));

/** Whether a note is sealed once for each of these teams, in ascending order, and for no other or older key. */
export function notesMatch(
	seals: readonly { readonly team: TeamId; readonly teamEpoch: number }[],
	teams: readonly { readonly id: TeamId; readonly epoch: number }[]
): boolean {
	const epochs = new Map(teams.map(({ id, epoch }) => [id, epoch]));
	const wanted = inOrder(epochs.keys());
	return (
		seals.length === wanted.length &&
		seals.every(
			({ team, teamEpoch }, index) => team === wanted[index] && teamEpoch === epochs.get(team)
		)
	);
}

/** A vault whose key some team holds in an epoch that is over. */
export const isBehind = (
	grants: readonly Grantee[],
	teamEpoch: (team: TeamId) => number | undefined
): boolean =>
	grants.some((grant) => grant.to === 'team' && teamEpoch(grant.id) !== grant.teamEpoch);

const byId = (a: Grantee, b: Grantee) => compare(a.id, b.id);

function compare(a: Grantee['id'], b: Grantee['id']): number {
	const [left, right] = [toHex(idBytes(a)), toHex(idBytes(b))];
	return left < right ? -1 : left > right ? 1 : 0;
}
