/**
 * A message that waits to be told has a row of its own, which goes when its author takes it back (docs/decisions/0015). Of
 * anything else there is one row as before.
 */
const rebuilt = (table: 'notices' | 'push_notices') => `
CREATE TABLE ${table}_new (
	user TEXT NOT NULL REFERENCES users (id),
	vault TEXT NOT NULL REFERENCES vaults (id),
	what TEXT NOT NULL CHECK (what IN ('new', 'message', 'reminder', 'due')),
	seq INTEGER NOT NULL,
	PRIMARY KEY (user, vault, what, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO ${table}_new SELECT user, vault, what, seq FROM ${table};
DROP TABLE ${table};
ALTER TABLE ${table}_new RENAME TO ${table};
CREATE UNIQUE INDEX ${table}_once ON ${table} (user, vault, what) WHERE what <> 'message';
CREATE INDEX ${table}_of_messages ON ${table} (vault, seq) WHERE what = 'message';
`;

export const noticesOfMessages = rebuilt('notices') + rebuilt('push_notices');
