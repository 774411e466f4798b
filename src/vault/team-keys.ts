/**
 * The team secrets a staff member holds, from the wraps in the firm log. A secret is kept only when the public key
 * derived from it is the one the signed log states for that team and epoch.
 */
import type {
	FirmId,
	KemPublicKey,
	TeamId,
	TeamSecret,
	UserId,
	Wrapped
} from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import { CryptoError } from '../crypto/errors.ts';
import { idBytes } from '../crypto/ids.ts';
import type { Identity } from '../crypto/identity.ts';
import { teamKeys, type TeamKeys } from '../crypto/team.ts';
import { unwrapTeamSecret, wrap } from '../crypto/wrap.ts';
import type { FirmState, Team } from './firm-state.ts';

export interface HeldTeam {
	readonly epoch: number;
	readonly secret: TeamSecret;
	readonly keys: TeamKeys;
}
export type HeldTeams = ReadonlyMap<TeamId, HeldTeam>;

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
 * Every team whose key this person was handed. A wrap that does not open, or holds another secret than the signed log
 * names, is as good as none.
 */
export async function heldTeams(
	state: FirmState,
	identity: Identity,
	known: HeldTeams
): Promise<HeldTeams> {
	const held = new Map<TeamId, HeldTeam>();
	for (const team of state.teams.values()) {
		const before = known.get(team.id);
		const current = before?.epoch === team.epoch ? before : await handed(state, team, identity);
		if (current) held.set(team.id, current);
	}
	return held;
}

async function handed(state: FirmState, team: Team, identity: Identity): Promise<HeldTeam | null> {
	const membership = team.members.get(identity.userId);
	if (!membership || membership.grantedBy.kind === 'invite') return null;
	const place = {
		firm: state.firm,
		team: team.id,
		epoch: team.epoch,
		sender: membership.grantedBy.id
	};
	try {
		const secret = await unwrapTeamSecret(identity.kem.seed, fields(place), membership.wrap);
		const keys = await teamKeys(secret);
		const isNamed = equalConstantTime(keys.kem.publicKey, team.kem);
		return isNamed ? { epoch: team.epoch, secret, keys } : null;
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}
