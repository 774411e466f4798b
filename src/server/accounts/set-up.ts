/**
 * Set-up: the first firm, its owner and the genesis of its log, all or nothing. The genesis is signed by the root
 * key of the printed kit, and the firm's id is the hash of what it states (protocol.md sections 6 and 9).
 */
import { z } from 'zod';
import type { setupRequest } from '../../contract/api.ts';
import { firmPayloads } from '../../contract/log.ts';
import type { FirmId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import { hashOf } from '../../crypto/hash.ts';
import { firmIdFrom } from '../../crypto/ids.ts';
import { verifyNewPasskey } from '../ceremonies/passkey-verification.ts';
import { insertStaff, insertTeam, insertTeamMember } from '../firms/firm-store.ts';
import { refuse } from '../http/refusal.ts';
import { readEntry, readStatement, requireAuthor, requireLog } from '../logs/incoming-entry.ts';
import { beginLog } from '../logs/log-store.ts';
import { requireSignedBy } from '../logs/signatures.ts';
import type { Services } from '../services.ts';
import { insertAccount, requireBundleOf } from './new-account.ts';
import { requireSetupToken, spendSetupToken } from './setup-token.ts';
import { beginSession, type SignedIn, type Visitor } from './sign-in.ts';

const genesisStatement = z.strictObject({
	kind: z.literal('firm.genesis'),
	payload: firmPayloads['firm.genesis']
});
type Genesis = z.output<typeof genesisStatement>['payload'];

export async function setUp(
	services: Services,
	request: z.output<typeof setupRequest>,
	visitor: Visitor
): Promise<SignedIn> {
	const { db } = services;
	await requireSetupToken(db, request.token);
	if (request.passkeyWrap === null) refuse('passkey-too-weak');
	const entry = await readEntry(request.genesis, services.now());
	const { payload } = readStatement(entry, genesisStatement);
	const firm = await requireGenesis(entry, payload, request.userId);
	await requireBundleOf(request.userId, payload.owner);
	const passkey = await verifyNewPasskey(services, request);
	const now = services.now();
	return db.transaction().execute(async (tx) => {
		await spendSetupToken(tx, request.token);
		await insertAccount(tx, request, payload.owner.signing, passkey, now);
		await tx.insertInto('firms').values({ id: firm, created_at: now }).execute();
		await beginLog(tx, firm, firm, entry, now);
		await insertStaff(tx, firm, request.userId, 'owner');
		await insertTeam(tx, firm, payload.team);
		await insertTeamMember(tx, payload.team.id, request.userId, 0);
		return beginSession(tx, request.userId, visitor, now);
	});
}

async function requireGenesis(
	entry: ParsedEntry,
	{ root, escrow, team }: Genesis,
	owner: string
): Promise<FirmId> {
	const firm = firmIdFrom(await hashOf('firm-id', root, escrow));
	requireLog(entry, firm, null);
	requireAuthor(entry, 'root', firm);
	requireSignedBy(entry, root);
	const isForOwner = team.members.length === 1 && team.members[0]?.user === owner;
	const isFirstEpoch = entry.header.epoch === 1 && team.epoch === 1 && team.previous === null;
	if (!isForOwner || !isFirstEpoch || entry.header.blobs.length > 0) refuse('entry-refused');
	return firm;
}
