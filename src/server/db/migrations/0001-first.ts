/**
 * Ids are base64url text, moments are milliseconds since 1970, keys and seals are blobs. Nothing in these
 * tables can open anything: secrets arrive sealed, and tokens are kept as their SHA-256.
 */
export const first = `
CREATE TABLE setup_token (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	hash BLOB NOT NULL
) STRICT;

CREATE TABLE users (
	id TEXT PRIMARY KEY,
	signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
	identity BLOB NOT NULL,
	keyring BLOB NOT NULL,
	keyring_version INTEGER NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE passkeys (
	credential TEXT PRIMARY KEY,
	user TEXT NOT NULL REFERENCES users (id),
	public_key BLOB NOT NULL,
	counter INTEGER NOT NULL,
	wrap BLOB,
	backed_up INTEGER NOT NULL CHECK (backed_up IN (0, 1)),
	created_at INTEGER NOT NULL,
	last_used_at INTEGER
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (user);

CREATE TABLE recovery_methods (
	id TEXT PRIMARY KEY,
	user TEXT NOT NULL UNIQUE REFERENCES users (id),
	sign_in_key BLOB NOT NULL CHECK (length(sign_in_key) = 32),
	wrap BLOB NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
	id TEXT PRIMARY KEY,
	token_hash BLOB NOT NULL UNIQUE,
	user TEXT NOT NULL REFERENCES users (id),
	device TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	last_seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user, last_seen_at);

CREATE TABLE ceremonies (
	id TEXT PRIMARY KEY,
	purpose TEXT NOT NULL CHECK (purpose IN ('register', 'authenticate', 'recover')),
	challenge BLOB NOT NULL CHECK (length(challenge) = 32),
	recovery TEXT,
	expires_at INTEGER NOT NULL,
	CHECK ((purpose = 'recover') = (recovery IS NOT NULL))
) STRICT;
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at);

CREATE TABLE firms (
	id TEXT PRIMARY KEY,
	created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE logs (
	id TEXT PRIMARY KEY,
	firm TEXT NOT NULL REFERENCES firms (id),
	head_seq INTEGER NOT NULL,
	head_hash TEXT NOT NULL
) STRICT;

CREATE TABLE entries (
	log TEXT NOT NULL REFERENCES logs (id),
	seq INTEGER NOT NULL,
	hash TEXT NOT NULL,
	kind TEXT NOT NULL,
	author TEXT NOT NULL,
	received_at INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (log, seq)
) STRICT;

CREATE TABLE staff (
	firm TEXT NOT NULL REFERENCES firms (id),
	user TEXT NOT NULL REFERENCES users (id),
	role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'preparer')),
	PRIMARY KEY (firm, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_by_user ON staff (user, firm);

CREATE TABLE teams (
	id TEXT PRIMARY KEY,
	firm TEXT NOT NULL UNIQUE REFERENCES firms (id),
	epoch INTEGER NOT NULL
) STRICT;

CREATE TABLE team_members (
	team TEXT NOT NULL REFERENCES teams (id),
	user TEXT NOT NULL REFERENCES users (id),
	since_seq INTEGER NOT NULL,
	PRIMARY KEY (team, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_by_user ON team_members (user, team);

CREATE TABLE vaults (
	id TEXT PRIMARY KEY,
	firm TEXT NOT NULL REFERENCES firms (id),
	epoch INTEGER NOT NULL,
	firm_head_seq INTEGER NOT NULL,
	label BLOB NOT NULL,
	label_team TEXT NOT NULL REFERENCES teams (id),
	label_team_epoch INTEGER NOT NULL,
	label_sender TEXT NOT NULL REFERENCES users (id),
	files INTEGER NOT NULL DEFAULT 0 CHECK (files >= 0)
) STRICT;
CREATE INDEX vaults_by_firm ON vaults (firm, id);

CREATE TABLE vault_teams (
	vault TEXT NOT NULL REFERENCES vaults (id),
	team TEXT NOT NULL REFERENCES teams (id),
	PRIMARY KEY (vault, team)
) STRICT, WITHOUT ROWID;

CREATE INDEX vault_teams_by_team ON vault_teams (team, vault);

CREATE TABLE vault_members (
	vault TEXT NOT NULL REFERENCES vaults (id),
	user TEXT NOT NULL REFERENCES users (id),
	PRIMARY KEY (vault, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX vault_members_by_user ON vault_members (user, vault);

CREATE TABLE vault_seen (
	vault TEXT NOT NULL REFERENCES vaults (id),
	user TEXT NOT NULL REFERENCES users (id),
	seq INTEGER NOT NULL,
	PRIMARY KEY (vault, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
	id TEXT PRIMARY KEY,
	firm TEXT NOT NULL REFERENCES firms (id),
	vault TEXT REFERENCES vaults (id),
	role TEXT CHECK (role IN ('owner', 'admin', 'preparer')),
	signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
	capsule BLOB NOT NULL,
	expires_at INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'used', 'revoked')),
	CHECK ((vault IS NULL) = (role IS NOT NULL))
) STRICT;
CREATE INDEX invites_by_vault ON invites (vault, state, expires_at);

CREATE TABLE blobs (
	id TEXT PRIMARY KEY,
	vault TEXT NOT NULL REFERENCES vaults (id),
	uploader TEXT NOT NULL REFERENCES users (id),
	stored INTEGER NOT NULL,
	parts INTEGER NOT NULL,
	added_seq INTEGER,
	touched_at INTEGER NOT NULL
) STRICT;
CREATE INDEX blobs_by_vault ON blobs (vault, added_seq, uploader);
CREATE INDEX blobs_unfinished ON blobs (touched_at) WHERE added_seq IS NULL;

CREATE TABLE blob_parts (
	blob TEXT NOT NULL REFERENCES blobs (id) ON DELETE CASCADE,
	position INTEGER NOT NULL,
	size INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (blob, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_removals (
	blob TEXT PRIMARY KEY
) STRICT;
`;
