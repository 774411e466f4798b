/** Notices on devices: the portal's own key, the addresses browsers gave for them, and what is to be told of. */
export const push = `
CREATE TABLE push_key (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	private BLOB NOT NULL,
	public BLOB NOT NULL CHECK (length(public) = 65)
) STRICT;

CREATE TABLE push_devices (
	endpoint TEXT PRIMARY KEY,
	user TEXT NOT NULL REFERENCES users (id),
	since INTEGER NOT NULL,
	due_at INTEGER,
	tries INTEGER NOT NULL DEFAULT 0,
	last_at INTEGER,
	failing TEXT,
	failed_at INTEGER,
	CHECK ((failing IS NULL) = (failed_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX push_devices_by_user ON push_devices (user);
CREATE INDEX push_devices_due ON push_devices (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE push_notices (
	user TEXT NOT NULL REFERENCES users (id),
	vault TEXT NOT NULL REFERENCES vaults (id),
	what TEXT NOT NULL CHECK (what IN ('new', 'reminder', 'due')),
	seq INTEGER NOT NULL,
	PRIMARY KEY (user, vault, what)
) STRICT, WITHOUT ROWID;
`;
