/**
 * What moved in the list of staff since they asked last, oldest change first, so that a page ends at a number from which the next
 * one goes on. Numbers come from triggers (db/migrations/0010-moves.ts); everything in the rows is a hint.
 */
import type { Context } from 'hono';
import { MAX_VAULTS_PAGE } from '../../contract/api.ts';
import type { FirmId, UserId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import { refuse } from '../http/refusal.ts';
import { hintsOf, staffMoved, toVaultRow, type Rows } from './list-vaults.ts';

interface Reader {
	readonly firm: FirmId;
	readonly user: UserId;
}

/** `?since=<number>`. */
export function readSince(http: Context): number | null {
	const given = http.req.query('since');
	if (given === undefined) return null;
	return /^(?:0|[1-9]\d{0,14})$/u.test(given) ? Number(given) : refuse('malformed-request');
}

export interface Reach {
	/** The highest number that this firm has. */
	readonly moved: number;
	/** Whoever knows less than this asks for everything: all rows may be otherwise. */
	readonly all_moved: number;
	/** How many vaults this person reaches. */
	readonly total: number;
}

/** How far the list is. Asked before its rows are, so that what moves meanwhile is told again and never missed. */
export async function reachOf(db: Db, { firm, user }: Reader): Promise<Reach> {
	const [reach] = await reachQuery.rows(db, firm, user, firm, user, firm, firm);
	return reach ?? refuse('internal');
}

export async function movedVaults(
	db: Db,
	{ firm, user }: Reader,
	since: number,
	{ moved }: Reach
): Promise<Rows & { readonly moved: number }> {
	const values = [...hintsOf(user), firm, since, user, user, MAX_VAULTS_PAGE + 1];
	const rows = await staffMoved.rows(db, ...values);
	const page = rows.slice(0, MAX_VAULTS_PAGE);
	const more = rows.length > page.length;
	return {
		vaults: page.map(toVaultRow),
		more,
		moved: more ? (page.at(-1)?.moved ?? moved) : moved
	};
}

/** Counted by a trigger where it is many: those of a team. */
export const reachQuery = writtenOut<Reach>(`
	SELECT f.moved,
	coalesce((SELECT t.moved FROM teams t WHERE t.firm = ?), 0) AS all_moved,
	coalesce((SELECT t.vault_count FROM staff st
		JOIN teams t ON t.firm = st.firm
		JOIN team_members tm ON tm.team = t.id AND tm.user = st.user
		WHERE st.user = ? AND st.firm = ?), 0)
	+ (SELECT count(*) FROM vault_members mine CROSS JOIN vaults v ON v.id = mine.vault
		WHERE mine.user = ? AND v.firm = ? AND NOT EXISTS (
			SELECT 1 FROM vault_teams vt
				JOIN team_members tm ON tm.team = vt.team AND tm.user = mine.user
				JOIN staff st ON st.firm = v.firm AND st.user = tm.user
				WHERE vt.vault = v.id)) AS total
	FROM firms f WHERE f.id = ?`);
