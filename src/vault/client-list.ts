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
	const rows: ClientRow[] = [];
	const listed = new Set<VaultId>();
	let after: VaultRow['vault'] | null = null;
	for (;;) {
		const page: Awaited<ReturnType<Api['vaults']>> = await api.vaults(firm.firm, after);
		for (const { vault } of page.vaults) listed.add(vault);
		rows.push(...(await Promise.all(page.vaults.map((row) => clientRow(row, firm)))));
		// A client listed twice, or more clients than a firm can have: the list would have no end.
		if (listed.size !== rows.length || rows.length > MAX_CLIENTS) throw new Refusal('bad-answer');
		if (!page.more) return rows;
		const last = page.vaults.at(-1);
		if (!last) throw new Refusal('bad-answer');
		after = last.vault;
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
