/**
 * Who may use a link to join: the same rules for staff and clients, judged by both folds. Two keys sign a join: the
 * link's key the entry, and the joiner's own key a proof that they mean this invitation, so that nobody who holds a
 * link can put another person's public keys into a log. The same goes for keys that take the place of others.
 */
import type { FirmId, InviteId, Raw, Signature, UserId, VaultId } from '../crypto/brands.ts';
import { isSignedBy } from './signed-by.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { CryptoError } from '../crypto/errors.ts';
import { verifyBundle, type Identity } from '../crypto/identity.ts';
import { idBytes } from '../crypto/ids.ts';
import { signContext, verifyContext } from '../crypto/sign.ts';
import { isOpen, type FirmState, type Invitation } from './firm-state.ts';
import type { Rejection } from './verdict.ts';

/** The rules of using a link, the same for staff and clients. Null: it may be used. */
export function refuseJoin(
	invitation: Invitation | undefined,
	firm: FirmState,
	parsed: ParsedEntry
): Rejection | null {
	const { author, time } = parsed.header;
	if (!invitation || author.kind !== 'invite' || author.id !== invitation.invite)
		return 'unknown-author';
	if (!isSignedBy(parsed, invitation.key)) return 'bad-signature';
	if (!isOpen(invitation, firm)) return 'invite-not-open';
	return time > invitation.expires ? 'invite-expired' : null;
}

/** Where somebody joins: `vault` is null for staff. */
export interface JoinPlace {
	readonly firm: FirmId;
	readonly vault: VaultId | null;
	readonly invite: InviteId;
}

/** Made with the joiner's own signing key (protocol.md section 9). */
export const joinProof = ({ signing, userId }: Identity, place: JoinPlace): Signature =>
	signContext('join-proof', signing, fields(place, userId));

type Bundle = Parameters<typeof verifyBundle>[0];

/** The joiner's bundle and user id, or null when it is not its own or its owner did not sign for this invitation. */
export async function verifiedJoiner(
	{ header: { firm, vault } }: ParsedEntry,
	{ bundle, invite, proof }: { bundle: Bundle; invite: InviteId; proof: Raw }
) {
	const joiner = await verifiedBundle(bundle);
	if (!joiner) return null;
	const place = fields({ firm, vault, invite }, joiner.userId);
	return verifyContext('join-proof', joiner.bundle.signing, place, proof) ? joiner : null;
}

/** What new keys take the place of: a person's old ones, or, for the recovery kit, nobody's but the firm's word. */
export interface Succession {
	readonly firm: FirmId;
	readonly vault: VaultId | null;
	readonly from: UserId | FirmId;
}

/** Made with the new signing key (protocol.md section 9). */
export const successionProof = (
	{ signing, userId }: Identity,
	{ firm, vault, from }: Succession
): Signature => signContext('succession-proof', signing, placeOf(firm, vault, from, userId));

/** The new bundle and its user id, or null when it is not its own or its owner did not sign for this place. */
export async function verifiedSuccessor(
	{ header: { firm, vault } }: ParsedEntry,
	{ bundle, proof }: { bundle: Bundle; proof: Raw },
	from: UserId | FirmId
) {
	const successor = await verifiedBundle(bundle);
	if (!successor) return null;
	const place = placeOf(firm, vault, from, successor.userId);
	const { signing } = successor.bundle;
	return verifyContext('succession-proof', signing, place, proof) ? successor : null;
}

/** The bundle and the user id computed from it, or null when it is not signed by its own key. */
export async function verifiedBundle(bundle: Bundle) {
	try {
		return await verifyBundle(bundle);
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}

const fields = ({ firm, vault, invite }: JoinPlace, user: UserId) =>
	placeOf(firm, vault, invite, user);

const placeOf = (
	firm: FirmId,
	vault: VaultId | null,
	object: InviteId | UserId | FirmId,
	user: UserId
) => ({
	firm,
	...(vault === null ? {} : { vault }),
	object: idBytes(object),
	sender: idBytes(user)
});
