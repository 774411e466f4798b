/**
 * What is answered when somebody asks for their list of vaults: a page of it, one row, those whose keys are behind, or what moved.
 * Where what moved cannot be told, or is told no faster, the list itself begins.
 */
import type { Context } from 'hono';
import type { z } from 'zod';
import type { vaultsPage } from '../../contract/api.ts';
import type { Db } from '../db/database.ts';
import type { OfReader } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import { listVaults, readAfterVault, readBehind, type Rows } from './list-vaults.ts';
import { movedVaults, reachOf, readSince } from './moved-vaults.ts';
import { onlyVault, readOnlyVault } from './one-vault.ts';

type Page = z.input<typeof vaultsPage>;

export async function answerVaults(db: Db, reader: OfReader, http: Context): Promise<Page> {
	const [after, behind, only] = [readAfterVault(http), readBehind(http), readOnlyVault(http)];
	const since = readSince(http);
	if (since !== null && (after !== null || behind || only !== null)) refuse('malformed-request');
	const reach = await reachOf(db, reader);
	const { moved, total } = reach;
	const isTold = reader.isStaff && since !== null && since <= moved && since >= reach.all_moved;
	if (isTold) return { since, total, ...(await movedVaults(db, reader, since, reach)) };
	const list = (from: string | null, most?: number): Promise<Rows> =>
		listVaults(db, reader, { after: from, behind, ...(most === undefined ? {} : { most }) });
	const rows = await (only === null ? list(after) : onlyVault(only, list));
	return { since: null, moved, total, ...rows };
}
