/**
 * Issuing links (protocol.md section 11). The secret is returned to the caller for showing and exists nowhere else:
 * the log gets the link's public keys, the server the sealed capsule.
 */
import type { InviteId, KemPublicKey, Raw } from '../crypto/brands.ts';
import { sha256 } from '../crypto/hash.ts';
import type { Identity } from '../crypto/identity.ts';
import { idBytes } from '../crypto/ids.ts';
import { encodeLinkSecret, linkKeys } from '../crypto/link.ts';
import { newLinkSecret } from '../crypto/random.ts';
import type { Role } from '../contract/wire.ts';
import { sealCapsule, type Capsule } from './capsule.ts';
import { earlierWraps, wrapEpochSecret } from './epoch-keys.ts';
import type { FirmLog } from './firm-log.ts';
import { isAdmin, isOpen } from './firm-state.ts';
import { typedName } from './names.ts';
import { Refusal } from './problems.ts';
import { draftEpoch } from './next-epoch.ts';
import type { VaultLog } from './vault-log.ts';

const DAY = 24 * 60 * 60 * 1000;
export const STAFF_LINK_LIFETIME = 3 * DAY;
export const CLIENT_LINK_LIFETIME = 14 * DAY;

/** The fragment of the link and when it stops working. */
export interface Issued {
	readonly fragment: string;
	readonly expires: number;
}

/** What both kinds of capsule say about the firm and the invitation. */
const letterFrom = (firm: FirmLog, identity: Identity, name: string, expires: number) => {
	const { state } = firm;
	if (state.name === null || state.mark === null) throw new Refusal('no-keys-yet');
	return {
		firm: state.firm,
		firmName: state.name,
		mark: state.mark,
		firmHead: state.head,
		directory: firm.directory,
		inviter: identity.userId,
		name,
		expires
	};
};

export async function inviteStaff(
	firm: FirmLog,
	identity: Identity,
	{ name: typed, role }: { name: string; role: Role },
	now: () => number
): Promise<Issued> {
	const name = typedName(typed);
	const myRole = firm.state.staff.get(identity.userId)?.role;
	if (!myRole || !isAdmin(myRole) || (isAdmin(role) && myRole !== 'owner'))
		throw new Refusal('not-allowed');
	const secret = newLinkSecret();
	const keys = await linkKeys(secret);
	const expires = now() + STAFF_LINK_LIFETIME;
	await firm.append(async () => {
		const letter = letterFrom(firm, identity, name, expires);
		const capsule = await sealCapsule(keys.capsuleKey, keys.inviteId, { ...letter, kind: 'staff' });
		return {
			kind: 'staff.invited',
			payload: { ...(await invitationPayload(keys, capsule, expires)), role },
			body: { name },
			capsule
		};
	}, now);
	return { fragment: encodeLinkSecret(secret), expires };
}

export async function inviteClient(
	firm: FirmLog,
	vault: VaultLog,
	identity: Identity,
	{ name: typed, history }: { name: string; history: boolean },
	now: () => number
): Promise<Issued> {
	const name = typedName(typed);
	const secret = newLinkSecret();
	const keys = await linkKeys(secret);
	const expires = now() + CLIENT_LINK_LIFETIME;
	await vault.append(async (state) => {
		const capsule = await sealCapsule(keys.capsuleKey, keys.inviteId, {
			...letterFrom(firm, identity, name, expires),
			kind: 'client',
			vault: state.vault,
			genesis: vault.genesis,
			vaultHead: state.head
		} satisfies Capsule);
		return {
			kind: 'member.invited',
			payload: {
				...(await invitationPayload(keys, capsule, expires)),
				...(history ? await linkAsReader(vault, identity, keys.kem.publicKey) : notAReader)
			},
			body: { name },
			capsule
		};
	}, now);
	return { fragment: encodeLinkSecret(secret), expires };
}

/** Who joins without history: their link opens nothing, and their join starts a key that leads nowhere back. */
const notAReader = { earlier: [], kem: null, wrap: null };

async function linkAsReader(vault: VaultLog, identity: Identity, kem: KemPublicKey) {
	const { state } = vault;
	const sender = { kind: 'user' as const, id: identity.userId };
	const place = { firm: state.firm, vault: state.vault, epoch: state.epoch, sender };
	return {
		earlier: await earlierWraps(state, vault.heldEpochs, { kem, sender, leadsBack: true }),
		kem,
		wrap: await wrapEpochSecret(vault.epoch(state.epoch).secret, kem, place)
	};
}

const invitationPayload = async (
	{ inviteId, signing }: Awaited<ReturnType<typeof linkKeys>>,
	capsule: Raw,
	expires: number
) => ({
	capsuleHash: await sha256(capsule),
	expires,
	invite: idBytes(inviteId),
	key: signing.publicKey
});

/** Withdraws a client's link and starts an epoch without it. */
export const withdrawClientInvite = (
	firm: FirmLog,
	vault: VaultLog,
	identity: Identity,
	invite: InviteId,
	now: () => number
): Promise<void> =>
	vault.startEpoch(async (state, time) => {
		const open = state.invitations.get(invite);
		if (!open || !isOpen(open, firm.state)) return null;
		const invitations = new Map(state.invitations);
		invitations.delete(invite);
		const author = { kind: 'user' as const, id: identity.userId };
		const readers = { ...state, invitations };
		const held = vault.heldEpoch(state.epoch);
		const said = { kind: 'member.uninvited' as const, payload: { invite: idBytes(invite) } };
		return draftEpoch(firm, state, { ...said, author, readers, held }, time);
	}, now);
