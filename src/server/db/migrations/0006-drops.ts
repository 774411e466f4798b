/**
 * Drop links and what comes by them. A file that waits is no blob of the vault: it becomes one, under another id and key,
 * when staff accept it. Its row stays as a mark, so that an id that was dealt with never counts again.
 */
export const drops = `
CREATE TABLE drop_links (
	id TEXT PRIMARY KEY,
	vault TEXT NOT NULL REFERENCES vaults (id),
	signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
	capsule BLOB NOT NULL,
	expires_at INTEGER NOT NULL,
	max_uses INTEGER NOT NULL,
	max_bytes INTEGER NOT NULL,
	closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
	uses INTEGER NOT NULL DEFAULT 0,
	bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0)
) STRICT;

CREATE TABLE drop_teams (
	drop_link TEXT NOT NULL REFERENCES drop_links (id),
	team TEXT NOT NULL REFERENCES teams (id),
	epoch INTEGER NOT NULL,
	PRIMARY KEY (drop_link, team)
) STRICT, WITHOUT ROWID;

CREATE TABLE drop_deliveries (
	drop_link TEXT NOT NULL REFERENCES drop_links (id),
	id TEXT NOT NULL,
	PRIMARY KEY (drop_link, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE drop_files (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	blob TEXT NOT NULL UNIQUE,
	vault TEXT NOT NULL REFERENCES vaults (id),
	drop_link TEXT NOT NULL REFERENCES drop_links (id),
	delivery TEXT NOT NULL,
	stored INTEGER NOT NULL,
	parts INTEGER NOT NULL,
	arrived INTEGER NOT NULL DEFAULT 0,
	touched_at INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('arriving', 'here', 'done')),
	received_at INTEGER,
	manifest BLOB,
	signature BLOB
) STRICT;
CREATE INDEX drop_files_by_vault ON drop_files (vault, state, number);
CREATE INDEX drop_files_by_link ON drop_files (drop_link, state, stored, arrived);
CREATE INDEX drop_files_unfinished ON drop_files (touched_at, stored, arrived) WHERE state = 'arriving';

CREATE TABLE drop_parts (
	blob TEXT NOT NULL REFERENCES drop_files (blob) ON DELETE CASCADE,
	position INTEGER NOT NULL,
	size INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (blob, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER drop_file_begun AFTER INSERT ON drop_files BEGIN
	UPDATE firms SET stored = stored + new.stored WHERE id = (SELECT firm FROM vaults WHERE id = new.vault);
	UPDATE drop_links SET bytes = bytes + new.stored WHERE id = new.drop_link;
END;
CREATE TRIGGER drop_file_gone AFTER DELETE ON drop_files WHEN old.state = 'arriving' BEGIN
	UPDATE firms SET stored = stored - old.stored WHERE id = (SELECT firm FROM vaults WHERE id = old.vault);
	UPDATE drop_links SET bytes = bytes - old.stored WHERE id = old.drop_link;
END;
CREATE TRIGGER drop_file_done AFTER UPDATE OF state ON drop_files WHEN new.state = 'done' AND old.state <> 'done' BEGIN
	UPDATE firms SET stored = stored - old.stored WHERE id = (SELECT firm FROM vaults WHERE id = old.vault);
END;
`;
