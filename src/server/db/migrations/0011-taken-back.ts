/** Lists do not count messages that their author took back. */
export const takenBack = `
ALTER TABLE entries ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1));
DROP INDEX entries_messages;
CREATE INDEX entries_messages ON entries (log, seq, author) WHERE kind = 'message.sent' AND taken_back = 0;
`;
