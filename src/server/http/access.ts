/**
 * Who may call what: the closed list. Each answers with what the handler may act on, taken from the database and
 * not from the address. A thing the caller may not touch answers exactly as a missing one: the questions below
 * start from the caller and are the same in both cases, and so is the refusal.
 */
import { z } from 'zod';
import * as wire from '../../contract/wire.ts';
import type { Role } from '../../contract/wire.ts';
import type { FirmId, UserId, VaultId } from '../../crypto/brands.ts';
import { readSessionCookie } from '../accounts/session-cookie.ts';
import { findSession, type Session } from '../accounts/session-store.ts';
import { requireOpenDrop, type OpenDrop } from '../drops/drop-store.ts';
import { firmRoleOf, isClientOf } from '../firms/firm-store.ts';
import { requireOpenInvite, type OpenInvite } from '../invites/invite-store.ts';
import { vaultAccessOf } from '../vaults/vault-store.ts';
import { refuse } from './refusal.ts';
import { pathParam, type Access, type Door } from './route.ts';

export interface BySession {
	readonly session: Session;
	readonly user: UserId;
}

export interface OfFirm extends BySession {
	readonly firm: FirmId;
}

export interface OfReader extends OfFirm {
	readonly isStaff: boolean;
}

export interface OfStaff extends OfFirm {
	readonly role: Role;
}

export interface OfVault extends BySession {
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly as: 'staff' | 'member';
}

/** No session needed. The only routes open to the world are set-up, signing in, a link's own and turning mail off. */
export const anyone: Access<null> = () => Promise.resolve(null);

export const signedInUser: Access<BySession> = async ({ services, http }: Door) => {
	const token = readSessionCookie(http, services.config);
	const session = token === null ? null : await findSession(services.db, token, services.now());
	return session === null ? refuse('not-signed-in') : { session, user: session.user };
};

/** Staff, in a team or not yet, and the firm's clients. */
export const firmReader: Access<OfReader> = async (door) => {
	const caller = await signedInUser(door);
	const firm = pathParam(door.http, 'firm', wire.firmId);
	const role = await firmRoleOf(door.services.db, firm, caller.user);
	const isClient = await isClientOf(door.services.db, firm, caller.user);
	const isStaff = role !== null;
	return isStaff || isClient ? { ...caller, firm, isStaff } : refuse('not-found');
};

export const firmStaff: Access<OfStaff> = async (door) => {
	const caller = await signedInUser(door);
	const firm = pathParam(door.http, 'firm', wire.firmId);
	const role = await firmRoleOf(door.services.db, firm, caller.user);
	return role === null ? refuse('not-found') : { ...caller, firm, role };
};

/** Owners and admins. */
export const firmAdmin: Access<OfStaff> = async (door) => {
	const caller = await firmStaff(door);
	return caller.role === 'preparer' ? refuse('not-found') : caller;
};

/** Members of the vault, and staff in one of its teams. */
export const vaultReader: Access<OfVault> = async (door) => {
	const caller = await signedInUser(door);
	const vault = pathParam(door.http, 'vault', wire.vaultId);
	const access = await vaultAccessOf(door.services.db, vault, caller.user);
	return access === null ? refuse('not-found') : { ...caller, vault, ...access };
};

/** Staff in one of the vault's teams. */
export const vaultStaff: Access<OfVault> = async (door) => {
	const caller = await vaultReader(door);
	return caller.as === 'staff' ? caller : refuse('not-found');
};

/** Whoever holds a drop link that is open: its id has 128 bits nobody else knows. */
export const dropHolder: Access<OpenDrop> = ({ services, http }) =>
	requireOpenDrop(services.db, pathParam(http, 'drop', wire.dropId), services.now());

/** Whoever holds the link: its id has 128 bits nobody else knows. */
export const inviteHolder: Access<OpenInvite> = ({ services, http }) =>
	requireOpenInvite(services.db, pathParam(http, 'invite', wire.inviteId), services.now());

/** Somebody who holds a link and is signed in. */
export const invitedUser: Access<BySession & { readonly invite: OpenInvite }> = async (door) => {
	const caller = await signedInUser(door);
	return { ...caller, invite: await inviteHolder(door) };
};

/** A text that stays a text, such as a session's public id. */
export const plainId = z.string().min(1).max(1400);
