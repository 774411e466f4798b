/** What set-up and joining have in common: a verified passkey, a bundle that is the user's id, one new account. */
import type { z } from 'zod';
import type { joinRequest } from '../../contract/api.ts';
import type { Raw, UserId } from '../../crypto/brands.ts';
import { spendCeremony } from '../ceremonies/ceremony-store.ts';
import type { PasskeyState } from '../ceremonies/passkey-verification.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { requireBundle, type Bundle } from '../logs/signatures.ts';
import { insertPasskey, insertUser, putRecovery } from './account-store.ts';

export type NewAccount = Pick<
	z.output<typeof joinRequest>,
	'userId' | 'identity' | 'keyring' | 'passkeyWrap' | 'recovery' | 'registration' | 'assertion'
>;

export async function requireBundleOf(user: UserId, bundle: Bundle): Promise<void> {
	if ((await requireBundle(bundle)) !== user) refuse('entry-refused');
}

export async function insertAccount(
	tx: Tx,
	account: NewAccount,
	signingKey: Raw,
	passkey: PasskeyState,
	now: number
): Promise<void> {
	const { userId, identity, keyring } = account;
	await spendCeremony(tx, account.registration.ceremony);
	await spendCeremony(tx, account.assertion.ceremony);
	await insertUser(tx, { id: userId, signingKey, identity, keyring }, now);
	await insertPasskey(tx, userId, passkey, account.passkeyWrap, now);
	if (account.recovery !== null) await putRecovery(tx, userId, account.recovery, now);
}
