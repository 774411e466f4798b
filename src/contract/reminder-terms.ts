/** Figures of reminders that screens name too; apart from the schemas, so that a page need not load those. */

/** A person's mail is quiet for so long after anything else that concerns the same vault. */
export const QUIET_DAYS = 3;
export const MOST_REMINDERS = 10;
/** Of an invitation: after three days, then every four, while the link works, which is for fourteen. */
export const INVITE_REMINDERS = { first: 3, every: 4, most: 3 } as const;
