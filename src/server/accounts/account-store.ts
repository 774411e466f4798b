/** Accounts: sealed things the server keeps for a person and hands back, and the public halves of their keys. */
import type { z } from 'zod';
import type { account, recoveryMethod } from '../../contract/api.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import type { Raw, UserId } from '../../crypto/brands.ts';
import type { PasskeyState } from '../ceremonies/passkey-verification.ts';
import type { Db, Tx } from '../db/database.ts';
import { readSettings } from '../notices/settings-store.ts';
import { refuse } from '../http/refusal.ts';

export type RecoveryMethod = z.output<typeof recoveryMethod>;
export type Account = z.input<typeof account>;

export interface NewUser {
	readonly id: UserId;
	readonly signingKey: Raw;
	readonly identity: Raw;
	readonly keyring: Raw;
}

export async function insertUser(tx: Tx, user: NewUser, now: number): Promise<void> {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('users')
		.values({
			id: user.id,
			signing_key: user.signingKey,
			identity: user.identity,
			keyring: user.keyring,
			keyring_version: 0,
			created_at: now
		})
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (numInsertedOrUpdatedRows !== 1n) refuse('entry-refused');
}

export async function insertPasskey(
	tx: Tx,
	user: UserId,
	passkey: PasskeyState,
	wrap: Raw | null,
	now: number
): Promise<void> {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('passkeys')
		.values({
			credential: passkey.credential,
			user,
			public_key: passkey.publicKey,
			counter: passkey.counter,
			wrap,
			backed_up: passkey.backedUp ? 1 : 0,
			created_at: now,
			last_used_at: null
		})
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	if (numInsertedOrUpdatedRows !== 1n) refuse('passkey-taken');
}

/** Replaces the one before. */
export async function putRecovery(
	tx: Tx,
	user: UserId,
	method: RecoveryMethod,
	now: number
): Promise<void> {
	await tx.deleteFrom('recovery_methods').where('user', '=', user).execute();
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('recovery_methods')
		.values({
			id: method.recoveryId,
			user,
			sign_in_key: method.signInKey,
			wrap: method.wrap,
			created_at: now
		})
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	// An id is derived from 256 random bits: somebody else's can only be copied.
	if (numInsertedOrUpdatedRows !== 1n) refuse('entry-refused');
}

export async function findPasskey(db: Db, credential: string) {
	return db
		.selectFrom('passkeys')
		.select(['user', 'public_key', 'counter'])
		.where('credential', '=', credential)
		.executeTakeFirst();
}

export async function signingKeyOf(db: Db, user: UserId): Promise<Raw> {
	const { signing_key } = await db
		.selectFrom('users')
		.select('signing_key')
		.where('id', '=', user)
		.executeTakeFirstOrThrow();
	return signing_key;
}

export async function readAccount(db: Db, user: UserId): Promise<Account> {
	const row = await db
		.selectFrom('users')
		.selectAll()
		.where('id', '=', user)
		.executeTakeFirstOrThrow();
	return {
		userId: user,
		identity: encodeBase64url(row.identity),
		keyring: encodeBase64url(row.keyring),
		keyringVersion: row.keyring_version,
		passkeys: await readPasskeys(db, user),
		recovery: await readRecovery(db, user),
		mailLanguage: (await readSettings(db, user))?.language ?? null
	};
}

export async function readPasskeyKeys(db: Db, user: UserId) {
	const rows = await db
		.selectFrom('passkeys')
		.select(['credential', 'public_key'])
		.where('user', '=', user)
		.orderBy('created_at')
		.orderBy('credential')
		.execute();
	return rows.map((row) => ({ credential: row.credential, key: encodeBase64url(row.public_key) }));
}

async function readPasskeys(db: Db, user: UserId): Promise<Account['passkeys']> {
	const rows = await db
		.selectFrom('passkeys')
		.selectAll()
		.where('user', '=', user)
		.orderBy('created_at')
		.orderBy('credential')
		.execute();
	return rows.map((row) => ({
		credential: row.credential,
		wrap: row.wrap && encodeBase64url(row.wrap),
		createdAt: row.created_at,
		lastUsedAt: row.last_used_at,
		backedUp: row.backed_up === 1
	}));
}

async function readRecovery(db: Db, user: UserId): Promise<Account['recovery']> {
	const row = await db
		.selectFrom('recovery_methods')
		.select(['id', 'wrap', 'created_at'])
		.where('user', '=', user)
		.executeTakeFirst();
	return row === undefined
		? null
		: { recoveryId: row.id, wrap: encodeBase64url(row.wrap), createdAt: row.created_at };
}
