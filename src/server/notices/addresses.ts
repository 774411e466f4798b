/**
 * A person's own address. Nothing but one code goes there before the person has typed that code into the portal, signed
 * in: so nobody can have mail sent to somebody else, and a mailbox alone confirms nothing.
 */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { CODE_DIGITS, type MailPreferences, type MailSettings } from '../../contract/notices.ts';
import type { Raw, UserId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { lettersIn } from '../mail/letters.ts';
import type { Services } from '../services.ts';
import { countUpTo } from './counts.ts';
import { requireMail, sendNow } from './send-now.ts';
import { ensureSettings, forgetMail, readSettings, savePreferences } from './settings-store.ts';

const CODE_MINUTES = 30;
const MOST_TRIES = 5;
const CODES_A_DAY = 5;

/** As its owner is shown it. */
export async function mailSettingsOf(services: Services, user: UserId): Promise<MailSettings> {
	const { config, db, now } = services;
	const sends = config.mail !== null;
	const row = await readSettings(db, user);
	if (row === undefined)
		return { sends, address: null, refused: false, pending: null, preferences: null };
	const { address, pending, code_expires_at: expires, frequency, hour, zone, language } = row;
	const isPending = pending !== null && expires !== null && expires > now();
	return {
		sends,
		address,
		refused: row.refused_at !== null,
		pending: isPending ? { address: pending, expires } : null,
		preferences: { frequency, hour, zone, language }
	};
}

export async function preferMail(
	{ config, db, now }: Services,
	user: UserId,
	preferences: MailPreferences
): Promise<void> {
	const waitMs = config.mail?.waitMs ?? 0;
	await db
		.transaction()
		.execute((tx) => savePreferences(tx, user, preferences, { now: now(), waitMs }));
}

/** Sends a code there. The address in use stays in use until the new one is confirmed. */
export async function sendCode(services: Services, user: UserId, address: string): Promise<void> {
	const { db, now } = services;
	const mail = requireMail(services);
	const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
	await db.transaction().execute(async (tx) => {
		const limit = { counted: user, what: 'code' as const, most: CODES_A_DAY };
		if (!(await countUpTo(tx, limit, now()))) refuse('mail-codes-used-up');
		await ensureSettings(tx, user);
		const expires = now() + CODE_MINUTES * 60_000;
		await setPending(tx, user, { pending: address, code: hashOf(user, code), expires });
	});
	const language = (await readSettings(db, user))?.language;
	try {
		await sendNow(services, lettersIn(language).confirmation(mail, code, CODE_MINUTES), address);
	} catch (failure) {
		await setPending(db, user, null);
		throw failure;
	}
}

/** Each attempt is counted before it is looked at. */
export async function confirmCode(
	{ db, now }: Services,
	user: UserId,
	code: string
): Promise<void> {
	const tried = await db
		.updateTable('mail_settings')
		.set((row) => ({ code_tries: row('code_tries', '+', 1) }))
		.where('user', '=', user)
		.where('code_expires_at', '>', now())
		.where('code_tries', '<', MOST_TRIES)
		.returning(['pending', 'code_hash'])
		.executeTakeFirst();
	const { pending = null, code_hash = null } = tried ?? {};
	if (pending === null || code_hash === null) return refuse('mail-code-expired');
	if (!timingSafeEqual(code_hash, hashOf(user, code))) refuse('mail-code-wrong');
	await db
		.updateTable('mail_settings')
		.set({ address: pending, refused_at: null, tries: 0, ...pendingColumns(null) })
		.where('user', '=', user)
		.where('code_hash', '=', code_hash)
		.execute();
}

export async function clearAddress({ db }: Services, user: UserId): Promise<void> {
	await db.transaction().execute((tx) => forgetMail(tx, user));
}

interface Pending {
	readonly pending: string;
	readonly code: Raw;
	readonly expires: number;
}

const pendingColumns = (given: Pending | null) => ({
	pending: given?.pending ?? null,
	code_hash: given?.code ?? null,
	code_expires_at: given?.expires ?? null,
	code_tries: 0
});

async function setPending(db: Db | Tx, user: UserId, given: Pending | null): Promise<void> {
	await db
		.updateTable('mail_settings')
		.set(pendingColumns(given))
		.where('user', '=', user)
		.execute();
}

/** Not to hide so few digits from who reads the database, but so that nobody reads one there by chance. */
const hashOf = (user: UserId, code: string): Raw =>
	createHash('sha256').update(`${user} ${code}`).digest();
