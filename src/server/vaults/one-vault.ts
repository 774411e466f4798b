/** One row of the list of vaults: what a page shows again when only that vault's log has moved. */
import type { Context } from 'hono';
import * as wire from '../../contract/wire.ts';
import type { VaultId } from '../../crypto/brands.ts';
import { refuse } from '../http/refusal.ts';
import type { Rows } from './list-vaults.ts';

export function readOnlyVault(http: Context): VaultId | null {
	const given = http.req.query('only');
	if (given === undefined) return null;
	const parsed = wire.vaultId.safeParse(given);
	return parsed.success ? parsed.data : refuse('malformed-request');
}

/** `list` answers what comes after a text in the order of ids; right after all of an id but its end comes that id. */
export async function onlyVault(
	vault: VaultId,
	list: (after: string, most: number) => Promise<Rows>
): Promise<Rows> {
	const { vaults } = await list(vault.slice(0, -1), 1);
	return { vaults: vaults.filter((row) => row.vault === vault), more: false };
}
