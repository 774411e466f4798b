/**
 * How much is stored: per firm, per person of a firm, and of each upload how much has arrived. Triggers keep the counts
 * in the transaction that changes a blob, whichever that is, so that asking for them reads one row and not all blobs.
 */
export const storage = `
ALTER TABLE blobs ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
UPDATE blobs SET arrived = coalesce((SELECT sum(size) FROM blob_parts WHERE blob = blobs.id), 0);
CREATE INDEX blobs_by_uploader ON blobs (uploader, added_seq, vault, stored, arrived);
CREATE INDEX blobs_expected ON blobs (added_seq, stored, arrived) WHERE added_seq IS NULL;

ALTER TABLE firms ADD COLUMN stored INTEGER NOT NULL DEFAULT 0;
CREATE TABLE firm_storage (
	firm TEXT NOT NULL REFERENCES firms (id),
	user TEXT NOT NULL REFERENCES users (id),
	stored INTEGER NOT NULL,
	PRIMARY KEY (firm, user)
) STRICT, WITHOUT ROWID;

INSERT INTO firm_storage
	SELECT v.firm, b.uploader, sum(b.stored) FROM blobs b JOIN vaults v ON v.id = b.vault GROUP BY v.firm, b.uploader;
UPDATE firms SET stored = coalesce((SELECT sum(s.stored) FROM firm_storage s WHERE s.firm = firms.id), 0);

CREATE TRIGGER blobs_begun AFTER INSERT ON blobs BEGIN
	UPDATE firms SET stored = stored + new.stored WHERE id = (SELECT firm FROM vaults WHERE id = new.vault);
	INSERT INTO firm_storage SELECT firm, new.uploader, new.stored FROM vaults WHERE id = new.vault
		ON CONFLICT (firm, user) DO UPDATE SET stored = stored + excluded.stored;
END;

CREATE TRIGGER blobs_gone AFTER DELETE ON blobs BEGIN
	UPDATE firms SET stored = stored - old.stored WHERE id = (SELECT firm FROM vaults WHERE id = old.vault);
	UPDATE firm_storage SET stored = stored - old.stored
		WHERE user = old.uploader AND firm = (SELECT firm FROM vaults WHERE id = old.vault);
END;

CREATE TRIGGER blobs_handed_over AFTER UPDATE OF uploader ON blobs BEGIN
	UPDATE firm_storage SET stored = stored - old.stored
		WHERE user = old.uploader AND firm = (SELECT firm FROM vaults WHERE id = old.vault);
	INSERT INTO firm_storage SELECT firm, new.uploader, new.stored FROM vaults WHERE id = new.vault
		ON CONFLICT (firm, user) DO UPDATE SET stored = stored + excluded.stored;
END;
`;
