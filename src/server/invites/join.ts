/**
 * Joining by a link: one new account, one entry signed with the link's key, one use. Everything happens in one
 * transaction, so of two people with the same link exactly one becomes somebody and the other nothing.
 */
import { z } from 'zod';
import type { joinRequest } from '../../contract/api.ts';
import { firmPayloads, vaultPayloads, type EpochPayload } from '../../contract/log.ts';
import type { UserId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import { insertAccount, requireBundleOf } from '../accounts/new-account.ts';
import {
	beginSession,
	endFormerSession,
	type SignedIn,
	type Visitor
} from '../accounts/sign-in.ts';
import { verifyNewPasskey } from '../ceremonies/passkey-verification.ts';
import type { Tx } from '../db/database.ts';
import type { LogMoved } from '../events/readers.ts';
import { insertStaff, requireFirmEpoch } from '../firms/firm-store.ts';
import { refuse } from '../http/refusal.ts';
import { readEntry, readStatement, requireAuthor, requireLog } from '../logs/incoming-entry.ts';
import { appendEntry } from '../logs/log-store.ts';
import { requireJoinProof, requireSignedBy } from '../logs/signatures.ts';
import type { Services } from '../services.ts';
import { insertMember } from '../vaults/members.ts';
import { advancePosition } from '../vaults/vault-position.ts';
import { acceptGrants } from '../vaults/vault-readers.ts';
import { useInvite, type OpenInvite } from './invite-store.ts';

type Request = z.output<typeof joinRequest>;

const staffStatement = z.strictObject({
	kind: z.literal('staff.joined'),
	payload: firmPayloads['staff.joined']
});
const clientStatement = z.strictObject({
	kind: z.literal('member.joined'),
	payload: vaultPayloads['member.joined']
});

export async function join(
	services: Services,
	invite: OpenInvite,
	request: Request,
	visitor: Visitor
): Promise<SignedIn> {
	if (invite.kind === 'staff') requireTwoWaysToUnlock(request);
	const entry = await readEntry(request.entry, services.now());
	const { bundle, started } = await requireJoining(entry, invite, request.userId);
	const passkey = await verifyNewPasskey(services, request);
	const now = services.now();
	const signedIn = await services.db.transaction().execute(async (tx) => {
		await useInvite(tx, invite.id, now);
		await insertAccount(tx, request, bundle.signing, passkey, now);
		await appendJoining(tx, invite, { entry, started }, request.userId, now);
		return beginSession(tx, request.userId, visitor, now);
	});
	services.events.publish(movedBy(invite, entry));
	await endFormerSession(services, visitor);
	return signedIn;
}

/** The server cannot see whether they work, only that they are there. */
function requireTwoWaysToUnlock({ recovery, passkeyWrap }: Request): void {
	if (recovery === null) refuse('recovery-required');
	if (passkeyWrap === null) refuse('passkey-too-weak');
}

/** What a join says, once everything about it that can be checked without the database was. */
export async function requireJoining(entry: ParsedEntry, invite: OpenInvite, user: UserId) {
	const vault = invite.kind === 'client' ? invite.vault : null;
	requireLog(entry, invite.firm, vault);
	requireAuthor(entry, 'invite', invite.id);
	requireSignedBy(entry, invite.signingKey);
	// Readers go by the time the entry states, so a clock that is ahead must not get past the server's.
	if (entry.header.time > invite.expires) refuse('invite-expired');
	if (entry.header.blobs.length > 0) refuse('entry-refused');
	const said =
		invite.kind === 'client'
			? readStatement(entry, clientStatement)
			: readStatement(entry, staffStatement);
	const { payload } = said;
	if (payload.invite !== invite.id) refuse('entry-refused');
	await requireBundleOf(user, payload.bundle);
	const place = { firm: invite.firm, vault, invite: invite.id };
	const { bundle, proof } = payload;
	requireJoinProof(place, { user, signing: bundle.signing }, proof);
	return { bundle, started: said.kind === 'member.joined' ? said.payload.epoch : null };
}

export async function appendJoining(
	tx: Tx,
	invite: OpenInvite,
	{ entry, started }: { readonly entry: ParsedEntry; readonly started: EpochPayload | null },
	userId: UserId,
	now: number
): Promise<void> {
	if (invite.kind === 'staff') {
		await appendEntry(tx, invite.firm, entry, now);
		await requireFirmEpoch(tx, invite.firm, entry);
		await insertStaff(tx, invite.firm, userId, invite.role);
	} else {
		const { vault, reads } = invite;
		if (started === null) return refuse('entry-refused');
		await appendEntry(tx, vault, entry, now);
		await advancePosition(tx, vault, entry, { payload: started, withheld: !reads });
		await insertMember(tx, vault, userId);
		await acceptGrants(tx, vault, entry, started);
	}
}

export function movedBy(invite: OpenInvite, { header }: ParsedEntry): LogMoved {
	const { firm } = invite;
	return invite.kind === 'staff'
		? { type: 'firm', firm, seq: header.seq }
		: { type: 'vault', firm, vault: invite.vault, seq: header.seq };
}
