/** What the endpoints behind lists ask, looked at by SQLite's own plan: their cost is that of the page they answer. */
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sessionQuery } from '../accounts/session-store.ts';
import { clientOfQuery } from '../firms/firm-store.ts';
import { logPageQuery } from '../logs/log-store.ts';
import { dueInvitesQuery } from '../notices/invite-post.ts';
import { waitingOfMessage } from '../notices/note-notices.ts';
import { duePlans, lastNews } from '../notices/plans-due.ts';
import { dueDevices } from '../push/push-run.ts';
import { pushOfMessage, pushWaiting } from '../push/push-waiting.ts';
import { dueQuery, waitingQuery } from '../notices/waiting.ts';
import {
	memberPage,
	memberPageBehind,
	staffMoved,
	staffPage,
	staffPageBehind
} from '../vaults/list-vaults.ts';
import { reachQuery } from '../vaults/moved-vaults.ts';
import { accessQuery } from '../vaults/vault-store.ts';
import { migrate } from './migrate.ts';

const steps = z.array(z.object({ detail: z.string() }));

function planOf({ text }: { text: string }): string[] {
	const sqlite = new Sqlite(':memory:');
	migrate(sqlite);
	const values = Array.from(text.matchAll(/\?/gu), () => 'x');
	const plan = steps.parse(sqlite.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values));
	sqlite.close();
	return plan.map(({ detail }) => detail);
}

const asked = {
	sessionQuery,
	clientOfQuery,
	accessQuery,
	logPageQuery,
	staffPage,
	staffPageBehind,
	staffMoved,
	reachQuery,
	memberPage,
	memberPageBehind,
	dueQuery,
	waitingQuery,
	waitingOfMessage,
	pushOfMessage,
	duePlans,
	lastNews,
	dueInvitesQuery,
	dueDevices,
	pushWaiting
};

test.each(Object.entries(asked))(
	'%s reads no table from end to end and sorts nothing',
	(_, query) => {
		const plan = planOf(query);
		// What a subquery has found, which is a page at most, may be gone through.
		const scans = plan.filter(
			(step) => step.startsWith('SCAN') && !step.startsWith('SCAN (subquery')
		);
		expect(scans).toEqual([]);
		expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
	}
);

test('whether somebody is a client of a firm is asked of their own vaults', () => {
	expect(planOf(clientOfQuery)[0]).toBe(
		'SEARCH mine USING COVERING INDEX vault_members_by_user (user=?)'
	);
});

test.each([
	['staff', staffPage, 'SEARCH v USING INDEX vaults_by_firm (firm=? AND id>?)'],
	[
		'staff, of what moved,',
		staffMoved,
		'SEARCH v USING INDEX vaults_by_moved (firm=? AND moved>?)'
	],
	[
		'members',
		memberPage,
		'SEARCH mine USING COVERING INDEX vault_members_by_user (user=? AND vault>?)'
	]
])('the list of %s is walked in order from where the page starts', (_, query, walk) => {
	expect(planOf(query)[0]).toBe(walk);
});

test.each([staffPageBehind, memberPageBehind])(
	'vaults that are behind come from their own index',
	(query) => {
		const byEpoch = 'SEARCH vt USING COVERING INDEX vault_teams_by_epoch (team=? AND epoch<?)';
		expect(planOf(query)).toContain(byEpoch);
	}
);

test.each([staffPage, memberPage])('new messages are counted from their own index', (query) => {
	expect(planOf(query)).toContain(
		'SEARCH m USING COVERING INDEX entries_messages (log=? AND seq>?)'
	);
});

test('a page of a log is a range of it, cut to its bytes from that range alone', () => {
	expect(planOf(logPageQuery)).toContain(
		'SEARCH entries USING INDEX sqlite_autoindex_entries_1 (log=? AND seq>? AND seq<?)'
	);
});
