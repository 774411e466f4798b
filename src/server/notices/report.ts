/** How mail is doing, for the administrators of a firm: of failures only those of the firm's own people, and no address. */
import type { MailReport } from '../../contract/notices.ts';
import type { FirmId, UserId, VaultId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import { refuse } from '../http/refusal.ts';
import type { OfStaff } from '../http/access.ts';
import { lettersIn } from '../mail/letters.ts';
import type { Services } from '../services.ts';
import { count, countOf } from './counts.ts';
import { readLine } from './line-state.ts';
import { requireMail, sendNow } from './send-now.ts';
import { readSettings } from './settings-store.ts';

const SHOWN = 10;
const TESTS_A_DAY = 10;

export const waitingOfFirm = writtenOut<{ waiting: number }>(`
	SELECT count(DISTINCT n.user) AS waiting FROM notices n JOIN vaults v ON v.id = n.vault WHERE v.firm = ?`);

/** One row a failure: `vault` is null for staff. */
const failuresOfFirm = writtenOut<{
	at: number;
	reason: MailReport['failures'][number]['reason'];
	vault: VaultId | null;
}>(`
	SELECT f.at, f.reason, min(v.id) AS vault FROM mail_failures f
		LEFT JOIN vault_members m ON m.user = f.user
		LEFT JOIN vaults v ON v.id = m.vault AND v.firm = ?
		WHERE v.id IS NOT NULL OR EXISTS (SELECT 1 FROM staff s WHERE s.firm = ? AND s.user = f.user)
		GROUP BY f.id ORDER BY f.id DESC LIMIT ?`);

export async function mailReportOf(
	{ config, db }: Pick<Services, 'config' | 'db'>,
	firm: FirmId
): Promise<MailReport> {
	if (config.mail === null)
		return { state: 'off', since: null, reason: null, waiting: 0, failures: [] };
	const line = await readLine(db);
	const [counted] = await waitingOfFirm.rows(db, firm);
	return {
		state: line?.state ?? 'untried',
		since: line?.since ?? null,
		reason: line?.reason ?? null,
		waiting: counted?.waiting ?? 0,
		failures: await failuresOfFirm.rows(db, firm, firm, SHOWN)
	};
}

/** To the administrator's own confirmed address and to no other. */
export async function sendTest(services: Services, { user }: OfStaff): Promise<void> {
	const mail = requireMail(services);
	const { db, now } = services;
	const { address: to, language } = await confirmedAddress(db, user);
	if ((await countOf(db, user, 'test', now())) >= TESTS_A_DAY) refuse('mail-tests-used-up');
	await sendNow(services, lettersIn(language).test(mail), to);
	// Tries that failed are not counted: they are what tests are for.
	await db.transaction().execute((tx) => count(tx, user, 'test', now()));
}

async function confirmedAddress(db: Db, user: UserId) {
	const { address = null, language } = (await readSettings(db, user)) ?? {};
	return { address: address ?? refuse('mail-unconfirmed'), language };
}
