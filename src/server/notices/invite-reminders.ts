/**
 * Reminders of an invitation nobody answered. The address is what staff typed for this alone; it is forgotten when the link is
 * used, withdrawn or expired, and when whoever reads that mailbox wants no more. A mail can never carry the link: its
 * secret was never here.
 */
import { INVITE_REMINDERS } from '../../contract/reminder-terms.ts';
import type { InviteReminderRequest, InviteReminders } from '../../contract/reminders.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import type { FirmId, InviteId, UserId, VaultId } from '../../crypto/brands.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Db, Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { countUpTo } from './counts.ts';
import { DAY_MS } from './plans.ts';
import { requireMail } from './send-now.ts';

const { most, client, colleague } = INVITE_REMINDERS;
/** New addresses that one person may give in a day, together with reminders they send by hand. */
const DAILY = 200;

/** Whose invitations: those of a vault's clients or, without one, of the firm's colleagues. */
export interface InvitedTo {
	readonly firm: FirmId;
	readonly vault: VaultId | null;
}

const termsOf = ({ vault }: Pick<InvitedTo, 'vault'>) => (vault === null ? colleague : client);
/** From one reminder to the next, in milliseconds. */
export const betweenOf = (invited: Pick<InvitedTo, 'vault'>): number =>
	termsOf(invited).every * DAY_MS;
const quietOf = (invited: InvitedTo): number => termsOf(invited).first * DAY_MS;

export interface OfInvite extends InvitedTo {
	readonly invite: InviteId;
	readonly user: UserId;
}

export async function inviteRemindersOf(
	{ config, db, now }: Services,
	{ firm, vault }: InvitedTo
): Promise<InviteReminders> {
	const rows = await db
		.selectFrom('invite_reminders as r')
		.innerJoin('invites as i', 'i.id', 'r.invite')
		.where('i.firm', '=', firm)
		.where('i.vault', 'is', vault)
		.where('i.state', '=', 'open')
		.where('i.expires_at', '>', now())
		.select(['invite', 'address', 'language', 'active', 'stopped', 'sent'])
		.select(['last_at', 'next_at', 'expires_at'])
		.orderBy('invite')
		.execute();
	return {
		sends: config.mail !== null,
		invites: rows.map(
			({ invite, address, language, active, stopped, sent, last_at, next_at, expires_at }) => ({
				invite,
				address,
				language,
				active: active === 1,
				stopped,
				sent,
				last: last_at,
				next: active === 1 && sent < most && next_at < expires_at ? next_at : null
			})
		)
	};
}

export async function putInviteReminder(
	services: Services,
	of: OfInvite,
	{ address, active, language }: InviteReminderRequest
): Promise<void> {
	requireMail(services);
	const now = services.now();
	await services.db.transaction().execute(async (tx) => {
		const known = await requireUndeclined(tx, of, now);
		const isSame = known?.address === address;
		if (!isSame) await countAddress(tx, of, now);
		if (isSame && known.stopped === 'undeliverable') return;
		const last = known?.last_at ?? null;
		const row = {
			address,
			language,
			active: active ? (1 as const) : (0 as const),
			stopped: null,
			tries: 0,
			next_at: last === null ? now + quietOf(of) : last + betweenOf(of)
		};
		const off_token = encodeBase64url(randomBytes(16));
		await tx
			.insertInto('invite_reminders')
			.values({ invite: of.invite, off_token, last_at: null, ...row })
			.onConflict((conflict) => conflict.column('invite').doUpdateSet(row))
			.execute();
	});
}

/** With the next run: a few seconds. */
export async function remindOfInvite(services: Services, of: OfInvite): Promise<void> {
	requireMail(services);
	const now = services.now();
	await services.db.transaction().execute(async (tx) => {
		const known = await requireUndeclined(tx, of, now);
		if (known === undefined || known.address === null || known.stopped !== null)
			return refuse('nobody-to-remind');
		if (known.sent >= most) refuse('reminders-used-up');
		if (known.last_at !== null && known.last_at > now - quietOf(of))
			refuse(of.vault === null ? 'reminded-today' : 'reminded-lately');
		await tx
			.updateTable('invite_reminders')
			.set({ active: 1, next_at: now })
			.where('invite', '=', of.invite)
			.execute();
	});
}

/** What was declined stays so: the mark holds no address. */
export async function forgetInviteAddress({ db }: Services, of: OfInvite): Promise<void> {
	await db
		.deleteFrom('invite_reminders')
		.where('invite', 'in', (query) =>
			query
				.selectFrom('invites')
				.where('id', '=', of.invite)
				.where('firm', '=', of.firm)
				.where('vault', 'is', of.vault)
				.select('id')
		)
		.where('address', 'is not', null)
		.execute();
}

/** The one press in a mail program. */
export async function declineInvite(tx: Tx, token: string): Promise<boolean> {
	const { numUpdatedRows } = await tx
		.updateTable('invite_reminders')
		.set({ address: null, active: 0, stopped: 'declined' })
		.where('off_token', '=', token)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/** Links that have run out have nobody to be reminded of them. */
export async function sweepInviteAddresses(db: Db, now: number): Promise<void> {
	await db
		.deleteFrom('invite_reminders')
		.where('invite', 'in', (query) =>
			query.selectFrom('invites').where('expires_at', '<=', now).select('id')
		)
		.execute();
}

/** An open invitation of this vault or firm, and what is known for it. */
async function requireUndeclined(tx: Tx, { firm, vault, invite }: OfInvite, now: number) {
	const open = await tx
		.selectFrom('invites')
		.select('id')
		.where('id', '=', invite)
		.where('firm', '=', firm)
		.where('vault', 'is', vault)
		.where('state', '=', 'open')
		.where('expires_at', '>', now)
		.executeTakeFirst();
	if (open === undefined) return refuse('not-found');
	const known = await tx
		.selectFrom('invite_reminders')
		.selectAll()
		.where('invite', '=', invite)
		.executeTakeFirst();
	if (known?.stopped === 'declined') refuse('reminder-declined');
	return known;
}

async function countAddress(tx: Tx, { user }: OfInvite, now: number): Promise<void> {
	const limit = { counted: user, what: 'reminder' as const, most: DAILY };
	if (!(await countUpTo(tx, limit, now))) refuse('reminders-used-up');
}
