/** Who wants mail where and how often. An address is the person's own to set and to clear, and goes when they go. */
import { encodeBase64url } from '../../crypto/base64url.ts';
import type { UserId } from '../../crypto/brands.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Language } from '../../contract/language.ts';
import type { MailPreferences } from '../../contract/notices.ts';
import { belongsAnywhere } from '../accounts/belonging.ts';
import type { Db, Tx } from '../db/database.ts';
import { forgetPush, handOverPush } from '../push/devices.ts';
import { dueAt } from './due.ts';
import { declineInvite } from './invite-reminders.ts';

/** Until a person has said how they like it. */
const UNSAID: MailPreferences = { frequency: 'daily', hour: 8, zone: 'UTC', language: 'en' };

export const readSettings = (db: Db, user: UserId) =>
	db.selectFrom('mail_settings').selectAll().where('user', '=', user).executeTakeFirst();

/** A row of their own, with a token that does nothing but turn mail off. */
export async function ensureSettings(db: Db, user: UserId): Promise<void> {
	const off_token = encodeBase64url(randomBytes(16));
	await db
		.insertInto('mail_settings')
		.values({ user, ...UNSAID, off_token })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** What waits already is told as the person likes it from now on, or not at all. */
export async function savePreferences(
	tx: Tx,
	user: UserId,
	preferences: MailPreferences,
	{ now, waitMs }: { readonly now: number; readonly waitMs: number }
): Promise<void> {
	await ensureSettings(tx, user);
	const { waiting_since: since } = await tx
		.updateTable('mail_settings')
		.set(preferences)
		.where('user', '=', user)
		.returning('waiting_since')
		.executeTakeFirstOrThrow();
	if (preferences.frequency === 'off') await dropWaiting(tx, user);
	else if (since !== null)
		await setDue(tx, user, since, dueAt(preferences, { since, now, waitMs }));
}

/** Of who never asked for mail nothing is kept. */
export async function saveLanguage(db: Db, user: UserId, language: Language): Promise<void> {
	await db.updateTable('mail_settings').set({ language }).where('user', '=', user).execute();
}

export async function setDue(tx: Tx, user: UserId, since: number, due: number): Promise<void> {
	await tx
		.updateTable('mail_settings')
		.set({ waiting_since: since, due_at: due })
		.where('user', '=', user)
		.execute();
}

/** Nothing waits for this person any more. */
export async function dropWaiting(tx: Tx, user: UserId): Promise<void> {
	await tx.deleteFrom('notices').where('user', '=', user).execute();
	await tx
		.updateTable('mail_settings')
		.set({ waiting_since: null, due_at: null, tries: 0 })
		.where('user', '=', user)
		.execute();
}

/** Whoever holds the token of a mail turns mail off for the person, or the invitation, it was for. Whether there was such a token. */
export function turnOff(db: Db, token: string): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		const found = await tx
			.updateTable('mail_settings')
			.set({ frequency: 'off' })
			.where('off_token', '=', token)
			.returning('user')
			.executeTakeFirst();
		if (found === undefined) return declineInvite(tx, token);
		await dropWaiting(tx, found.user);
		return true;
	});
}

/** The address, the code under way, what waited and what failed. */
export async function forgetMail(tx: Tx, user: UserId): Promise<void> {
	await tx.deleteFrom('notices').where('user', '=', user).execute();
	await tx.deleteFrom('mail_failures').where('user', '=', user).execute();
	await tx.deleteFrom('vault_told').where('user', '=', user).execute();
	await tx.deleteFrom('mail_settings').where('user', '=', user).execute();
}

/** Whoever belongs nowhere any more can change nothing here, so nothing is kept. */
export async function forgetMailOfLeaver(tx: Tx, user: UserId): Promise<void> {
	if (await belongsAnywhere(tx, user)) return;
	await forgetMail(tx, user);
	await forgetPush(tx, user);
}

/** The same person under new keys. */
export async function handOverMail(tx: Tx, former: UserId, user: UserId): Promise<void> {
	await handOverPush(tx, former, user);
	await tx.updateTable('mail_settings').set({ user }).where('user', '=', former).execute();
	await tx.updateTable('vault_told').set({ user }).where('user', '=', former).execute();
	await tx.updateTable('notices').set({ user }).where('user', '=', former).execute();
	await tx.updateTable('mail_failures').set({ user }).where('user', '=', former).execute();
}

/** Addresses that nobody confirmed in time are not kept. */
export async function sweepPending(db: Db, now: number): Promise<void> {
	await db
		.updateTable('mail_settings')
		.set({ pending: null, code_hash: null, code_expires_at: null })
		.where('pending', 'is not', null)
		.where('code_expires_at', '<=', now)
		.execute();
}
