/**
 * "Remind the client": staff press, and whoever of that client can be reached is told that something waits, with the next
 * mail they chose to get. Not twice in three days and not without end, so that nobody learns to look away.
 */
import type { ReminderState } from '../../contract/notices.ts';
import type { UserId, VaultId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import type { OfVault } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import { notePush, withDevices } from '../push/push-waiting.ts';
import type { Services } from '../services.ts';
import { countUpTo } from './counts.ts';
import { addWaiting, reachable } from './note-notices.ts';
import { lastOfPlans } from './plans.ts';
import { requireMail } from './send-now.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const QUIET_MS = 3 * DAY_MS;
const MONTH_MS = 30 * DAY_MS;
const MONTHLY = 5;
/** By one person of the firm, for all clients together. */
const DAILY = 200;

export async function reminderStateOf(services: Services, vault: VaultId): Promise<ReminderState> {
	const { config, db, now } = services;
	const sends = config.mail !== null;
	const people = sends ? await reachable(db, vault, 'members') : [];
	const onDevices = sends ? await withDevices(services, vault) : [];
	const past = await pastReminders(db, vault, now());
	return {
		sends,
		reachable: new Set([...people.map(({ user }) => user), ...onDevices]).size,
		last: past.at(-1) ?? null,
		next: nextAfter(past, now())
	};
}

export async function remind(services: Services, { user, vault }: OfVault): Promise<void> {
	const { waitMs } = requireMail(services);
	const now = services.now();
	await services.db.transaction().execute(async (tx) => {
		const people = (await reachable(tx, vault, 'members')).filter((one) => one.user !== user);
		const notice = { vault, what: 'reminder' as const, seq: 0 };
		const devices = await notePush(tx, services, 'members', notice, { except: user });
		if (people.length + devices === 0) refuse('nobody-to-remind');
		await countReminder(tx, { vault, user }, now);
		for (const one of people) await addWaiting(tx, one, notice, now, waitMs);
	});
}

async function countReminder(
	tx: Tx,
	{ vault, user }: { readonly vault: VaultId; readonly user: UserId },
	now: number
): Promise<void> {
	const past = await pastReminders(tx, vault, now);
	if (past.some((at) => at > now - QUIET_MS)) refuse('reminded-lately');
	const limit = { counted: user, what: 'reminder' as const, most: DAILY };
	if (past.length >= MONTHLY || !(await countUpTo(tx, limit, now))) refuse('reminders-used-up');
	await tx.insertInto('reminders').values({ vault, at: now, sender: user }).execute();
}

async function pastReminders(db: Db, vault: VaultId, now: number): Promise<number[]> {
	const rows = await db
		.selectFrom('reminders')
		.select('at')
		.where('vault', '=', vault)
		.where('at', '>', now - MONTH_MS)
		.orderBy('at')
		.execute();
	const bySelf = await lastOfPlans(db, vault);
	return [...rows.map(({ at }) => at), ...bySelf.filter((at) => at > now - MONTH_MS)].sort(
		(a, b) => a - b
	);
}

/** Null: one may be sent now. */
function nextAfter(past: readonly number[], now: number): number | null {
	const quiet = (past.at(-1) ?? -QUIET_MS) + QUIET_MS;
	const room = past.length < MONTHLY ? 0 : (past.at(-MONTHLY) ?? 0) + MONTH_MS;
	const next = Math.max(quiet, room);
	return next > now ? next : null;
}
