/**
 * Joining by a link: the joiner makes their own identity and signs its keys into the log with the link's key, so that
 * the server can swap nothing in either direction. A client's join starts a new epoch without the link. The entry is
 * folded before it is sent: a join that readers would reject would use the link up for nothing.
 */
import type { UserId, WordsEntropy } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import type { Bundle, Identity } from '../crypto/identity.ts';
import { signEntry } from '../crypto/entry.ts';
import { idBytes } from '../crypto/ids.ts';
import { isFirmKind, isVaultKind } from '../contract/log.ts';
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
import { firmEvent, vaultEvent } from './events.ts';
import { foldFirm } from './fold-firm.ts';
import { foldVault } from './fold-vault.ts';
import type { Heads } from './heads.ts';
import type { FirmMembership } from './keyring.ts';
import { joinProof } from './joining.ts';
import { readEvent } from './log-entry.ts';
import { typedName } from './names.ts';
import { nextEpoch } from './next-epoch.ts';
import type { OpenLink } from './open-link.ts';
import { Refusal } from './problems.ts';
import type { Place } from './session.ts';
import type { VaultLog } from './vault-log.ts';
import type { Verdict } from './verdict.ts';

export interface Joiner {
	readonly name: string;
	readonly passkey: PasskeyResult;
	/** Required for staff; clients may do it later. */
	readonly words: WordsEntropy | null;
}

/**
 * The join request without its ceremony answers, and the account it makes.
 * @throws Refusal `invite-expired` by this device's clock, and `entry-rejected` when readers would not count the join.
 */
export async function prepareJoin(
	link: OpenLink,
	{ name, passkey, words }: Joiner,
	time: number
): Promise<{ account: OpenAccount; request: Record<string, unknown> }> {
	if (link.capsule.kind === 'staff' && !words) throw new Refusal('words-missing');
	// Staff need two ways to unlock, not one and a way to sign in.
	if (link.capsule.kind === 'staff' && !passkey.prf) throw new Refusal('passkey-too-weak');
	if (!passkey.prf && !words) throw new Refusal('recovery-needed');
	const { key, identity } = await newAccount();
	const entry = await joinEntry(link, identity, typedName(name), time);
	const { membership, heads } = placeOf(link);
	const keyring = { firms: [membership], heads };
	return {
		account: { key, identity, keyring, keyringVersion: 0 },
		request: {
			passkeyWrap: await passkeyWrap(passkey, identity.userId, key),
			...(await accountRecord(key, identity, keyring)),
			recovery: words && (await recoveryRecord(words, identity.userId, key)),
			entry: toWire(entry.bytes)
		}
	};
}

/**
 * The entry that puts these keys into the log. @throws Refusal `invite-expired` by this device's clock, and
 * `entry-rejected` when readers would not count it.
 */
export async function joinEntry(
	link: OpenLink,
	identity: Identity,
	name: string,
	time: number
): Promise<ParsedEntry> {
	const entry = link.vault
		? await memberJoined(link, link.vault, identity, name, time)
		: await staffJoined(link, identity, name, time);
	requireApplied(await verdictOn(link, entry));
	return entry;
}

/** Where the link leads, and the heads before the join: the next sync must contain them. */
export const placeOf = (link: OpenLink): Place => ({
	membership: membershipOf(link),
	heads: headsOf(link)
});

const membershipOf = ({ capsule, firm }: OpenLink): FirmMembership => ({
	firm: capsule.firm,
	role: capsule.kind,
	vaults: capsule.kind === 'client' ? [capsule.vault] : [],
	directory: firm.directory
});

function headsOf({ firm, vault }: OpenLink): Heads {
	const firmHead: Heads = new Map([[firm.firm, [firm.state.head]]]);
	return vault ? new Map([...firmHead, [vault.vault, [vault.state.head]]]) : firmHead;
}

/** Rights and keys depend on public payloads alone, so the body is not opened again to judge them. */
async function verdictOn({ firm, vault }: OpenLink, parsed: ParsedEntry): Promise<Verdict> {
	if (!vault) {
		const entry = readEvent(firmEvent, isFirmKind, parsed, null);
		return (await foldFirm(firm.firm, firm.state, entry)).verdict;
	}
	const entry = readEvent(vaultEvent, isVaultKind, parsed, null);
	const log = { firm: firm.firm, vault: vault.vault };
	return (await foldVault(log, vault.state, entry, firm)).verdict;
}

function requireApplied(verdict: Verdict): void {
	if (verdict.applied) return;
	throw new Refusal(verdict.reason === 'invite-expired' ? 'invite-expired' : 'entry-rejected');
}

/** What the payload of either kind of join says. */
const joinerOf = ({ keys, firm, vault }: OpenLink, identity: Identity): Record<string, Value> => ({
	bundle: { ...identity.bundle },
	invite: idBytes(keys.inviteId),
	proof: joinProof(identity, {
		firm: firm.firm,
		vault: vault?.vault ?? null,
		invite: keys.inviteId
	})
});

function staffJoined(link: OpenLink, identity: Identity, name: string, time: number) {
	const { keys, firm } = link;
	const { state, directory } = firm;
	const epoch = state.teams.get(state.everyone)?.epoch;
	const key = epoch === undefined ? undefined : directory.get(epoch);
	if (epoch === undefined || !key) throw new Refusal('link-stale');
	return signEntry(
		{
			firm: state.firm,
			vault: null,
			seq: state.head.seq + 1,
			prev: state.head.hash,
			epoch,
			kind: 'staff.joined',
			author: { kind: 'invite', id: keys.inviteId },
			firmHead: null,
			time,
			payload: joinerOf(link, identity),
			blobs: []
		},
		keys.signing,
		{ key, value: { name } }
	);
}

async function memberJoined(
	link: OpenLink,
	vault: VaultLog,
	identity: Identity,
	name: string,
	time: number
) {
	const { keys, firm } = link;
	const { state } = vault;
	const epoch = state.epoch + 1;
	const author = { kind: 'invite' as const, id: keys.inviteId };
	const invitation = state.invitations.get(keys.inviteId);
	const invitations = new Map(state.invitations);
	invitations.delete(keys.inviteId);
	const readers = {
		members: new Map<UserId, { bundle: Bundle }>(state.members).set(identity.userId, identity),
		invitations
	};
	const givesHistory = invitation?.kem !== null;
	const { payload, held, leadsBack } = await nextEpoch(
		firm,
		state,
		{ author, readers, held: vault.heldEpoch(state.epoch), givesHistory },
		time
	);
	const to = { kem: identity.kem.publicKey, sender: author, leadsBack };
	const earlier = givesHistory ? await earlierWraps(state, vault.heldEpochs, to) : [];
	return signEntry(
		{
			firm: state.firm,
			vault: state.vault,
			seq: state.head.seq + 1,
			prev: state.head.hash,
			epoch,
			kind: 'member.joined',
			author,
			firmHead: firm.state.head,
			time,
			payload: { ...joinerOf(link, identity), earlier, epoch: payload },
			blobs: []
		},
		keys.signing,
		{ key: held.seal, value: { directory: directoryList(firm.directory), name } }
	);
}
