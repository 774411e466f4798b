/**
 * The team secrets a staff member holds, from the wraps in the firm log. A secret is kept only when the public key
 * derived from it is the one the signed log states for that team and epoch.
 */
import type {
	FirmId,
	KemKeyPair,
	KemPublicKey,
	KemSeed,
	TeamId,
	TeamSecret,
	UserId,
	Wrapped
} from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import { CryptoError } from '../crypto/errors.ts';
import { idBytes } from '../crypto/ids.ts';
import type { Identity } from '../crypto/identity.ts';
import type { Value } from '../crypto/encoding.ts';
import { newTeamSecret } from '../crypto/random.ts';
import {
	openPreviousTeamSecret,
	sealPreviousTeamSecret,
	teamKeys,
	type TeamKeys
} from '../crypto/team.ts';
import { unwrapTeamSecret, wrap } from '../crypto/wrap.ts';
import type { FirmState, Team, TeamEpoch } from './firm-state.ts';
import { wrapOrNoise } from './wrap-or-noise.ts';

/** The keys of one epoch of a team. */
export interface HeldTeamEpoch {
	readonly epoch: number;
	readonly secret: TeamSecret;
	readonly keys: TeamKeys;
}

/** The current epoch, and those before it that this person can reach. */
export interface HeldTeam extends HeldTeamEpoch {
	readonly earlier: ReadonlyMap<number, HeldTeamEpoch>;
}
export type HeldTeams = ReadonlyMap<TeamId, HeldTeam>;

/** Null when this person holds no key of that epoch. */
export function heldEpochOf(teams: HeldTeams, team: TeamId, epoch: number): HeldTeamEpoch | null {
	const held = teams.get(team);
	return held?.epoch === epoch ? held : (held?.earlier.get(epoch) ?? null);
}

interface GrantPlace {
	readonly firm: FirmId;
	readonly team: TeamId;
	readonly epoch: number;
	readonly sender: FirmId | UserId;
}

const fields = ({ firm, team, epoch, sender }: GrantPlace) => ({
	firm,
	epoch,
	object: idBytes(team),
	sender: idBytes(sender)
});

export const wrapTeamSecret = (
	secret: TeamSecret,
	member: KemPublicKey,
	place: GrantPlace
): Promise<Wrapped> => wrap('team-grant', member, fields(place), secret);

/**
 * Every team whose current key this person was handed, with the keys it leads back to. A wrap that does not open, or
 * holds another secret than the signed log names, is as good as none.
 */
export async function heldTeams(
	state: FirmState,
	identity: Identity,
	known: HeldTeams
): Promise<HeldTeams> {
	const held = new Map<TeamId, HeldTeam>();
	for (const team of state.teams.values()) {
		const before = known.get(team.id);
		const current =
			before?.epoch === team.epoch ? before : await holdTeam(state.firm, team, identity);
		if (current) held.set(team.id, current);
	}
	return held;
}

async function holdTeam(firm: FirmId, team: Team, { userId, kem }: Identity) {
	const byWrap = (epoch: TeamEpoch) => handed({ firm, team: team.id }, epoch, userId, kem.seed);
	const current = await byWrap(team);
	return current && { ...current, earlier: await earlierEpochs(firm, team, current, byWrap) };
}

/** Newest first: by a wrap of their own, or back from the epoch after. */
export async function earlierEpochs(
	firm: FirmId,
	team: Team,
	current: HeldTeamEpoch,
	byWrap: (epoch: TeamEpoch) => Promise<HeldTeamEpoch | null>
): Promise<ReadonlyMap<number, HeldTeamEpoch>> {
	const earlier = new Map<number, HeldTeamEpoch>();
	let [later, heldLater]: [TeamEpoch, HeldTeamEpoch | null] = [team, current];
	for (const epoch of team.earlier.toReversed()) {
		heldLater =
			(await byWrap(epoch)) ??
			(heldLater && (await chained({ firm, team: team.id }, later, heldLater, epoch)));
		if (heldLater) earlier.set(epoch.epoch, heldLater);
		later = epoch;
	}
	return earlier;
}

const handed = (
	{ firm, team }: { firm: FirmId; team: TeamId },
	epoch: TeamEpoch,
	user: UserId,
	seed: KemSeed
): Promise<HeldTeamEpoch | null> => {
	const membership = epoch.members.get(user);
	if (!membership || membership.grantedBy.kind === 'invite') return Promise.resolve(null);
	const place = { firm, team, epoch: epoch.epoch, sender: membership.grantedBy.id };
	return holdIfNamed(epoch, () => unwrapTeamSecret(seed, fields(place), membership.wrap));
};

