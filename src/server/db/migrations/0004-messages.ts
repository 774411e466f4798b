/** Lists count the messages that a person has not seen. */
export const messages = `
CREATE INDEX entries_messages ON entries (log, seq, author) WHERE kind = 'message.sent';
`;
