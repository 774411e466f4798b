/**
 * What waits to be told to a person whose time has come: only what they have not seen and may still see. Taking it is one
 * transaction, and of two that take the same only one gets it.
 */
import type { Language } from '../../contract/language.ts';
import type { FirmId, UserId, VaultId } from '../../crypto/brands.ts';
import type { Db, Tx } from '../db/database.ts';
import type { NoticeOf } from '../db/tables.ts';
import { writtenOut } from '../db/written-out.ts';
import { count } from './counts.ts';
import { dueAt } from './due.ts';
import { readSettings, setDue } from './settings-store.ts';
import { STILL_TELLS } from './still-tells.ts';

interface Row {
	vault: VaultId;
	what: NoticeOf;
	seq: number;
	firm: FirmId;
	/** They have not seen it, and the vault is still theirs to open. */
	tells: 0 | 1;
}

export interface Waiting {
	readonly user: UserId;
	readonly address: string;
	readonly language: Language;
	readonly offToken: string;
	/** How often the mail server has put it off. */
	readonly tries: number;
	readonly rows: readonly Row[];
	readonly firms: readonly FirmId[];
	readonly isReminder: boolean;
}

export const dueQuery = writtenOut<{ user: UserId }>(`
	SELECT user FROM mail_settings WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at LIMIT ?`);

export const waitingQuery = writtenOut<Row>(`
	SELECT n.vault, n.what, n.seq, v.firm, ${STILL_TELLS} AS tells
	FROM notices n JOIN vaults v ON v.id = n.vault WHERE n.user = ?`);

/** Null where nothing is to be told, and then nothing waits any more. */
export function findWaiting(db: Db, user: UserId): Promise<Waiting | null> {
	return db.transaction().execute(async (tx) => {
		const settings = await readSettings(tx, user);
		const rows = await waitingQuery.rows(tx, user);
		const told = rows.filter(({ tells }) => tells === 1);
		const address = settings?.address ?? null;
		const isOff = settings === undefined || settings.frequency === 'off';
		if (isOff || address === null || settings.refused_at !== null || told.length === 0) {
			await take(tx, user, rows);
			return null;
		}
		return {
			user,
			address,
			language: settings.language,
			offToken: settings.off_token,
			tries: settings.tries,
			rows,
			firms: [...new Set(told.map(({ firm }) => firm))],
			isReminder: told.every(({ what }) => what === 'reminder' || what === 'due')
		};
	});
}

/** Whether it was still there, wanted, and to be sent to that address: then it waits no more, and is counted. */
export function takeWaiting(
	db: Db,
	waiting: Waiting,
	{ now, waitMs }: { readonly now: number; readonly waitMs: number }
): Promise<boolean> {
	const { user, address, rows, firms } = waiting;
	return db.transaction().execute(async (tx) => {
		const settings = await readSettings(tx, user);
		if (settings?.address !== address || settings.frequency === 'off') return false;
		if (!(await take(tx, user, rows))) return false;
		const told = rows.filter(({ tells }) => tells === 1);
		for (const vault of new Set(told.map((row) => row.vault))) await noteTold(tx, user, vault, now);
		for (const counted of [user, ...firms]) await count(tx, counted, 'notice', now);
		// What came while the mail was made ready waits from now on.
		if (await hasNotices(tx, user))
			await setDue(tx, user, now, dueAt(settings, { since: now, now, waitMs }));
		return true;
	});
}

const noteTold = (tx: Tx, user: UserId, vault: VaultId, at: number) =>
	tx
		.insertInto('vault_told')
		.values({ user, vault, at })
		.onConflict((conflict) => conflict.columns(['user', 'vault']).doUpdateSet({ at }))
		.execute();

/** Exactly what was found; what came meanwhile stays. Whether anything that tells was still there. */
async function take(tx: Tx, user: UserId, rows: readonly Row[]): Promise<boolean> {
	let toldAny = false;
	for (const { vault, what, seq, tells } of rows) {
		const taken = await takeQuery.rows(tx, user, vault, what, seq, seq);
		toldAny ||= tells === 1 && taken.length > 0;
	}
	await endIfNoneWaits(tx, user);
	return toldAny;
}

const takeQuery = writtenOut<{ seq: number }>(`
	DELETE FROM notices WHERE user = ? AND vault = ? AND what = ? AND seq <= ?
		AND (what <> 'message' OR seq = ?) RETURNING seq`);

/** Then nothing is due. */
export async function endIfNoneWaits(tx: Tx, user: UserId): Promise<void> {
	if (await hasNotices(tx, user)) return;
	const nothing = { waiting_since: null, due_at: null };
	await tx.updateTable('mail_settings').set(nothing).where('user', '=', user).execute();
}

async function hasNotices(tx: Tx, user: UserId): Promise<boolean> {
	const found = await tx
		.selectFrom('notices')
		.select('vault')
		.where('user', '=', user)
		.limit(1)
		.executeTakeFirst();
	return found !== undefined;
}

/** The mail server took its word back after the text was sent: it waits again, but for a message that was taken back meanwhile. */
export function putBack(db: Db, { user, rows }: Waiting, now: number): Promise<void> {
	return db.transaction().execute(async (tx) => {
		const settings = await readSettings(tx, user);
		if (settings === undefined || settings.frequency === 'off') return;
		for (const { vault, what, seq } of rows) {
			if (what === 'message' && (await isTakenBack(tx, vault, seq))) continue;
			await tx
				.insertInto('notices')
				.values({ user, vault, what, seq })
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		}
		if (!(await hasNotices(tx, user))) return;
		const since = settings.waiting_since ?? now;
		await setDue(tx, user, since, dueAt(settings, { since, now, waitMs: 0 }));
	});
}

async function isTakenBack(tx: Tx, vault: VaultId, seq: number): Promise<boolean> {
	const entry = await tx
		.selectFrom('entries')
		.select('taken_back')
		.where('log', '=', vault)
		.where('seq', '=', seq)
		.executeTakeFirst();
	return entry?.taken_back === 1;
}

export async function putOff(db: Db, user: UserId, tries: number, due: number): Promise<void> {
	await db
		.updateTable('mail_settings')
		.set({ tries, due_at: due })
		.where('user', '=', user)
		.where('due_at', 'is not', null)
		.execute();
}
