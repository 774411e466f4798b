/**
 * Reminders whose day has come. None within the quiet period after anything else that was said to the client, or that the
 * client did: then it waits until that is over. One for each run that was missed is never made up for, so neither an
 * outage nor a clock that jumps makes more than one.
 */
import { QUIET_DAYS } from '../../contract/reminder-terms.ts';
import type { VaultId } from '../../crypto/brands.ts';
import type { Tx } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import type { Services } from '../services.ts';
import { notePush } from '../push/push-waiting.ts';
import { dueAt, nextAtHour } from './due.ts';
import { reachable } from './note-notices.ts';
import { DAY_MS } from './plans.ts';
import { setDue } from './settings-store.ts';

const PLANS_A_RUN = 100;
/** Of a device no time zone is known: day in America, Europe and Africa, evening further east. */
const NOON_OF_MOST = 15;
const QUIET_MS = QUIET_DAYS * DAY_MS;

interface Due {
	vault: VaultId;
	plan: string;
	every: number;
	sent: number;
}

export const duePlans = writtenOut<Due>(`
	SELECT vault, plan, every, sent FROM reminder_plans
	WHERE active = 1 AND missing = 1 AND sent < most AND next_at <= ? ORDER BY next_at LIMIT ?`);

/** The last thing that somebody of this client did here, was told, or is about to be told. */
export const lastNews = writtenOut<{ at: number | null; waits: 0 | 1 }>(`
	SELECT max(
		coalesce((SELECT r.at FROM reminders r WHERE r.vault = m.vault ORDER BY r.at DESC LIMIT 1), 0),
		coalesce((SELECT max(p.last_at) FROM reminder_plans p WHERE p.vault = m.vault), 0),
		coalesce((SELECT t.at FROM vault_told t WHERE t.user = m.user AND t.vault = m.vault), 0),
		coalesce((SELECT e.received_at FROM entries e
			WHERE e.log = m.vault AND e.author = m.user ORDER BY e.seq DESC LIMIT 1), 0),
		coalesce((SELECT max(s.last_seen_at) FROM sessions s WHERE s.user = m.user), 0)
	) AS at,
	EXISTS (SELECT 1 FROM notices n WHERE n.user = m.user AND n.vault = m.vault) AS waits
	FROM vault_members m WHERE m.vault = ?`);

export async function noteDuePlans(services: Services): Promise<void> {
	const { config, db, now } = services;
	if (config.mail === null) return;
	for (const plan of await duePlans.rows(db, now(), PLANS_A_RUN))
		await db.transaction().execute((tx) => noteDue(tx, services, plan));
}

async function noteDue(
	tx: Tx,
	services: Services,
	{ vault, plan, every, sent }: Due
): Promise<void> {
	const now = services.now();
	const later = await quietUntil(tx, vault, now);
	if (later !== null) return setPlan(tx, vault, plan, { next_at: later });
	const people = await reachable(tx, vault, 'members');
	const notice = { vault, what: 'due' as const, seq: 0 };
	const atNoon = { at: nextAtHour(now, NOON_OF_MOST, 'UTC') };
	const devices = await notePush(tx, services, 'members', notice, atNoon);
	if (people.length + devices === 0) return setPlan(tx, vault, plan, { next_at: now + DAY_MS });
	for (const { user, hour, zone, waiting_since } of people) {
		await tx
			.insertInto('notices')
			.values({ user, ...notice })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		// Nobody is woken by what waits for days: it comes at the hour at which this person reads such mail.
		const due = dueAt({ frequency: 'daily', hour, zone }, { since: now, now, waitMs: 0 });
		if (waiting_since === null) await setDue(tx, user, now, due);
	}
	await setPlan(tx, vault, plan, { next_at: now + every * DAY_MS, sent: sent + 1, last_at: now });
}

/** Null: it may go out now. */
async function quietUntil(tx: Tx, vault: VaultId, now: number): Promise<number | null> {
	const rows = await lastNews.rows(tx, vault);
	if (rows.some(({ waits }) => waits === 1)) return now + DAY_MS;
	const until = Math.max(0, ...rows.map(({ at }) => at ?? 0)) + QUIET_MS;
	return until > now ? until : null;
}

async function setPlan(
	tx: Tx,
	vault: VaultId,
	plan: string,
	change: { readonly next_at: number; readonly sent?: number; readonly last_at?: number }
): Promise<void> {
	await tx
		.updateTable('reminder_plans')
		.set(change)
		.where('vault', '=', vault)
		.where('plan', '=', plan)
		.execute();
}
