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
import { idBytes } from '../crypto/ids.ts';
import type { Identity } from '../crypto/identity.ts';
import { teamKeys, type TeamKeys } from '../crypto/team.ts';
import { unwrapTeamSecret, wrap } from '../crypto/wrap.ts';
import type { FirmState } from './firm-state.ts';
import { orRefuse, Refusal } from './problems.ts';

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

/** Every team whose key this person was handed. @throws Refusal `key-mismatch` */
export async function heldTeams(
	state: FirmState,
	identity: Identity,
	known: HeldTeams
): Promise<HeldTeams> {
	const held = new Map<TeamId, HeldTeam>();
	for (const team of state.teams.values()) {
		const before = known.get(team.id);
		if (before?.epoch === team.epoch) held.set(team.id, before);
		const membership = team.members.get(identity.userId);
		if (held.has(team.id) || !membership || membership.grantedBy.kind === 'invite') continue;
		const sender = membership.grantedBy.id;
		const place = { firm: state.firm, team: team.id, epoch: team.epoch, sender };
		const secret = await orRefuse('key-mismatch', () =>
			unwrapTeamSecret(identity.kem.seed, fields(place), membership.wrap)
		);
		const keys = await teamKeys(secret);
		if (!equalConstantTime(keys.kem.publicKey, team.kem)) throw new Refusal('key-mismatch');
		held.set(team.id, { epoch: team.epoch, secret, keys });
	}
	return held;
}
