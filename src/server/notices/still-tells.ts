/**
 * Whether a notice still says something new to somebody who may still open the vault, by mail and on devices alike. Of a row
 * `n` (vault, user, what, seq) and its vault `v`, as a condition of SQL.
 */
export const STILL_TELLS = `
		CASE n.what
			WHEN 'reminder' THEN 1
			WHEN 'due' THEN EXISTS (SELECT 1 FROM reminder_plans p
				WHERE p.vault = n.vault AND p.active = 1 AND p.missing = 1)
			ELSE n.seq > coalesce(
				(SELECT s.seq FROM vault_seen s WHERE s.vault = n.vault AND s.user = n.user), -1)
		END
		AND (EXISTS (SELECT 1 FROM vault_members m WHERE m.vault = n.vault AND m.user = n.user)
			OR EXISTS (SELECT 1 FROM vault_teams vt
				JOIN team_members tm ON tm.team = vt.team AND tm.user = n.user
				JOIN staff st ON st.firm = v.firm AND st.user = tm.user
				WHERE vt.vault = n.vault))`;
