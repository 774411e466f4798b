/**
 * Appends to a vault's log what a member or its staff say, and what it means to the index, or neither. A file
 * that is removed loses its bytes after the commit; the journal finishes that if we are stopped in between.
 */
import type { BlobId } from '../../crypto/brands.ts';
import type { Head, ParsedEntry } from '../../crypto/entry-header.ts';
import { signingKeyOf } from '../accounts/account-store.ts';
import { finishRemoval } from '../blobs/removals.ts';
import type { Tx } from '../db/database.ts';
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
import { noteNotices } from '../notices/note-notices.ts';
import type { Services } from '../services.ts';
import {
	indexVaultEntry,
	requireBlobs,
	requireMaySay,
	vaultStatement,
	type VaultStatement
} from './vault-entries.ts';
import { advancePosition, type StartedEpoch } from './vault-position.ts';
import { acceptGrants } from './vault-readers.ts';
import { vaultAccessOf, type VaultAccess } from './vault-store.ts';

export async function appendToVaultLog(
	services: Services,
	caller: OfVault,
	request: AppendRequest
): Promise<Head> {
	const { firm, vault, user } = caller;
	const entry = await readEntry(request.entry, services.now());
	requireLog(entry, firm, vault);
	requireAuthor(entry, 'user', user);
	const statement = readStatement(entry, vaultStatement);
	requireBlobs(entry, statement);
	if (statement.kind === 'member.invited' || statement.kind === 'drop.opened') {
		await requireCapsule(request.capsule, statement.payload.capsuleHash);
	} else if (request.capsule !== null) refuse('entry-refused');
	requireSignedBy(entry, await signingKeyOf(services.db, user));

	const started = startedBy(statement);
	const { head, ended } = await services.db.transaction().execute(async (tx) => {
		const access = await accessOfAuthor(tx, caller, entry);
		requireMaySay(access.as, statement);
		const appended = await appendEntry(tx, vault, entry, services.now());
		await advancePosition(tx, vault, entry, started);
		const as = { ...caller, ...access };
		const ended = await indexVaultEntry(tx, as, entry, statement, request.capsule);
		if (started !== null) await acceptGrants(tx, vault, entry, started.payload);
		const { kind } = statement;
		await noteNotices(tx, services, { vault, user, as: access.as, kind, seq: appended.seq });
		return { head: appended, ended };
	});
	for (const session of ended) services.events.endSession(session);
	services.events.publish({ type: 'vault', firm, vault, seq: head.seq });
	for (const blob of blobsGone(entry, statement)) await finishRemoval(services, blob);
	return head;
}

/** What the entry took away from what is stored. */
function blobsGone(entry: ParsedEntry, { kind, payload }: VaultStatement): readonly BlobId[] {
	if (kind === 'file.removed' || kind === 'files.removed') return entry.header.blobs;
	return kind === 'drop.accepted' || kind === 'drop.discarded' ? [payload.blob] : [];
}

const startedBy = ({ payload }: VaultStatement): StartedEpoch | null =>
	'epoch' in payload ? { payload: payload.epoch, withheld: false } : null;

/** Judged as readers do: by the firm's history that the entry quotes, not by the newest. */
async function accessOfAuthor(
	tx: Tx,
	{ vault, user }: OfVault,
	{ header }: ParsedEntry
): Promise<VaultAccess> {
	const seen = header.firmHead?.seq ?? -1;
	return (await vaultAccessOf(tx, vault, user, seen)) ?? refuse('entry-refused');
}
