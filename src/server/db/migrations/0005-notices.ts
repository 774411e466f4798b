/**
 * Notices by e-mail: who wants them where, what is waiting to be told, whether mail works. An address is what a person
 * typed for it; it goes with them (server/notices/settings-store.ts). Nothing here names a file, a client or a firm.
 */
export const notices = `
CREATE TABLE mail_settings (
	user TEXT PRIMARY KEY REFERENCES users (id),
	address TEXT,
	refused_at INTEGER,
	pending TEXT,
	code_hash BLOB,
	code_expires_at INTEGER,
	code_tries INTEGER NOT NULL DEFAULT 0,
	frequency TEXT NOT NULL CHECK (frequency IN ('at-once', 'hourly', 'daily', 'off')),
	hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
	zone TEXT NOT NULL,
	off_token TEXT NOT NULL UNIQUE,
	waiting_since INTEGER,
	due_at INTEGER,
	tries INTEGER NOT NULL DEFAULT 0,
	CHECK ((pending IS NULL) = (code_hash IS NULL) AND (pending IS NULL) = (code_expires_at IS NULL)),
	CHECK ((waiting_since IS NULL) = (due_at IS NULL))
) STRICT;
CREATE INDEX mail_settings_due ON mail_settings (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mail_settings_pending ON mail_settings (code_expires_at) WHERE pending IS NOT NULL;

CREATE TABLE notices (
	user TEXT NOT NULL REFERENCES users (id),
	vault TEXT NOT NULL REFERENCES vaults (id),
	what TEXT NOT NULL CHECK (what IN ('new', 'reminder')),
	seq INTEGER NOT NULL,
	PRIMARY KEY (user, vault, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE reminders (
	vault TEXT NOT NULL REFERENCES vaults (id),
	at INTEGER NOT NULL,
	sender TEXT NOT NULL REFERENCES users (id),
	PRIMARY KEY (vault, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_line (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	state TEXT NOT NULL CHECK (state IN ('working', 'failing')),
	since INTEGER NOT NULL,
	reason TEXT,
	tries INTEGER NOT NULL,
	next_try_at INTEGER NOT NULL,
	CHECK ((state = 'failing') = (reason IS NOT NULL))
) STRICT;

CREATE TABLE mail_failures (
	id INTEGER PRIMARY KEY,
	user TEXT NOT NULL REFERENCES users (id),
	at INTEGER NOT NULL,
	reason TEXT NOT NULL
) STRICT;
CREATE INDEX mail_failures_by_user ON mail_failures (user, at);

CREATE TABLE mail_counts (
	counted TEXT NOT NULL,
	what TEXT NOT NULL CHECK (what IN ('notice', 'code', 'test', 'reminder')),
	day INTEGER NOT NULL,
	sent INTEGER NOT NULL,
	PRIMARY KEY (counted, what, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_counts_by_day ON mail_counts (day);
`;
