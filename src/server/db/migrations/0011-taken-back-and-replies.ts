/** Lists do not count messages that their author took back; and somebody's saved replies, sealed, with their account. */
export const takenBackAndReplies = `
ALTER TABLE entries ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1));
DROP INDEX entries_messages;
CREATE INDEX entries_messages ON entries (log, seq, author) WHERE kind = 'message.sent' AND taken_back = 0;

CREATE TABLE saved_replies (
	user TEXT PRIMARY KEY REFERENCES users (id),
	version INTEGER NOT NULL CHECK (version > 0),
	replies BLOB NOT NULL
) STRICT;
`;