/** With the firm's escrow key, from the recovery kit. */
export const heldByEscrow = (
	{ firm, team }: { firm: FirmId; team: TeamId },
	epoch: TeamEpoch,
	escrow: KemKeyPair
): Promise<HeldTeamEpoch | null> => {
	const { startedBy } = epoch;
	if (startedBy.kind === 'invite') return Promise.resolve(null);
	const place = { firm, team, epoch: epoch.epoch, sender: startedBy.id };
	return holdIfNamed(epoch, () => unwrapTeamSecret(escrow.seed, fields(place), epoch.escrow));
};

async function chained(
	{ firm, team }: { firm: FirmId; team: TeamId },
	{ epoch, previous }: TeamEpoch,
	{ keys }: HeldTeamEpoch,
	before: TeamEpoch
): Promise<HeldTeamEpoch | null> {
	if (!previous) return null;
	return holdIfNamed(before, () =>
		openPreviousTeamSecret(keys.chain, { firm, team, epoch }, previous)
	);
}

async function holdIfNamed(
	{ epoch, kem }: TeamEpoch,
	read: () => Promise<TeamSecret>
): Promise<HeldTeamEpoch | null> {
	try {
		const secret = await read();
		const keys = await teamKeys(secret);
		return equalConstantTime(keys.kem.publicKey, kem) ? { epoch, secret, keys } : null;
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}

/** Whoever gets a team's next key, in ascending order of their ids. */
export interface TeamMemberKey {
	readonly user: UserId;
	readonly kem: KemPublicKey;
}

/**
 * The payload of a team's next epoch, wrapped to these members and to escrow. `before` is the epoch it leads back to,
 * null where a newcomer is to get no history.
 */
export async function makeTeamEpoch(
	{ firm, escrow }: { firm: FirmId; escrow: KemPublicKey },
	place: { team: TeamId; epoch: number; sender: FirmId | UserId },
	members: readonly TeamMemberKey[],
	before: HeldTeamEpoch | null
): Promise<{ payload: Record<string, Value>; held: HeldTeamEpoch }> {
	const { team, epoch } = place;
	const secret = newTeamSecret();
	const keys = await teamKeys(secret);
	const wrapTo = (kem: KemPublicKey) =>
		wrapOrNoise(() => wrapTeamSecret(secret, kem, { firm, ...place }));
	return {
		held: { epoch, secret, keys },
		payload: {
			epoch,
			escrow: await wrapTo(escrow),
			id: idBytes(team),
			kem: keys.kem.publicKey,
			members: await Promise.all(
				members.map(async ({ user, kem }) => ({ user: idBytes(user), wrap: await wrapTo(kem) }))
			),
			previous:
				before && (await sealPreviousTeamSecret(keys.chain, { firm, team, epoch }, before.secret))
		}
	};
}

/** Wraps of the epochs of a team that no newer one leads back to, for a newcomer with history; oldest first. */
export async function earlierTeamWraps(
	{ firm, state }: { firm: FirmId; state: FirmState },
	held: HeldTeam,
	team: TeamId,
	to: { readonly kem: KemPublicKey; readonly sender: FirmId | UserId }
): Promise<{ epoch: number; wrap: Wrapped }[]> {
	const current = state.teams.get(team);
	if (!current) return [];
	const wraps = [];
	for (const [index, before] of current.earlier.entries()) {
		const { epoch } = before;
		const next = current.earlier[index + 1] ?? current;
		const heldNext = next === current ? held : held.earlier.get(next.epoch);
		const secret = held.earlier.get(epoch)?.secret;
		// Only a chain that this person can follow counts: its author may have sealed anything into it.
		const isReached = heldNext && (await chained({ firm, team }, next, heldNext, before));
		if (!secret || isReached) continue;
		const place = { firm, team, epoch, sender: to.sender };
		wraps.push({ epoch, wrap: await wrapTeamSecret(secret, to.kem, place) });
	}
	return wraps;
}

/** The same for several teams, as the payloads list it. */
export async function earlierOfTeams(
	firm: { firm: FirmId; state: FirmState; teams: HeldTeams },
	teams: readonly TeamId[],
	kem: KemPublicKey,
	sender: FirmId | UserId
): Promise<Record<string, Value>[]> {
	const given = [];
	for (const team of teams) {
		const held = firm.teams.get(team);
		const epochs = held ? await earlierTeamWraps(firm, held, team, { kem, sender }) : [];
		given.push({ epochs, team: idBytes(team) });
	}
	return given;
}
