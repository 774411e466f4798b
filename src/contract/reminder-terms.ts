/** Figures of reminders that screens name too; apart from the schemas, so that a page need not load those. */

/** A person's mail is quiet for so long after anything else that concerns the same vault. */
export const QUIET_DAYS = 3;
export const MOST_REMINDERS = 10;
/** Of an invitation, by days, while the link works: a client's for fourteen, a colleague's for three. */
export const INVITE_REMINDERS = {
	most: 3,
	client: { first: 3, every: 4 },
	colleague: { first: 1, every: 1 }
} as const;
