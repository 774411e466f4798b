/**
 * Founding a firm: the genesis of its log, signed by a root key that is derived from the recovery kit's words and
 * forgotten at the end of this function.
 */
import type { WordsEntropy } from '../crypto/brands.ts';
import { wipe } from '../crypto/bytes.ts';
import { signEntry } from '../crypto/entry.ts';
import { newTeamId } from '../crypto/ids.ts';
import { kitKeys } from '../crypto/recovery.ts';
import { toWire } from '../contract/wire.ts';
import {
	accountRecord,
	newAccount,
	passkeyWrap,
	recoveryRecord,
	type PasskeyResult
} from './account.ts';
import { typedName } from './names.ts';
import { Refusal } from './problems.ts';
import { makeTeamEpoch } from './team-keys.ts';
import type { Mark } from './view.ts';

export interface NewFirm {
	readonly firmName: string;
	readonly mark: Mark;
	readonly ownerName: string;
}

export const DEFAULT_TEAM = 'Everyone';

/**
 * The request that founds the firm, without its token and ceremony answers, and the new owner's account.
 * @throws Refusal `passkey-too-weak`
 */
export async function foundFirm(
	{ firmName, mark, ownerName }: NewFirm,
	kit: WordsEntropy,
	passkey: PasskeyResult,
	time: number
) {
	if (!passkey.prf) throw new Refusal('passkey-too-weak');
	const { root, escrow, firmId } = await kitKeys(kit);
	const { key, identity } = await newAccount();
	const id = newTeamId();
	const { payload: team, held } = await makeTeamEpoch(
		{ firm: firmId, escrow: escrow.publicKey },
		{ team: id, epoch: 1, sender: firmId },
		[{ user: identity.userId, kem: identity.kem.publicKey }],
		null
	);
	const genesis = await signEntry(
		{
			firm: firmId,
			vault: null,
			seq: 0,
			prev: null,
			epoch: 1,
			kind: 'firm.genesis',
			author: { kind: 'root', id: firmId },
			firmHead: null,
			time,
			payload: {
				escrow: escrow.publicKey,
				minSuite: 1,
				owner: { ...identity.bundle },
				root: root.publicKey,
				team
			},
			blobs: []
		},
		root,
		{
			key: held.keys.directory,
			value: {
				mark: { ...mark },
				name: typedName(firmName),
				ownerName: typedName(ownerName),
				teamName: DEFAULT_TEAM
			}
		}
	);
	const keyring = {
		firms: [
			{
				firm: firmId,
				role: 'staff' as const,
				vaults: [],
				directory: new Map([[1, held.keys.directory]])
			}
		],
		heads: new Map([[firmId, [{ seq: 0, hash: genesis.hash }]]])
	};
	wipe(root.seed, escrow.seed);
	return {
		account: { key, identity, keyring, keyringVersion: 0 },
		request: {
			passkeyWrap: await passkeyWrap(passkey, identity.userId, key),
			...(await accountRecord(key, identity, keyring)),
			recovery: await recoveryRecord(kit, identity.userId, key),
			genesis: toWire(genesis.bytes)
		}
	};
}
