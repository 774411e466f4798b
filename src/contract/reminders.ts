/**
 * Reminders that go out by themselves, as they cross the wire. The server knows no checklist and no name of an invited
 * person: it is told dates, and whether something is still missing. A plan's id says nothing (src/vault/reminder-plans.ts).
 *
 *   GET    /api/vaults/:vault/plans                    -> reminderPlans            (whoever reads the vault)
 *   PUT    /api/vaults/:vault/plans/:plan              planRequest -> reminderPlans      (staff: 429 too-many-plans)
 *   POST   /api/vaults/:vault/plans/:plan/missing      missingRequest -> reminderPlans   (whoever reads the vault)
 *   DELETE /api/vaults/:vault/plans/:plan              -> reminderPlans            (staff)
 *   GET    /api/vaults/:vault/invites                  -> inviteReminders          (staff)
 *   PUT    /api/vaults/:vault/invites/:invite          inviteReminderRequest -> inviteReminders   (staff: 409 mail-off,
 *                                                      409 reminder-declined, 429 reminders-used-up)
 *   POST   /api/vaults/:vault/invites/:invite          {} -> inviteReminders       (now; as above, 429 reminded-lately, or
 *                                                      reminded-today of a colleague)
 *   DELETE /api/vaults/:vault/invites/:invite          -> inviteReminders          (the address is forgotten)
 *
 * The last four of the firm's own invitations, to colleagues, below /api/firms/:firm/invites (owners and admins).
 */
import { z } from 'zod';
import { LANGUAGES } from './language.ts';
import { mailAddress } from './notices.ts';
import { MOST_REMINDERS, QUIET_DAYS } from './reminder-terms.ts';
import * as wire from './wire.ts';

export const planId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** Days since 1970, as calendars count them. */
const day = z.int().min(0).max(100_000);
const count = z.int().nonnegative();
const timestamp = z.int().nonnegative();

export const planRequest = z.strictObject({
	active: z.boolean(),
	/** Not before tomorrow, whatever is said here. */
	first: day,
	/** Days between two. */
	every: z.int().min(QUIET_DAYS).max(60),
	most: z.int().min(1).max(MOST_REMINDERS)
});
export type PlanRequest = z.infer<typeof planRequest>;

export const missingRequest = z.strictObject({ missing: z.boolean() });

export const reminderPlan = z.strictObject({
	plan: planId,
	active: z.boolean(),
	/** The day of the next one, if something is missing then. */
	next: day,
	every: count,
	most: count,
	sent: count,
	last: timestamp.nullable(),
	missing: z.boolean()
});
export type ReminderPlan = z.infer<typeof reminderPlan>;

export const reminderPlans = z.strictObject({
	/** Whether this portal can remind anybody at all. */
	sends: z.boolean(),
	plans: z.array(reminderPlan).max(1000)
});
export type ReminderPlans = z.infer<typeof reminderPlans>;

/** In which these mails are written: whoever invites somebody knows. */
const language = z.enum(LANGUAGES);

export const inviteReminderRequest = z.strictObject({
	address: mailAddress,
	active: z.boolean(),
	language
});
export type InviteReminderRequest = z.infer<typeof inviteReminderRequest>;

export const inviteReminders = z.strictObject({
	sends: z.boolean(),
	/** Of open invitations for which an address was given. */
	invites: z.array(
		z.strictObject({
			invite: wire.inviteId,
			/** Null once whoever reads that mailbox wanted no more of it. */
			address: mailAddress.nullable(),
			language,
			active: z.boolean(),
			stopped: z.enum(['declined', 'undeliverable']).nullable(),
			sent: count,
			last: timestamp.nullable(),
			/** When the next one goes out; null where none does. */
			next: timestamp.nullable()
		})
	)
});
export type InviteReminders = z.infer<typeof inviteReminders>;
