/** Appends what an owner or admin says to the firm log, and what it means to the index, or neither. */
import type { Head } from '../../crypto/entry-header.ts';
import { signingKeyOf } from '../accounts/account-store.ts';
import type { OfStaff } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import {
	readEntry,
	readStatement,
	requireAuthor,
	requireCapsule,
	requireLog,
	type AppendRequest
} from '../logs/incoming-entry.ts';
import { appendEntry } from '../logs/log-store.ts';
import { requireSignedBy } from '../logs/signatures.ts';
import type { Services } from '../services.ts';
import { firmStatement, indexFirmEntry, requireMaySay } from './firm-entries.ts';
import { firmRoleOf, requireFirmEpoch } from './firm-store.ts';

export async function appendToFirmLog(
	services: Services,
	{ firm, user }: OfStaff,
	request: AppendRequest
): Promise<Head> {
	const entry = await readEntry(request.entry, services.now());
	requireLog(entry, firm, null);
	requireAuthor(entry, 'user', user);
	const statement = readStatement(entry, firmStatement);
	if (entry.header.blobs.length > 0) refuse('entry-refused');
	if (statement.kind === 'staff.invited') {
		await requireCapsule(request.capsule, statement.payload.capsuleHash);
	} else if (request.capsule !== null) refuse('entry-refused');
	requireSignedBy(entry, await signingKeyOf(services.db, user));

	const { head, ended } = await services.db.transaction().execute(async (tx) => {
		requireMaySay(await firmRoleOf(tx, firm, user), statement);
		const appended = await appendEntry(tx, firm, entry, services.now());
		const ended = await indexFirmEntry(tx, { firm, user }, entry, statement, request.capsule);
		await requireFirmEpoch(tx, firm, entry);
		return { head: appended, ended };
	});
	for (const session of ended) services.events.endSession(session);
	services.events.publish({ type: 'firm', firm, seq: head.seq });
	return head;
}
