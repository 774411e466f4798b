/**
 * "Remind the members of this vault from that day on, every so many days, at most so often, until told otherwise": what a
 * browser of the firm asks for when it makes a checklist, and all that is known here of one. Whoever reads the vault says
 * when nothing is missing any more. Switching off and on again does not begin the count anew.
 */
import type { PlanRequest, ReminderPlans } from '../../contract/reminders.ts';
import type { VaultId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import type { Services } from '../services.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_PLANS = 200;

export async function plansOf({ config, db }: Services, vault: VaultId): Promise<ReminderPlans> {
	const rows = await db
		.selectFrom('reminder_plans')
		.selectAll()
		.where('vault', '=', vault)
		.orderBy('plan')
		.execute();
	return {
		sends: config.mail !== null,
		plans: rows.map(({ plan, active, missing, next_at, every, most, sent, last_at }) => ({
			plan,
			active: active === 1,
			next: Math.floor(next_at / DAY_MS),
			every,
			most,
			sent,
			last: last_at,
			missing: missing === 1
		}))
	};
}

export async function putPlan(
	{ db, now }: Services,
	vault: VaultId,
	plan: string,
	{ active, first, every, most }: PlanRequest
): Promise<void> {
	// The clock of a browser may be wrong: never today, so that a slip of the hand can be put right.
	const next_at = Math.max(first * DAY_MS, (Math.floor(now() / DAY_MS) + 1) * DAY_MS);
	const wanted = { active: active ? (1 as const) : (0 as const), next_at, every, most };
	await db.transaction().execute(async (tx) => {
		const { plans } = await tx
			.selectFrom('reminder_plans')
			.select(({ fn }) => fn.countAll<number>().as('plans'))
			.where('vault', '=', vault)
			.where('plan', '<>', plan)
			.executeTakeFirstOrThrow();
		if (plans >= MOST_PLANS) refuse('too-many-plans');
		await tx
			.insertInto('reminder_plans')
			.values({ vault, plan, missing: 1, ...wanted })
			.onConflict((conflict) => conflict.columns(['vault', 'plan']).doUpdateSet(wanted))
			.execute();
	});
}

/** A plan that is not there needs to know nothing. */
export async function sayMissing(
	{ db }: Services,
	vault: VaultId,
	plan: string,
	isMissing: boolean
): Promise<void> {
	await db
		.updateTable('reminder_plans')
		.set({ missing: isMissing ? 1 : 0 })
		.where('vault', '=', vault)
		.where('plan', '=', plan)
		.execute();
}

export async function removePlan({ db }: Services, vault: VaultId, plan: string): Promise<void> {
	await db
		.deleteFrom('reminder_plans')
		.where('vault', '=', vault)
		.where('plan', '=', plan)
		.execute();
}

/** When each plan of a vault last reminded. */
export async function lastOfPlans(db: Db, vault: VaultId): Promise<number[]> {
	const rows = await db
		.selectFrom('reminder_plans')
		.select('last_at')
		.where('vault', '=', vault)
		.execute();
	return rows.flatMap(({ last_at }) => last_at ?? []);
}
