/** The list of vaults a person can reach, in order of id, a page at a time. Everything in it is a hint. */
import type { Context } from 'hono';
import { sql } from 'kysely';
import type { z } from 'zod';
import { MAX_VAULTS_PAGE, type vaultsPage } from '../../contract/api.ts';
import * as wire from '../../contract/wire.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import type { EntryHash, FirmId, Raw, TeamId, UserId, VaultId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';
import type { OfFirm } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';

type Page = z.input<typeof vaultsPage>;

export function readAfterVault(http: Context): VaultId | null {
	const given = http.req.query('after');
	if (given === undefined) return null;
	const parsed = wire.vaultId.safeParse(given);
	return parsed.success ? parsed.data : refuse('malformed-request');
}

/** `?behind=1`: only vaults whose key must be renewed. */
export function readBehind(http: Context): boolean {
	const given = http.req.query('behind');
	if (given === undefined) return false;
	return given === '1' ? true : refuse('malformed-request');
}

interface Asked {
	readonly after: VaultId | null;
	readonly behind: boolean;
}

interface Row {
	id: VaultId;
	label: Raw;
	label_team: TeamId;
	label_team_epoch: number;
	label_sender: UserId;
	files: number;
	head_seq: number;
	head_hash: EntryHash;
	kind: string;
	author: string;
	received_at: number;
	new_files: number;
	members: number;
	pending_invites: number;
	keys_behind: 0 | 1;
}

export async function listVaults(
	db: Db,
	{ firm, user }: Pick<OfFirm, 'firm' | 'user'>,
	asked: Asked,
	now: number
): Promise<Page> {
	const { rows } = await pageQuery(firm, user, asked, now).execute(db);
	return {
		vaults: rows.slice(0, MAX_VAULTS_PAGE).map(toVaultRow),
		more: rows.length > MAX_VAULTS_PAGE
	};
}

/** Written out, because what it counts must be answered from an index alone, and so must which vaults are behind. */
export function pageQuery(firm: FirmId, user: UserId, asked: Asked, now: number) {
	const after = asked.after ?? '';
	const onlyBehind = asked.behind ? behindQuery(firm) : sql``;
	return sql<Row>`
	SELECT v.id, v.label, v.label_team, v.label_team_epoch, v.label_sender, v.files,
		l.head_seq, l.head_hash, e.kind, e.author, e.received_at,
		(SELECT count(*) FROM blobs b WHERE b.vault = v.id AND b.uploader <> ${user}
			AND b.added_seq > coalesce(
				(SELECT s.seq FROM vault_seen s WHERE s.vault = v.id AND s.user = ${user}), -1)
		) AS new_files,
		(SELECT count(*) FROM vault_members m WHERE m.vault = v.id) AS members,
		(SELECT count(*) FROM invites i
			WHERE i.vault = v.id AND i.state = 'open' AND i.expires_at > ${now}) AS pending_invites,
		EXISTS (SELECT 1 FROM vault_teams vt JOIN teams t ON t.id = vt.team
			WHERE vt.vault = v.id AND vt.epoch < t.epoch) AS keys_behind
	FROM vaults v
	JOIN logs l ON l.id = v.id
	JOIN entries e ON e.log = l.id AND e.seq = l.head_seq
	WHERE v.firm = ${firm} AND v.id > ${after} AND v.id IN (
		SELECT m.vault FROM vault_members m WHERE m.user = ${user}
		UNION
		SELECT vt.vault FROM team_members tm
			JOIN teams t ON t.id = tm.team
			JOIN staff st ON st.firm = t.firm AND st.user = tm.user
			JOIN vault_teams vt ON vt.team = tm.team
			WHERE tm.user = ${user} AND vt.vault > ${after}) ${onlyBehind}
	ORDER BY v.id
	LIMIT ${MAX_VAULTS_PAGE + 1}`;
}

const behindQuery = (firm: FirmId) => sql`AND v.id IN (
		SELECT vt.vault FROM teams t
			JOIN vault_teams vt ON vt.team = t.id AND vt.epoch < t.epoch
			WHERE t.firm = ${firm})`;

const toVaultRow = (row: Row): Page['vaults'][number] => ({
	vault: row.id,
	label: encodeBase64url(row.label),
	labelTeam: row.label_team,
	labelTeamEpoch: row.label_team_epoch,
	labelSender: row.label_sender,
	head: { seq: row.head_seq, hash: row.head_hash },
	lastKind: row.kind,
	lastAt: row.received_at,
	lastBy: row.author,
	files: row.files,
	newFiles: row.new_files,
	members: row.members,
	pendingInvites: row.pending_invites,
	keysBehind: row.keys_behind === 1
});
