/** Who may use a link to join: the same rules for staff and clients, judged by both folds. */
import { isSignedBy } from '../crypto/entry.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { CryptoError } from '../crypto/errors.ts';
import { verifyBundle } from '../crypto/identity.ts';
import type { Invitation } from './firm-state.ts';
import type { Rejection } from './verdict.ts';

/** The rules of using a link, the same for staff and clients. Null: it may be used. */
export function refuseJoin(
	invitation: Invitation | undefined,
	parsed: ParsedEntry
): Rejection | null {
	const { author, time } = parsed.header;
	if (!invitation || author.kind !== 'invite' || author.id !== invitation.invite)
		return 'unknown-author';
	if (!isSignedBy(parsed, invitation.key)) return 'bad-signature';
	if (invitation.state !== 'open') return 'invite-not-open';
	return time > invitation.expires ? 'invite-expired' : null;
}

/** The bundle and the user id computed from it, or null when it is not signed by its own key. */
export async function verifiedBundle(bundle: Parameters<typeof verifyBundle>[0]) {
	try {
		return await verifyBundle(bundle);
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}
