/**
 * Notices by e-mail, as they cross the wire. A mail says that something is waiting and where to sign in; so nothing here
 * carries a name, and a report of failures carries no address.
 *
 *   GET    /api/account/mail                         -> mailSettings
 *   PUT    /api/account/mail/preferences             mailPreferences -> mailSettings
 *   PUT    /api/account/mail/language                languageRequest -> mailSettings   (nothing is kept of who has no preferences)
 *   POST   /api/account/mail/address                 addressRequest -> mailSettings   (sends a code there: 409 mail-off,
 *                                                    429 mail-codes-used-up, 503 mail-failing, 422 mail-address-refused)
 *   POST   /api/account/mail/confirm                 codeRequest -> mailSettings      (400 mail-code-wrong, 410 mail-code-expired)
 *   DELETE /api/account/mail/address                 -> mailSettings
 *   GET    /api/firms/:firm/mail                     -> mailReport                    (owners and admins)
 *   POST   /api/firms/:firm/mail/test                {} -> mailReport                 (to the caller's own confirmed address)
 *   GET    /api/vaults/:vault/reminder               -> reminderState                 (staff)
 *   POST   /api/vaults/:vault/reminder               {} -> reminderState              (429 reminded-lately, reminders-used-up,
 *                                                    409 nobody-to-remind)
 *   POST   /api/notices/off/:token                   any body -> {}                   (RFC 8058; no session, from any site)
 *   GET    /api/notices/off/:token                   303 to the account page
 */
import { z } from 'zod';
import { LANGUAGES } from './language.ts';
import * as wire from './wire.ts';

export const frequency = z.enum(['at-once', 'hourly', 'daily', 'off']);
export type Frequency = z.infer<typeof frequency>;

/** Why no mail goes out at all. */
export const lineReason = z.enum([
	'unreachable',
	'no-tls',
	'certificate',
	'sign-in-refused',
	'sender-refused',
	'busy'
]);
export type LineReason = z.infer<typeof lineReason>;

/** Why one mail was given up, or, for `not-passed-on`, what it still meets with. */
export const mailReason = z.enum([
	'address-refused',
	'mail-refused',
	'not-passed-on',
	'gave-up',
	'perhaps-sent'
]);
export type MailReason = z.infer<typeof mailReason>;

/** The digits that are mailed; spaces are for the eye. */
export const CODE_DIGITS = 8;

const timestamp = z.int().nonnegative();

/** One plain ASCII mailbox, so that no mail program reads two out of it. */
export const mailAddress = z.email().max(254);

function isZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
		return true;
	} catch {
		return false;
	}
}

export const mailPreferences = z.strictObject({
	frequency,
	hour: z.int().min(0).max(23),
	/** An IANA time zone, as the browser names its own. */
	zone: z.string().min(1).max(64).refine(isZone),
	/** In which mails are written. */
	language: z.enum(LANGUAGES)
});
export type MailPreferences = z.infer<typeof mailPreferences>;

export const languageRequest = mailPreferences.pick({ language: true });

export const addressRequest = z.strictObject({ address: mailAddress });
export const codeRequest = z.strictObject({ code: z.string().regex(/^\d{8}$/) });

export const mailSettings = z.strictObject({
	/** Whether this portal sends mail at all. */
	sends: z.boolean(),
	address: mailAddress.nullable(),
	/** The mail server says that there is no such mailbox; nothing is sent there any more. */
	refused: z.boolean(),
	pending: z.strictObject({ address: mailAddress, expires: timestamp }).nullable(),
	/** Null until they were saved for the first time. */
	preferences: mailPreferences.nullable()
});
export type MailSettings = z.infer<typeof mailSettings>;

export const mailReport = z.strictObject({
	state: z.enum(['off', 'untried', 'working', 'failing']),
	since: timestamp.nullable(),
	reason: lineReason.nullable(),
	/** People of the firm who are still to be told of something. */
	waiting: z.int().nonnegative(),
	/** Newest first; `vault` is one that the person is a client of. */
	failures: z
		.array(z.strictObject({ at: timestamp, reason: mailReason, vault: wire.vaultId.nullable() }))
		.max(10)
});
export type MailReport = z.infer<typeof mailReport>;

export const reminderState = z.strictObject({
	sends: z.boolean(),
	/** How many people of this client a reminder would reach. */
	reachable: z.int().nonnegative(),
	last: timestamp.nullable(),
	/** When the next one may be sent; null when one may be sent now. */
	next: timestamp.nullable()
});
export type ReminderState = z.infer<typeof reminderState>;
