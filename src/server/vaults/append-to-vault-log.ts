/**
 * Appends to a vault's log what a member or its staff say, and what it means to the index, or neither. A file
 * that is removed loses its bytes after the commit; the journal finishes that if we are stopped in between.
 */
import type { Head } from '../../crypto/entry-header.ts';
import { signingKeyOf } from '../accounts/account-store.ts';
import { finishRemoval } from '../blobs/removals.ts';
import type { OfVault } from '../http/access.ts';
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
import { indexVaultEntry, requireBlobs, requireMaySay, vaultStatement } from './vault-entries.ts';
import { advancePosition } from './vault-position.ts';
import { vaultAccessOf } from './vault-store.ts';

export async function appendToVaultLog(
	services: Services,
	caller: OfVault,
	request: AppendRequest
): Promise<Head> {
	const { firm, vault, user } = caller;
	const entry = await readEntry(request.entry);
	requireLog(entry, firm, vault);
	requireAuthor(entry, 'user', user);
	const statement = readStatement(entry, vaultStatement);
	requireBlobs(entry, statement);
	if (statement.kind === 'member.invited') {
		await requireCapsule(request.capsule, statement.payload.capsuleHash);
	} else if (request.capsule !== null) refuse('entry-refused');
	requireSignedBy(entry, await signingKeyOf(services.db, user));

	const startsEpoch = 'epoch' in statement.payload ? statement.payload.epoch.epoch : null;
	const head = await services.db.transaction().execute(async (tx) => {
		const access = (await vaultAccessOf(tx, vault, user)) ?? refuse('not-found');
		requireMaySay(access.as, statement);
		const appended = await appendEntry(tx, vault, entry, services.now());
		await advancePosition(tx, vault, entry, startsEpoch);
		await indexVaultEntry(tx, { ...caller, ...access }, entry, statement, request.capsule);
		return appended;
	});
	services.events.publish({ type: 'vault', firm, vault, seq: head.seq });
	if (statement.kind === 'file.removed') {
		for (const blob of entry.header.blobs) await finishRemoval(services, blob);
	}
	return head;
}
