/** The staff's list of clients. Names open with the team's key; everything else in a row is the server's hint. */
import type { UserId, VaultId } from '../crypto/brands.ts';
import { CryptoError } from '../crypto/errors.ts';
import { teamIdFrom, userIdFrom } from '../crypto/ids.ts';
import { openLabel } from '../crypto/team.ts';
import type { VaultRow } from '../contract/api.ts';
import type { Api } from './api.ts';
import type { FirmLog } from './firm-log.ts';
import { Refusal } from './problems.ts';
import { heldEpochOf } from './team-keys.ts';
import type { ClientRow } from './view.ts';

const MAX_CLIENTS = 50_000;

export async function clientList(api: Api, firm: FirmLog): Promise<ClientRow[]> {
	const rows = await everyRow((after) => api.vaults(firm.firm, after));
	return Promise.all(rows.map((row) => clientRow(row, firm)));
}

/**
 * A list to its end. @throws Refusal `bad-answer` for a client listed twice and for more clients than a firm can have: the
 * list would have no end.
 */
export async function everyRow(
	fetchPage: (after: VaultId | null) => ReturnType<Api['vaults']>
): Promise<VaultRow[]> {
	const rows: VaultRow[] = [];
	const listed = new Set<VaultId>();
	for (;;) {
		const page = await fetchPage(rows.at(-1)?.vault ?? null);
		for (const { vault } of page.vaults) listed.add(vault);
		rows.push(...page.vaults);
		if (listed.size !== rows.length || rows.length > MAX_CLIENTS) throw new Refusal('bad-answer');
		if (!page.more) return rows;
		if (page.vaults.length === 0) throw new Refusal('bad-answer');
	}
}

async function clientRow(row: VaultRow, firm: FirmLog): Promise<ClientRow> {
	return {
		vault: row.vault,
		name: await labelOf(row, firm),
		files: row.files,
		newFiles: row.newFiles,
		status: row.members > 0 ? 'joined' : row.pendingInvites > 0 ? 'invited' : 'empty',
		lastAt: row.lastAt,
		lastKind: row.lastKind,
		lastByStaff: isStaff(row.lastBy, firm)
	};
}

/** A client's name, from the label in a row. */
export async function labelOf(row: VaultRow, firm: FirmLog): Promise<string> {
	const team = teamIdFrom(row.labelTeam);
	const held = heldEpochOf(firm.teams, team, row.labelTeamEpoch);
	if (!held) return 'Name not readable';
	const place = {
		firm: firm.firm,
		vault: row.vault,
		team,
		teamEpoch: row.labelTeamEpoch,
		sender: row.labelSender
	};
	try {
		return await openLabel(held.keys.labels, place, row.label);
	} catch (error) {
		if (error instanceof CryptoError) return 'Name not readable';
		throw error;
	}
}

function isStaff(author: Parameters<typeof userIdFrom>[0], firm: FirmLog): boolean {
	if (author.length !== 32) return false;
	const id: UserId = userIdFrom(author);
	return firm.state.staff.has(id);
}
