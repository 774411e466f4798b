/**
 * People leave and keys are replaced: which key of a team each vault was granted last, from where a team withholds
 * its history, who made a link and whether it reads. Challenges for a recovery kit are a new purpose; those under
 * way are lost, and asked for again.
 */
export const leaving = `
ALTER TABLE teams ADD COLUMN history_from INTEGER NOT NULL DEFAULT 1;
ALTER TABLE firms ADD COLUMN rotated_seq INTEGER NOT NULL DEFAULT 0;

ALTER TABLE vault_teams ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1;
CREATE INDEX vault_teams_by_epoch ON vault_teams (team, epoch, vault);

ALTER TABLE invites ADD COLUMN inviter TEXT REFERENCES users (id);
ALTER TABLE invites ADD COLUMN reads INTEGER NOT NULL DEFAULT 0 CHECK (reads IN (0, 1));
UPDATE invites SET reads = 1 WHERE vault IS NOT NULL;
CREATE INDEX invites_by_inviter ON invites (inviter, state);

DROP TABLE ceremonies;
CREATE TABLE ceremonies (
	id TEXT PRIMARY KEY,
	purpose TEXT NOT NULL CHECK (purpose IN ('register', 'authenticate', 'recover', 'kit')),
	challenge BLOB NOT NULL CHECK (length(challenge) = 32),
	recovery TEXT,
	expires_at INTEGER NOT NULL,
	CHECK ((purpose = 'recover') = (recovery IS NOT NULL))
) STRICT;
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at);
`;
