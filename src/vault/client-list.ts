/** The staff's list of clients. Names open with the team's key; everything else in a row is the server's hint. */
import type { UserId } from '../crypto/brands.ts';
import { CryptoError } from '../crypto/errors.ts';
import { teamIdFrom, userIdFrom } from '../crypto/ids.ts';
import { openLabel } from '../crypto/team.ts';
import type { VaultRow } from '../contract/api.ts';
import type { Api } from './api.ts';
import type { FirmLog } from './firm-log.ts';
import { Refusal } from './problems.ts';
import type { ClientRow } from './view.ts';

export async function clientList(api: Api, firm: FirmLog): Promise<ClientRow[]> {
	const rows: ClientRow[] = [];
	let after: VaultRow['vault'] | null = null;
	for (;;) {
		const page: Awaited<ReturnType<Api['vaults']>> = await api.vaults(firm.firm, after);
		rows.push(...(await Promise.all(page.vaults.map((row) => clientRow(row, firm)))));
		const last = page.vaults.at(-1);
		if (!page.more) return rows;
		if (!last || last.vault === after) throw new Refusal('bad-answer');
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

async function labelOf(row: VaultRow, firm: FirmLog): Promise<string> {
	const team = teamIdFrom(row.labelTeam);
	const held = firm.teams.get(team);
	if (held?.epoch !== row.labelTeamEpoch) return 'Name not readable';
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
