/** How many mails a day a person is sent, and a firm causes. Days are those of UTC; old ones are swept away. */
import type { FirmId, UserId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';

type What = Tables['mail_counts']['what'];
type Counted = UserId | FirmId;

const DAY_MS = 24 * 60 * 60 * 1000;
const dayOf = (now: number): number => Math.floor(now / DAY_MS);

export const nextDay = (now: number): number => (dayOf(now) + 1) * DAY_MS;

export async function countOf(db: Db, counted: Counted, what: What, now: number): Promise<number> {
	const found = await db
		.selectFrom('mail_counts')
		.select('sent')
		.where('counted', '=', counted)
		.where('what', '=', what)
		.where('day', '=', dayOf(now))
		.executeTakeFirst();
	return found?.sent ?? 0;
}

export async function count(tx: Tx, counted: Counted, what: What, now: number): Promise<void> {
	await tx
		.insertInto('mail_counts')
		.values({ counted, what, day: dayOf(now), sent: 1 })
		.onConflict((conflict) =>
			conflict
				.columns(['counted', 'what', 'day'])
				.doUpdateSet((row) => ({ sent: row('mail_counts.sent', '+', 1) }))
		)
		.execute();
}

/** Counts one more, unless `most` were counted that day: then nothing changes. */
export async function countUpTo(
	tx: Tx,
	{
		counted,
		what,
		most
	}: { readonly counted: Counted; readonly what: What; readonly most: number },
	now: number
): Promise<boolean> {
	if ((await countOf(tx, counted, what, now)) >= most) return false;
	await count(tx, counted, what, now);
	return true;
}

export async function sweepCounts(db: Db, now: number): Promise<void> {
	await db
		.deleteFrom('mail_counts')
		.where('day', '<', dayOf(now) - 1)
		.execute();
}
