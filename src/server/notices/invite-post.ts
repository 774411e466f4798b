/**
 * Sends reminders of open invitations over the line that notices go out by, with the same promise: one that waits is on disk
 * until its text leaves, and is counted in that moment, while the invitation is still open.
 */
import type { Language } from '../../contract/language.ts';
import { INVITE_REMINDERS } from '../../contract/reminder-terms.ts';
import type { FirmId, InviteId, VaultId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import { compose } from '../mail/compose.ts';
import { lettersIn } from '../mail/letters.ts';
import type { MailConfig } from '../mail/mail-config.ts';
import type { Outcome } from '../mail/outcome.ts';
import { Withdrawn, type Line } from '../mail/smtp.ts';
import type { Services } from '../services.ts';
import { count, countOf, nextDay } from './counts.ts';
import { retryAfter } from './due.ts';
import { betweenOf } from './invite-reminders.ts';
import { noteFailing, noteWorking } from './line-state.ts';

export interface Sending {
	readonly line: Line;
	readonly mail: MailConfig;
	readonly signal: AbortSignal;
}

interface Invited {
	invite: InviteId;
	address: string;
	language: Language;
	off_token: string;
	sent: number;
	last_at: number | null;
	tries: number;
	firm: FirmId;
	/** Null: a colleague. */
	vault: VaultId | null;
}

const MAILS_A_RUN = 20;
const MOST_BETWEEN_TRIES_MS = 4 * 60 * 60 * 1000;
const MOST_TRIES = 16;

export const dueInvitesQuery = writtenOut<Invited>(`
	SELECT r.invite, r.address, r.language, r.off_token, r.sent, r.last_at, r.tries, i.firm, i.vault
	FROM invite_reminders r JOIN invites i ON i.id = r.invite
	WHERE r.active = 1 AND r.next_at <= ? AND r.sent < ? AND i.state = 'open' AND i.expires_at > ?
	ORDER BY r.next_at LIMIT ?`);

/** Without those of a firm that has caused enough mail for today. */
export async function invitedToRemind(
	{ db, now }: Services,
	{ firmDaily }: MailConfig
): Promise<Invited[]> {
	const due = await dueInvitesQuery.rows(db, now(), INVITE_REMINDERS.most, now(), MAILS_A_RUN);
	const left: Invited[] = [];
	for (const one of due) {
		if ((await countOf(db, one.firm, 'notice', now())) < firmDaily) left.push(one);
		else await setInvited(db, one, { next_at: nextDay(now()) });
	}
	return left;
}

export async function remindInvited(
	services: Services,
	sending: Sending,
	invited: readonly Invited[]
): Promise<void> {
	for (const one of invited) {
		if (sending.signal.aborted) return;
		const outcome = await sendOne(services, sending, one);
		await settle(services, sending, one, outcome);
		if (outcome.is === 'line-down' || outcome.is === 'withdrawn') return;
	}
}

async function sendOne(
	services: Services,
	{ line, mail }: Sending,
	one: Invited
): Promise<Outcome> {
	const envelope = { to: one.address, offToken: one.off_token, now: services.now() };
	const letter = lettersIn(one.language).invitation(mail);
	const text = await compose(mail, letter, envelope);
	return line.send({ to: one.address, text }, async () => {
		if (!(await take(services, one))) throw new Withdrawn();
	});
}

/** Whether it was still open, wanted, and to be sent to that address: then it is counted. */
function take({ db, now }: Services, one: Invited): Promise<boolean> {
	const { invite, address, sent, firm } = one;
	return db.transaction().execute(async (tx) => {
		const { numUpdatedRows } = await tx
			.updateTable('invite_reminders')
			.set({ sent: sent + 1, last_at: now(), next_at: now() + betweenOf(one) })
			.where('invite', '=', invite)
			.where('address', '=', address)
			.where('active', '=', 1)
			.where('sent', '=', sent)
			.executeTakeFirst();
		if (numUpdatedRows !== 1n) return false;
		await count(tx, firm, 'notice', now());
		return true;
	});
}

async function settle(
	services: Services,
	{ signal }: Sending,
	one: Invited,
	outcome: Outcome
): Promise<void> {
	const { db, now } = services;
	switch (outcome.is) {
		case 'sent':
			await setInvited(db, one, { tries: 0 });
			return noteWorking(db, now());
		case 'put-off':
			return tryLater(services, one);
		case 'line-down':
			// A line that we broke off ourselves is not failing.
			if (!signal.aborted) await noteFailing(db, outcome.reason, now());
			return outcome.perhaps ? undefined : tryLater(services, one);
		case 'refused':
			return setInvited(db, one, { active: 0, stopped: 'undeliverable' });
		case 'withdrawn':
			return;
	}
}

/** As if it had not been tried, but later; given up in the end, and shown. */
function tryLater({ db, now }: Services, one: Invited): Promise<void> {
	const tries = one.tries + 1;
	if (tries > MOST_TRIES) return setInvited(db, one, { active: 0, stopped: 'undeliverable' });
	const next_at = now() + retryAfter(tries, MOST_BETWEEN_TRIES_MS);
	return setInvited(db, one, { tries, next_at, sent: one.sent, last_at: one.last_at });
}

interface Change {
	readonly sent?: number;
	readonly last_at?: number | null;
	readonly next_at?: number;
	readonly tries?: number;
	readonly active?: 0;
	readonly stopped?: 'undeliverable';
}

/** Only while it is to the same address: staff may have put another one meanwhile. */
async function setInvited(db: Db, { invite, address }: Invited, change: Change): Promise<void> {
	await db
		.updateTable('invite_reminders')
		.set(change)
		.where('invite', '=', invite)
		.where('address', '=', address)
		.execute();
}
