/**
 * Reminders that go out by themselves: for what is still missing, and for invitations nobody answered. A plan holds dates
 * and a number; an address that staff gave for an invitation goes when the invitation does.
 */
export const reminders = `
CREATE TABLE notices_new (
	user TEXT NOT NULL REFERENCES users (id),
	vault TEXT NOT NULL REFERENCES vaults (id),
	what TEXT NOT NULL CHECK (what IN ('new', 'reminder', 'due')),
	seq INTEGER NOT NULL,
	PRIMARY KEY (user, vault, what)
) STRICT, WITHOUT ROWID;
INSERT INTO notices_new SELECT user, vault, what, seq FROM notices;
DROP TABLE notices;
ALTER TABLE notices_new RENAME TO notices;

CREATE TABLE reminder_plans (
	vault TEXT NOT NULL REFERENCES vaults (id),
	plan TEXT NOT NULL,
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	missing INTEGER NOT NULL CHECK (missing IN (0, 1)),
	next_at INTEGER NOT NULL,
	every INTEGER NOT NULL,
	most INTEGER NOT NULL,
	sent INTEGER NOT NULL DEFAULT 0,
	last_at INTEGER,
	PRIMARY KEY (vault, plan)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_plans_due ON reminder_plans (next_at)
	WHERE active = 1 AND missing = 1 AND sent < most;

CREATE TABLE vault_told (
	user TEXT NOT NULL REFERENCES users (id),
	vault TEXT NOT NULL REFERENCES vaults (id),
	at INTEGER NOT NULL,
	PRIMARY KEY (user, vault)
) STRICT, WITHOUT ROWID;

CREATE TABLE invite_reminders (
	invite TEXT PRIMARY KEY REFERENCES invites (id),
	address TEXT,
	off_token TEXT NOT NULL UNIQUE,
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	stopped TEXT CHECK (stopped IN ('declined', 'undeliverable')),
	sent INTEGER NOT NULL DEFAULT 0,
	last_at INTEGER,
	next_at INTEGER NOT NULL,
	tries INTEGER NOT NULL DEFAULT 0,
	CHECK (active = 0 OR (address IS NOT NULL AND stopped IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_reminders_due ON invite_reminders (next_at) WHERE active = 1;

CREATE TRIGGER invite_answered AFTER UPDATE OF state ON invites WHEN new.state <> 'open' BEGIN
	DELETE FROM invite_reminders WHERE invite = new.id;
END;
`;
