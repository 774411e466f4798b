/** Invitations: a capsule only the link's holder can open, and the public key their joining must be signed with. */
import type { Role } from '../../contract/wire.ts';
import type { FirmId, InviteId, Raw, UserId, VaultId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';

/** A client's invite names a vault, a colleague's a role. */
export type OpenInvite = {
	readonly id: InviteId;
	readonly firm: FirmId;
	readonly signingKey: Raw;
	readonly capsule: Raw;
	readonly expires: number;
} & (
	| { readonly kind: 'staff'; readonly role: Role }
	| { readonly kind: 'client'; readonly vault: VaultId; readonly reads: boolean }
);

export interface NewInvite {
	readonly firm: FirmId;
	readonly vault: VaultId | null;
	readonly role: Role | null;
	readonly inviter: UserId;
	/** Whether the link opens the vault it is for, and so is granted its key. */
	readonly reads: boolean;
	readonly payload: { readonly invite: InviteId; readonly key: Raw; readonly expires: number };
	readonly capsule: Raw;
}

export async function insertInvite(tx: Tx, invite: NewInvite): Promise<void> {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('invites')
		.values({
			id: invite.payload.invite,
			firm: invite.firm,
			vault: invite.vault,
			role: invite.role,
			inviter: invite.inviter,
			reads: invite.reads ? 1 : 0,
			signing_key: invite.payload.key,
			capsule: invite.capsule,
			expires_at: invite.payload.expires,
			state: 'open'
		})
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (numInsertedOrUpdatedRows !== 1n) refuse('entry-refused');
}

/** Only an invite of this log that nobody has used. */
export async function revokeInvite(
	tx: Tx,
	firm: FirmId,
	vault: VaultId | null,
	invite: InviteId
): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('invites')
		.set({ state: 'revoked' })
		.where('id', '=', invite)
		.where('firm', '=', firm)
		.where('vault', 'is', vault)
		.where('state', '=', 'open')
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) refuse('entry-refused');
}

/** Whoever made a link knows its secret: the links of a person or key that left the roster are closed. */
export async function revokeInvitesOf(tx: Tx, firm: FirmId, inviter: UserId): Promise<void> {
	await tx
		.updateTable('invites')
		.set({ state: 'revoked' })
		.where('inviter', '=', inviter)
		.where('state', '=', 'open')
		.where('firm', '=', firm)
		.execute();
}

/** Of two people with one link, exactly one gets past this. */
export async function useInvite(tx: Tx, invite: InviteId, now: number): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('invites')
		.set({ state: 'used' })
		.where('id', '=', invite)
		.where('state', '=', 'open')
		.executeTakeFirst();
	if (numUpdatedRows === 1n) return;
	await requireOpenInvite(tx, invite, now);
	refuse('invite-used');
}

export async function requireOpenInvite(db: Db, id: InviteId, now: number): Promise<OpenInvite> {
	const row = await db.selectFrom('invites').selectAll().where('id', '=', id).executeTakeFirst();
	if (row === undefined) return refuse('not-found');
	if (row.state === 'used') refuse('invite-used');
	if (row.state === 'revoked') refuse('invite-revoked');
	if (row.expires_at <= now) refuse('invite-expired');
	const { firm, capsule, signing_key: signingKey, expires_at: expires } = row;
	const invite = { id, firm, signingKey, capsule, expires };
	if (row.vault !== null)
		return { ...invite, kind: 'client', vault: row.vault, reads: row.reads === 1 };
	if (row.role !== null) return { ...invite, kind: 'staff', role: row.role };
	return refuse('not-found');
}
