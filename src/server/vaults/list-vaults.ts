/** The list of vaults a person can reach, in order of id, a page at a time. Everything in it is a hint. */
import type { Context } from 'hono';
import type { z } from 'zod';
import { MAX_VAULTS_PAGE, type vaultsPage } from '../../contract/api.ts';
import * as wire from '../../contract/wire.ts';
import type { EntryHash, Raw, TeamId, UserId, VaultId } from '../../crypto/brands.ts';
import { toBase64url } from '../db/base64url.ts';
import type { Db } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import type { OfReader } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';

export type Rows = Pick<z.input<typeof vaultsPage>, 'vaults' | 'more'>;

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
	/** A vault, or any text in the order of their ids. */
	readonly after: string | null;
	readonly behind: boolean;
	/** Rows of a page, where that is fewer than usual. */
	readonly most?: number;
}

export interface VaultsRow {
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
	new_messages: number;
	waiting_drops: number;
	members: number;
	invited_until: number | null;
	keys_behind: 0 | 1;
	moved: number;
}

export async function listVaults(
	db: Db,
	{ firm, user, isStaff }: Pick<OfReader, 'firm' | 'user' | 'isStaff'>,
	{ after, behind, most = MAX_VAULTS_PAGE }: Asked
): Promise<Rows> {
	const start = after ?? '';
	const hints = hintsOf(user);
	const rows = isStaff
		? await (behind ? staffPageBehind : staffPage).rows(
				db,
				...hints,
				firm,
				start,
				user,
				user,
				...(behind ? [firm] : []),
				most + 1
			)
		: await (behind ? memberPageBehind : memberPage).rows(
				db,
				...hints,
				user,
				start,
				firm,
				...(behind ? [firm] : []),
				most + 1
			);
	return {
		vaults: rows.slice(0, most).map(toVaultRow),
		more: rows.length > most
	};
}

/** What `COLUMNS` asks of the reader. */
export const hintsOf = (user: UserId) => [user, user, user, user];

/** What it counts is answered from an index alone. */
const COLUMNS = `
	v.id, v.label, v.label_team, v.label_team_epoch, v.label_sender, v.files,
	l.head_seq, l.head_hash, e.kind, e.author, e.received_at,
	(SELECT count(*) FROM blobs b WHERE b.vault = v.id AND b.uploader <> ?
		AND b.added_seq > coalesce(
			(SELECT s.seq FROM vault_seen s WHERE s.vault = v.id AND s.user = ?), -1)
	) AS new_files,
	(SELECT count(*) FROM entries m WHERE m.log = v.id AND m.kind = 'message.sent' AND m.taken_back = 0 AND m.author <> ?
		AND m.seq > coalesce(
			(SELECT s.seq FROM vault_seen s WHERE s.vault = v.id AND s.user = ?), -1)
	) AS new_messages,
	(SELECT count(*) FROM vault_members m WHERE m.vault = v.id) AS members,
	(SELECT max(i.expires_at) FROM invites i
		WHERE i.vault = v.id AND i.state = 'open') AS invited_until,
	EXISTS (SELECT 1 FROM vault_teams vt JOIN teams t ON t.id = vt.team
		WHERE vt.vault = v.id AND vt.epoch < t.epoch) AS keys_behind,
	v.moved`;

/** What clients see only once it was accepted. */
const WAITING = `(SELECT count(*) FROM drop_files d WHERE d.vault = v.id AND d.state = 'here')`;

const HEAD = `
	JOIN logs l ON l.id = v.id
	JOIN entries e ON e.log = l.id AND e.seq = l.head_seq`;

const ONLY_BEHIND = `AND v.id IN (
	SELECT vt.vault FROM teams t
		JOIN vault_teams vt ON vt.team = t.id AND vt.epoch < t.epoch
		WHERE t.firm = ?)`;

/** Staff reach most of the firm's vaults: those are walked in order until the page is full. */
const staffText = (order: 'id' | 'moved', behind: boolean): string => `
	SELECT ${COLUMNS}, ${WAITING} AS waiting_drops FROM vaults v ${HEAD}
	WHERE v.firm = ? AND v.${order} > ? AND (
		EXISTS (SELECT 1 FROM vault_teams vt
			JOIN team_members tm ON tm.team = vt.team AND tm.user = ?
			JOIN staff st ON st.firm = v.firm AND st.user = tm.user
			WHERE vt.vault = v.id)
		OR EXISTS (SELECT 1 FROM vault_members m WHERE m.vault = v.id AND m.user = ?))
	${behind ? ONLY_BEHIND : ''}
	ORDER BY v.${order} LIMIT ?`;

/** Clients reach a few of very many: theirs are walked. */
const memberText = (behind: boolean): string => `
	SELECT ${COLUMNS}, 0 AS waiting_drops FROM vault_members mine CROSS JOIN vaults v ON v.id = mine.vault ${HEAD}
	WHERE mine.user = ? AND mine.vault > ? AND v.firm = ? ${behind ? ONLY_BEHIND : ''}
	ORDER BY mine.vault LIMIT ?`;

export const staffPage = writtenOut<VaultsRow>(staffText('id', false));
export const staffPageBehind = writtenOut<VaultsRow>(staffText('id', true));
export const staffMoved = writtenOut<VaultsRow>(staffText('moved', false));
export const memberPage = writtenOut<VaultsRow>(memberText(false));
export const memberPageBehind = writtenOut<VaultsRow>(memberText(true));

export const toVaultRow = (row: VaultsRow): Rows['vaults'][number] => ({
	vault: row.id,
	label: toBase64url(row.label),
	labelTeam: row.label_team,
	labelTeamEpoch: row.label_team_epoch,
	labelSender: row.label_sender,
	head: { seq: row.head_seq, hash: row.head_hash },
	lastKind: row.kind,
	lastAt: row.received_at,
	lastBy: row.author,
	files: row.files,
	newFiles: row.new_files,
	newMessages: row.new_messages,
	waitingDrops: row.waiting_drops,
	members: row.members,
	invitedUntil: row.invited_until,
	keysBehind: row.keys_behind === 1
});
