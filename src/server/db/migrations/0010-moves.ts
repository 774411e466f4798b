/**
 * What moved in a firm's list of clients: a number of the firm's that only rises, and at each vault the number of the last change
 * to anything its row shows. Triggers see to it, in the transaction that changes it, whichever that is. It is in milliseconds
 * where the clock allows, so that a restored backup never gives numbers again that browsers know; each firm has its own, since
 * one must not learn when another is busy. What changes for all vaults of a team at once, who reaches them or that their keys
 * are behind, is marked at the team.
 */
const NEXT = `UPDATE firms SET moved = max(moved + 1, CAST(unixepoch('subsec') * 1000 AS INTEGER))`;

const moves = (vault: string) => `
	${NEXT} WHERE id = (SELECT firm FROM vaults WHERE id = ${vault});
	UPDATE vaults SET moved = (SELECT f.moved FROM firms f WHERE f.id = vaults.firm) WHERE id = ${vault};`;

const movesAll = (firm: string) => `
	${NEXT} WHERE id = ${firm};
	UPDATE teams SET moved = (SELECT f.moved FROM firms f WHERE f.id = teams.firm) WHERE firm = ${firm};`;

const after = (name: string, event: string, does: string) =>
	`CREATE TRIGGER ${name} AFTER ${event} BEGIN ${does} END;`;

export const vaultMoves = `
ALTER TABLE firms ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE vaults ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
CREATE INDEX vaults_by_moved ON vaults (firm, moved);
ALTER TABLE teams ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE teams ADD COLUMN vault_count INTEGER NOT NULL DEFAULT 0;
UPDATE teams SET vault_count = (SELECT count(*) FROM vault_teams vt WHERE vt.team = teams.id);

${after('moved_by_vault', 'INSERT ON vaults', moves('new.id'))}
${after(
	'moved_by_label',
	'UPDATE OF label, label_team, label_team_epoch, label_sender, files ON vaults',
	moves('new.id')
)}
${after('moved_by_log', 'INSERT ON logs', moves('new.id'))}
${after('moved_by_entry', 'UPDATE OF head_seq, head_hash ON logs', moves('new.id'))}
${after('moved_by_file', 'UPDATE OF added_seq, uploader ON blobs', moves('new.vault'))}
${after('moved_by_file_gone', 'DELETE ON blobs WHEN old.added_seq IS NOT NULL', moves('old.vault'))}
${after('moved_by_drop', 'UPDATE OF state ON drop_files', moves('new.vault'))}
${after('moved_by_drop_here', "INSERT ON drop_files WHEN new.state = 'here'", moves('new.vault'))}
${after('moved_by_drop_gone', "DELETE ON drop_files WHEN old.state = 'here'", moves('old.vault'))}
${after('moved_by_seeing', 'INSERT ON vault_seen', moves('new.vault'))}
${after('moved_by_seeing_more', 'UPDATE ON vault_seen', moves('new.vault'))}
${after('moved_by_seeing_gone', 'DELETE ON vault_seen', moves('old.vault'))}
${after('moved_by_member', 'INSERT ON vault_members', moves('new.vault'))}
${after('moved_by_member_gone', 'DELETE ON vault_members', moves('old.vault'))}
${after('moved_by_invite', 'INSERT ON invites WHEN new.vault IS NOT NULL', moves('new.vault'))}
${after(
	'moved_by_invite_over',
	'UPDATE OF state, expires_at ON invites WHEN new.vault IS NOT NULL',
	moves('new.vault')
)}
${after('moved_by_invite_gone', 'DELETE ON invites WHEN old.vault IS NOT NULL', moves('old.vault'))}
${after(
	'moved_by_grant',
	'INSERT ON vault_teams',
	`${moves('new.vault')} UPDATE teams SET vault_count = vault_count + 1 WHERE id = new.team;`
)}
${after('moved_by_key', 'UPDATE OF epoch ON vault_teams', moves('new.vault'))}
${after(
	'moved_by_grant_gone',
	'DELETE ON vault_teams',
	`${moves('old.vault')} UPDATE teams SET vault_count = vault_count - 1 WHERE id = old.team;`
)}

${after('all_moved_by_epoch', 'UPDATE OF epoch ON teams', movesAll('new.firm'))}
${after('all_moved_by_colleague', 'INSERT ON team_members', movesAll('(SELECT firm FROM teams WHERE id = new.team)'))}
${after('all_moved_by_colleague_gone', 'DELETE ON team_members', movesAll('(SELECT firm FROM teams WHERE id = old.team)'))}
${after('all_moved_by_staff_gone', 'DELETE ON staff', movesAll('old.firm'))}
`;
