/**
 * New keys for oneself (protocol.md sections 7, 9 and 10): a new identity takes the place of the old one in the firm
 * log or in all of the person's vaults, and in the account. All of it happens, or none.
 */
import { z } from 'zod';
import { firmPayloads, vaultPayloads } from '../../contract/log.ts';
import type { FirmId, Raw, UserId, VaultId } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import { spendCeremony } from '../ceremonies/ceremony-store.ts';
import { verifyAssertion, type Assertion } from '../ceremonies/passkey-verification.ts';
import type { Db, Tx } from '../db/database.ts';
import type { LogMoved } from '../events/readers.ts';
import { firmsOfStaff } from '../firms/firm-store.ts';
import { replaceStaff } from '../firms/replace-staff.ts';
import { refuse } from '../http/refusal.ts';
import { readEntry, readStatement, requireAuthor, requireLog } from '../logs/incoming-entry.ts';
import { requireSignedBy, requireSuccessionProof } from '../logs/signatures.ts';
import type { Services } from '../services.ts';
import { appendRekeyedMember, vaultsOfMember } from '../vaults/members.ts';
import { findPasskey, signingKeyOf } from './account-store.ts';
import { requireBundleOf } from './new-account.ts';
import { beginSession, type SignedIn, type Visitor } from './sign-in.ts';
import { handOver, insertSuccessor, type RekeyRequest } from './successor.ts';

const rekeyed = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('staff.rekeyed'), payload: firmPayloads['staff.rekeyed'] }),
	z.strictObject({ kind: z.literal('member.rekeyed'), payload: vaultPayloads['member.rekeyed'] })
]);
type Said = z.output<typeof rekeyed>;
interface Succession {
	readonly entry: ParsedEntry;
	readonly said: Said;
}

export async function rekey(
	services: Services,
	former: UserId,
	request: RekeyRequest,
	visitor: Visitor
): Promise<SignedIn> {
	const { db, events } = services;
	const isStaff = (await firmsOfStaff(db, former)).length > 0;
	if (isStaff && request.recovery === null) refuse('recovery-required');
	const successions = await readSuccessions(services, former, request);
	const passkey = await verifyOwnPasskey(services, former, request.assertion);
	const now = services.now();
	const { signedIn, ended } = await db.transaction().execute(async (tx) => {
		await spendCeremony(tx, request.assertion.ceremony);
		await requireEveryPlace(tx, former, successions);
		await insertSuccessor(tx, request, signingKeyIn(successions), now);
		for (const one of successions) await appendSuccession(tx, former, request.userId, one, now);
		const ended = await handOver(tx, former, request, passkey, now);
		return { signedIn: await beginSession(tx, request.userId, visitor, now), ended };
	});
	for (const session of ended) events.endSession(session);
	for (const { entry } of successions) events.publish(movedBy(entry));
	return signedIn;
}

/** The firm's log first: entries of vaults are judged by what it says by then. */
async function readSuccessions(
	services: Services,
	former: UserId,
	request: RekeyRequest
): Promise<Succession[]> {
	const signingKey = await signingKeyOf(services.db, former);
	const read: Succession[] = [];
	for (const { vault, entry: bytes } of request.entries) {
		const entry = await readEntry(bytes, services.now());
		requireLog(entry, entry.header.firm, vault);
		requireAuthor(entry, 'user', former);
		requireSignedBy(entry, signingKey);
		if (entry.header.blobs.length > 0) refuse('entry-refused');
		const said = readStatement(entry, rekeyed);
		if ((said.kind === 'staff.rekeyed') !== (vault === null)) refuse('entry-refused');
		await requireSuccessor(entry, said, former, request.userId);
		read.push({ entry, said });
	}
	return read.toSorted(firmFirst);
}

const firmFirst = (a: Succession, b: Succession): number =>
	Number(a.entry.header.vault !== null) - Number(b.entry.header.vault !== null);

async function requireSuccessor(
	{ header: { firm, vault } }: ParsedEntry,
	{ payload: { bundle, proof } }: Said,
	former: UserId,
	user: UserId
): Promise<void> {
	await requireBundleOf(user, bundle);
	const successor = { user, signing: bundle.signing };
	requireSuccessionProof({ firm, vault, of: former }, successor, proof);
}

/** Every bundle gives the same user id, and so has the same keys. */
const signingKeyIn = ([first]: readonly Succession[]): Raw =>
	first?.said.payload.bundle.signing ?? refuse('entry-refused');

async function verifyOwnPasskey(services: Services, user: UserId, assertion: Assertion) {
	const credential = assertion.response.id;
	const known = await findPasskey(services.db, credential);
	if (known?.user !== user) return refuse('passkey-unknown');
	const { public_key: publicKey, counter } = known;
	return verifyAssertion(services, assertion, { credential, publicKey, counter });
}

/** Wherever the old keys have a place the new ones take it: nobody is left half in. */
async function requireEveryPlace(
	db: Db,
	user: UserId,
	successions: readonly Succession[]
): Promise<void> {
	const given: (FirmId | VaultId)[] = successions.map(
		({ entry: { header } }) => header.vault ?? header.firm
	);
	const places = [...(await firmsOfStaff(db, user)), ...(await vaultsOfMember(db, user))];
	const isEach = new Set(given).size === given.length && places.every((id) => given.includes(id));
	if (!isEach || given.length !== places.length) refuse('entry-refused');
}

async function appendSuccession(
	tx: Tx,
	former: UserId,
	user: UserId,
	{ entry, said }: Succession,
	now: number
): Promise<void> {
	await (said.kind === 'staff.rekeyed'
		? replaceStaff(tx, { former, user }, entry, said.payload, now)
		: appendRekeyedMember(tx, { former, user }, entry, said.payload.epoch, now));
}

const movedBy = ({ header: { firm, vault, seq } }: ParsedEntry): LogMoved =>
	vault === null ? { type: 'firm', firm, seq } : { type: 'vault', firm, vault, seq };
