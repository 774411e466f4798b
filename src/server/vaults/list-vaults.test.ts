import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { firmIdFrom, userIdFrom } from '../../crypto/ids.ts';
import { randomBytes } from '../../crypto/random.ts';
import { openDatabase } from '../db/database.ts';
import { pageQuery } from './list-vaults.ts';

test.each([false, true])(
	'the list reads no table from end to end (only behind: %s)',
	async (behind) => {
		const { db, close } = openDatabase(':memory:');
		const asked = { after: null, behind };
		const query = pageQuery(firmIdFrom(randomBytes(32)), userIdFrom(randomBytes(32)), asked, 1);
		const { rows } = await sql<{ detail: string }>`EXPLAIN QUERY PLAN ${query}`.execute(db);
		const steps = rows.map(({ detail }) => detail);
		expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([]);
		const byEpoch = 'SEARCH vt USING COVERING INDEX vault_teams_by_epoch (team=? AND epoch<?)';
		expect(steps.includes(byEpoch)).toBe(behind);
		close();
	}
);
