/**
 * The firm's recovery kit when nobody can manage the firm any more: its words give the root key, which reads the firm's
 * log and names a new owner, and the escrow key, which opens the teams' secrets. Both are forgotten afterwards; the use
 * is an entry that everybody sees.
 */
import type { TeamId, UserId, WordsEntropy } from '../crypto/brands.ts';
import { wipe } from '../crypto/bytes.ts';
import { signEntry } from '../crypto/entry.ts';
import type { Bundle, Identity } from '../crypto/identity.ts';
import { kitKeys, signKitChallenge, type KitKeys } from '../crypto/recovery.ts';
import { inOrder } from '../contract/recipients.ts';
import { toWire } from '../contract/wire.ts';
import {
	accountRecord,
	newAccount,
	passkeyWrap,
	recoveryRecord,
	type OpenAccount,
	type PasskeyResult
} from './account.ts';
import type { Api } from './api.ts';
import { FirmLog } from './firm-log.ts';
import type { FirmState, Team } from './firm-state.ts';
import { successionProof } from './joining.ts';
import { memberKeys, startEpochs } from './leaving.ts';
import { typedName } from './names.ts';
import { NAMELESS } from './people.ts';
import { Refusal } from './problems.ts';
import {
	earlierEpochs,
	earlierOfTeams,
	heldByEscrow,
	type HeldTeam,
	type HeldTeams
} from './team-keys.ts';
import type { KitView } from './view.ts';

export interface OpenKit {
	readonly keys: KitKeys;
	readonly firm: FirmLog;
}

/** Reads and verifies the firm's log. @throws Refusal `kit-unknown` when the portal has no such firm */
export async function openKit(api: Api, words: WordsEntropy): Promise<OpenKit> {
	const keys = await kitKeys(words);
	const { firmId: firm, escrow } = keys;
	const source = {
		page: async (after: number | null) => {
			const { id, challenge } = await api.kitChallenge(firm);
			const signature = toWire(signKitChallenge(keys.root, firm, challenge));
			return api.kitLog({ firm, ceremony: id, signature, after });
		},
		append: () => Promise.reject(new Refusal('locked'))
	};
	const log = new FirmLog(firm, source, null, new Map(), undefined, (state) =>
		teamsByEscrow(state, escrow)
	);
	await log.sync();
	return { keys, firm: log };
}

export const forgetKit = ({ keys: { root, escrow } }: OpenKit): void => {
	wipe(root.seed, escrow.seed);
};

export function kitView({ firm }: OpenKit): KitView {
	const { name, mark, staff } = firm.state;
	return {
		firmName: name ?? 'The firm',
		mark: mark ?? { colour: 'pine', initials: '··' },
		owners: [...staff.values()]
			.filter(({ role }) => role === 'owner')
			.map(({ name: owner }) => owner ?? NAMELESS)
	};
}

async function teamsByEscrow(state: FirmState, escrow: KitKeys['escrow']): Promise<HeldTeams> {
	const held = new Map<TeamId, HeldTeam>();
	for (const team of state.teams.values()) {
		const place = { firm: state.firm, team: team.id };
		const byEscrow = (epoch: Parameters<typeof heldByEscrow>[1]) =>
			heldByEscrow(place, epoch, escrow);
		const current = await byEscrow(team);
		const earlier = current && (await earlierEpochs(state.firm, team, current, byEscrow));
		if (current && earlier) held.set(team.id, { ...current, earlier });
	}
	return held;
}

/**
 * The request that makes a new owner, without its ceremony answers, and their account.
 * @throws Refusal `passkey-too-weak`
 */
export async function prepareFirmRecovery(
	{ keys, firm }: OpenKit,
	{ name: typed, passkey, words }: { name: string; passkey: PasskeyResult; words: WordsEntropy },
	time: number
): Promise<{ account: OpenAccount; request: Record<string, unknown> }> {
	if (!passkey.prf) throw new Refusal('passkey-too-weak');
	const { key, identity } = await newAccount();
	const entry = await escrowUsed(keys, firm, identity, typedName(typed), time);
	const keyring = {
		firms: [{ firm: firm.firm, role: 'staff' as const, vaults: [], directory: firm.directory }],
		heads: new Map([[firm.firm, [firm.state.head]]])
	};
	return {
		account: { key, identity, keyring, keyringVersion: 0 },
		request: {
			firm: firm.firm,
			passkeyWrap: await passkeyWrap(passkey, identity.userId, key),
			...(await accountRecord(key, identity, keyring)),
			recovery: await recoveryRecord(words, identity.userId, key),
			entry: toWire(entry.bytes)
		}
	};
}

async function escrowUsed(
	{ root }: KitKeys,
	firm: FirmLog,
	owner: Identity,
	name: string,
	time: number
) {
	const { state } = firm;
	const staff = new Map<UserId, { bundle: Bundle }>(state.staff).set(owner.userId, owner);
	const teams = inOrder(state.teams.keys());
	const withOwner = ({ members }: Team) => memberKeys({ staff }, [...members.keys(), owner.userId]);
	const { payloads, draft } = await startEpochs(firm, firm.firm, teams, withOwner, true);
	const held = draft.newEpoch;
	if (!held) throw new Refusal('no-keys-yet');
	const succession = { firm: firm.firm, vault: null, from: firm.firm };
	return signEntry(
		{
			firm: firm.firm,
			vault: null,
			seq: state.head.seq + 1,
			prev: state.head.hash,
			epoch: held.epoch,
			kind: 'escrow.used',
			author: { kind: 'root', id: firm.firm },
			firmHead: null,
			time,
			payload: {
				bundle: { ...owner.bundle },
				earlier: await earlierOfTeams(firm, teams, owner.kem.publicKey, firm.firm),
				proof: successionProof(owner, succession),
				teams: payloads
			},
			blobs: []
		},
		root,
		{ key: held.keys.directory, value: { name } }
	);
}
