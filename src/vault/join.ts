/**
 * Joining by a link: the joiner makes their own identity and signs its keys into the log with the link's key, so that
 * the server can swap nothing in either direction. A client's join starts a new epoch without the link.
 */
import type { WordsEntropy } from '../crypto/brands.ts';
import type { Identity } from '../crypto/identity.ts';
import { signEntry } from '../crypto/entry.ts';
import { idBytes } from '../crypto/ids.ts';
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
import { makeEpoch } from './epoch-keys.ts';
import type { FirmMembership, Heads } from './keyring.ts';
import { typedName } from './names.ts';
import type { OpenLink } from './open-link.ts';
import { Refusal } from './problems.ts';
import { expectedRecipients } from './recipients.ts';
import type { VaultLog } from './vault-log.ts';

export interface Joiner {
	readonly name: string;
	readonly passkey: PasskeyResult;
	/** Required for staff; clients may do it later. */
	readonly words: WordsEntropy | null;
}

/** The join request without its ceremony answers, and the account it makes. */
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
	const entry = link.vault
		? await memberJoined(link, link.vault, identity, typedName(name), time)
		: await staffJoined(link, identity, typedName(name), time);
	const keyring = { firms: [membershipOf(link)], heads: headsOf(link) };
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

const membershipOf = ({ capsule, firm }: OpenLink): FirmMembership => ({
	firm: capsule.firm,
	role: capsule.kind,
	vaults: capsule.kind === 'client' ? [capsule.vault] : [],
	directory: firm.directory
});

/** The heads before the join: the next sync must contain them. */
function headsOf({ firm, vault }: OpenLink): Heads {
	const firmHead: Heads = new Map([[firm.firm, firm.state.head]]);
	return vault ? new Map([...firmHead, [vault.vault, vault.state.head]]) : firmHead;
}

function staffJoined({ keys, firm }: OpenLink, identity: Identity, name: string, time: number) {
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
			payload: { bundle: { ...identity.bundle }, invite: idBytes(keys.inviteId) },
			blobs: []
		},
		keys.signing,
		{ key, value: { name } }
	);
}

async function memberJoined(
	{ keys, firm }: OpenLink,
	vault: VaultLog,
	identity: Identity,
	name: string,
	time: number
) {
	const { state } = vault;
	const epoch = state.epoch + 1;
	const author = { kind: 'invite' as const, id: keys.inviteId };
	const members = new Map(state.members).set(identity.userId, {
		userId: identity.userId,
		bundle: identity.bundle,
		joinedAt: time,
		name
	});
	const invitations = new Map(state.invitations);
	invitations.delete(keys.inviteId);
	const { payload, held } = await makeEpoch(
		{ firm: state.firm, vault: state.vault, epoch, sender: author },
		expectedRecipients(firm.state, state.teams, { members, invitations }, time),
		vault.epoch(state.epoch).secret
	);
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
			payload: {
				bundle: { ...identity.bundle },
				epoch: payload,
				invite: idBytes(keys.inviteId)
			},
			blobs: []
		},
		keys.signing,
		{ key: held.seal, value: { directory: directoryList(firm.directory), name } }
	);
}
