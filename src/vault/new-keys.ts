/**
 * New keys for a person whose old ones may be in other hands: a new account key, identity and user id, signed into the
 * firm's log (staff) or into each of their vaults (clients) by the old identity. Only the passkey in use goes on.
 */
import type { UserId, VaultId, WordsEntropy } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import type { Bundle, Identity } from '../crypto/identity.ts';
import { toWire } from '../contract/wire.ts';
import {
	accountRecord,
	newAccount,
	passkeyWrap,
	recoveryRecord,
	type OpenAccount,
	type PasskeyResult
} from './account.ts';
import { directoryList } from './directory.ts';
import { earlierWraps } from './epoch-keys.ts';
import type { FirmLog } from './firm-log.ts';
import type { Team } from './firm-state.ts';
import { successionProof } from './joining.ts';
import type { Keyring } from './keyring.ts';
import { memberKeys, startEpochs } from './leaving.ts';
import { nextEpoch } from './next-epoch.ts';
import { Refusal } from './problems.ts';
import type { Session } from './session.ts';
import { teamsWith } from './team-epochs.ts';
import { earlierOfTeams } from './team-keys.ts';
import type { VaultLog } from './vault-log.ts';

/**
 * The request without its ceremony answer, and the account it makes.
 * @throws Refusal `words-missing` for staff without new recovery words, `passkey-cannot-unlock`
 */
export async function prepareNewKeys(
	session: Session,
	passkey: PasskeyResult,
	words: WordsEntropy | null,
	time: number
): Promise<{ account: OpenAccount; request: Record<string, unknown> }> {
	if (!passkey.prf) throw new Refusal('passkey-cannot-unlock');
	const isStaff = session.role === 'staff';
	if (isStaff && !words) throw new Refusal('words-missing');
	const { key, identity } = await newAccount();
	const { userId } = identity;
	for (const firm of session.firms) await firm.sync();
	const entries = isStaff
		? [{ vault: null, entry: await staffRekeyed(session, identity, time) }]
		: await membersRekeyed(session, identity, time);
	const keyring = keyringOf(session);
	return {
		account: { key, identity, keyring, keyringVersion: 0 },
		request: {
			passkeyWrap: await passkeyWrap(passkey, userId, key),
			...(await accountRecord(key, identity, keyring)),
			recovery: words && (await recoveryRecord(words, userId, key)),
			entries: entries.map(({ vault, entry }) => ({ vault, entry: toWire(entry.bytes) }))
		}
	};
}

/** The heads before the change: the next sync must contain them. */
const keyringOf = ({ memberships, heads }: Session): Keyring => ({ firms: memberships, heads });

async function staffRekeyed(session: Session, next: Identity, time: number): Promise<ParsedEntry> {
	const { firm, userId: from } = session;
	const { state } = firm;
	const staff = new Map(state.staff).set(next.userId, { ...staffOf(firm, from), ...next });
	const renamed = (id: UserId) => (id === from ? next.userId : id);
	const teams = teamsWith(state, from);
	const withNewKeys = ({ members }: Team) =>
		memberKeys({ staff }, [...members.keys()].map(renamed));
	const started = await startEpochs(firm, from, teams, withNewKeys, true);
	const succession = { firm: firm.firm, vault: null, from };
	return firm.compose(
		{
			kind: 'staff.rekeyed',
			payload: {
				bundle: { ...next.bundle },
				earlier: await earlierOfTeams(firm, teams, next.kem.publicKey, from),
				proof: successionProof(next, succession),
				teams: started.payloads
			},
			body: null,
			...started.draft
		},
		time
	);
}

function staffOf({ state }: FirmLog, user: UserId) {
	const staff = state.staff.get(user);
	if (!staff) throw new Refusal('not-allowed');
	return staff;
}

async function membersRekeyed(session: Session, next: Identity, time: number) {
	const entries = [];
	for (const id of session.ownVaults) {
		const vault = await stillMine(session, id);
		if (!vault) continue;
		entries.push({ vault: id, entry: await memberRekeyed(session.userId, vault, next, time) });
	}
	return entries;
}

/** Null for a vault that the firm took this person out of. */
async function stillMine(session: Session, id: VaultId): Promise<VaultLog | null> {
	try {
		return await session.vault(id);
	} catch (error) {
		if (error instanceof Refusal && error.code === 'not-found') return null;
		throw error;
	}
}

async function memberRekeyed(
	from: UserId,
	vault: VaultLog,
	next: Identity,
	time: number
): Promise<ParsedEntry> {
	const { state, firm } = vault;
	const members = new Map<UserId, { bundle: Bundle }>(state.members);
	members.delete(from);
	members.set(next.userId, next);
	const author = { kind: 'user' as const, id: from };
	const readers = { ...state, members };
	const held = vault.heldEpoch(state.epoch);
	const epoch = await nextEpoch(firm, state, { author, readers, held }, time);
	const to = { kem: next.kem.publicKey, sender: author, leadsBack: epoch.leadsBack };
	const succession = { firm: firm.firm, vault: vault.vault, from };
	return vault.compose(
		{
			kind: 'member.rekeyed',
			payload: {
				bundle: { ...next.bundle },
				earlier: await earlierWraps(state, vault.heldEpochs, to),
				epoch: epoch.payload,
				proof: successionProof(next, succession)
			},
			body: { directory: directoryList(firm.directory) },
			newEpoch: { number: state.epoch + 1, held: epoch.held }
		},
		time
	);
}
