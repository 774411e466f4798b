/**
 * Signing in, by passkey or recovery words: each ends in a fresh session, never in the one that was there before
 * (a planted cookie gains nothing), and in the account's sealed things. Who belongs nowhere any more is told so, but
 * only after proving who they are.
 */
import type { z } from 'zod';
import type { recoverySignInRequest } from '../../contract/api.ts';
import type { RecoveryId, UserId } from '../../crypto/brands.ts';
import {
	beginCeremony,
	burnCeremony,
	requireCeremony,
	spendCeremony
} from '../ceremonies/ceremony-store.ts';
import { verifyAssertion, type Assertion } from '../ceremonies/passkey-verification.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { isContextSigned } from '../logs/signatures.ts';
import type { Services } from '../services.ts';
import { findPasskey, readAccount, type Account } from './account-store.ts';
import { belongsAnywhere } from './belonging.ts';
import { endSession, findSession, startSession } from './session-store.ts';

/** What is known of the browser that asks. */
export interface Visitor {
	readonly device: string;
	/** The token of the session it had, if any. */
	readonly token: string | null;
}

export interface SignedIn {
	readonly token: string;
	readonly session: string;
	readonly account: Account;
}

/** For every way in: call inside the transaction that proves who it is, or that makes them somebody here. */
export async function beginSession(
	tx: Tx,
	user: UserId,
	visitor: Visitor,
	now: number
): Promise<SignedIn> {
	const { session, token } = await startSession(tx, user, visitor.device, now);
	return { token, session: session.id, account: await readAccount(tx, user) };
}

/** The session the browser had before ends with its streams. */
export async function endFormerSession(services: Services, visitor: Visitor): Promise<void> {
	if (visitor.token === null) return;
	const former = await findSession(services.db, visitor.token, services.now());
	if (former === null) return;
	await endSession(services.db, former.user, former.id);
	services.events.endSession(former.id);
}

export async function signIn(
	services: Services,
	assertion: Assertion,
	visitor: Visitor
): Promise<SignedIn> {
	const { db } = services;
	const now = services.now();
	const known = await findPasskey(db, assertion.response.id);
	if (known === undefined) return refuse('passkey-unknown');
	const { credential, counter, backedUp } = await verifyAssertion(services, assertion, {
		credential: assertion.response.id,
		publicKey: known.public_key,
		counter: known.counter
	});
	const signedIn = await db.transaction().execute(async (tx) => {
		await spendCeremony(tx, assertion.ceremony);
		await tx
			.updateTable('passkeys')
			.set({ counter, backed_up: backedUp ? 1 : 0, last_used_at: now })
			.where('credential', '=', credential)
			.execute();
		return returnIn(tx, known.user, visitor, now);
	});
	return settle(services, signedIn, visitor);
}

/** Null for a person without access: what was proven is spent all the same, so the refusal comes after the commit. */
async function returnIn(
	tx: Tx,
	user: UserId,
	visitor: Visitor,
	now: number
): Promise<SignedIn | null> {
	return (await belongsAnywhere(tx, user)) ? beginSession(tx, user, visitor, now) : null;
}

async function settle(
	services: Services,
	signedIn: SignedIn | null,
	visitor: Visitor
): Promise<SignedIn> {
	if (signedIn === null) return refuse('access-ended');
	await endFormerSession(services, visitor);
	return signedIn;
}

export async function beginRecovery(services: Services, recovery: RecoveryId) {
	const found = await services.db
		.selectFrom('recovery_methods')
		.select('id')
		.where('id', '=', recovery)
		.executeTakeFirst();
	if (found === undefined) refuse('recovery-unknown');
	return beginCeremony(services.db, 'recover', recovery, services.now());
}

export async function recoverySignIn(
	services: Services,
	answer: z.output<typeof recoverySignInRequest>,
	visitor: Visitor
): Promise<SignedIn> {
	const { db } = services;
	const now = services.now();
	const ceremony = await requireCeremony(db, answer.ceremony, 'recover', now);
	const method = await db
		.selectFrom('recovery_methods')
		.select(['user', 'sign_in_key'])
		.where('id', '=', answer.recoveryId)
		.executeTakeFirst();
	const isProven =
		method !== undefined &&
		ceremony.recovery === answer.recoveryId &&
		isContextSigned(
			'recovery-challenge',
			method.sign_in_key,
			{ object: ceremony.challenge },
			answer.signature
		);
	if (!isProven) {
		await burnCeremony(db, answer.ceremony);
		return refuse('recovery-refused');
	}
	const signedIn = await db.transaction().execute(async (tx) => {
		await spendCeremony(tx, answer.ceremony);
		return returnIn(tx, method.user, visitor, now);
	});
	return settle(services, signedIn, visitor);
}
