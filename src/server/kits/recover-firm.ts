/**
 * A firm that lost all its owners goes on (protocol.md section 9): whoever has the recovery kit becomes an owner, in
 * an entry signed by the root key that everybody sees, with new keys for every team.
 */
import { z } from 'zod';
import type { kitRecoverRequest } from '../../contract/api.ts';
import { firmPayloads } from '../../contract/log.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import { insertAccount, requireBundleOf } from '../accounts/new-account.ts';
import {
	beginSession,
	endFormerSession,
	type SignedIn,
	type Visitor
} from '../accounts/sign-in.ts';
import { verifyNewPasskey } from '../ceremonies/passkey-verification.ts';
import type { Tx } from '../db/database.ts';
import { insertStaff, requireFirmEpoch, teamsOfFirm } from '../firms/firm-store.ts';
import { startTeamEpochs } from '../firms/team-epochs.ts';
import { refuse } from '../http/refusal.ts';
import { readEntry, readStatement, requireAuthor, requireLog } from '../logs/incoming-entry.ts';
import { appendEntry } from '../logs/log-store.ts';
import { requireSuccessionProof } from '../logs/signatures.ts';
import type { Services } from '../services.ts';
import { markAllSeen } from '../vaults/newcomers.ts';
import { requireSignedByRoot } from './kit-proof.ts';

type Request = z.output<typeof kitRecoverRequest>;

const escrowStatement = z.strictObject({
	kind: z.literal('escrow.used'),
	payload: firmPayloads['escrow.used']
});
type EscrowUse = z.output<typeof escrowStatement>['payload'];

export async function recoverFirm(
	services: Services,
	request: Request,
	visitor: Visitor
): Promise<SignedIn> {
	const { firm, userId: user } = request;
	if (request.passkeyWrap === null) refuse('passkey-too-weak');
	const entry = await readEntry(request.entry, services.now());
	const payload = await requireEscrowUse(services, entry, request);
	const passkey = await verifyNewPasskey(services, request);
	const now = services.now();
	const signedIn = await services.db.transaction().execute(async (tx) => {
		await insertAccount(tx, request, payload.bundle.signing, passkey, now);
		await appendOwner(tx, entry, request, payload, now);
		return beginSession(tx, user, visitor, now);
	});
	services.events.publish({ type: 'firm', firm, seq: entry.header.seq });
	await endFormerSession(services, visitor);
	return signedIn;
}

async function requireEscrowUse(
	{ db }: Services,
	entry: ParsedEntry,
	{ firm, userId: user }: Request
): Promise<EscrowUse> {
	requireLog(entry, firm, null);
	requireAuthor(entry, 'root', firm);
	const { payload } = readStatement(entry, escrowStatement);
	if (entry.header.blobs.length > 0) refuse('entry-refused');
	await requireSignedByRoot(db, entry);
	const { bundle, proof } = payload;
	await requireBundleOf(user, bundle);
	requireSuccessionProof({ firm, vault: null, of: firm }, { user, signing: bundle.signing }, proof);
	return payload;
}

async function appendOwner(
	tx: Tx,
	entry: ParsedEntry,
	{ firm, userId: user }: Request,
	{ teams }: EscrowUse,
	now: number
): Promise<void> {
	const { seq } = entry.header;
	await appendEntry(tx, firm, entry, now);
	const all = await teamsOfFirm(tx, firm);
	await startTeamEpochs(tx, { firm, seq }, all, teams, { joins: user });
	await requireFirmEpoch(tx, firm, entry);
	await insertStaff(tx, firm, user, 'owner');
	for (const team of all) await markAllSeen(tx, team, user);
}
