/** A person's ways in: passkeys and the recovery words. The last one cannot be taken away. */
import type { z } from 'zod';
import type { addPasskeyRequest } from '../../contract/api.ts';
import type { UserId } from '../../crypto/brands.ts';
import { spendCeremony } from '../ceremonies/ceremony-store.ts';
import { verifyNewPasskey } from '../ceremonies/passkey-verification.ts';
import type { Tx } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { insertPasskey } from './account-store.ts';

/** As many as the contract's account can list. */
const MAX_PASSKEYS = 100;

export async function addPasskey(
	services: Services,
	user: UserId,
	request: z.output<typeof addPasskeyRequest>
): Promise<void> {
	const passkey = await verifyNewPasskey(services, request);
	await services.db.transaction().execute(async (tx) => {
		await spendCeremony(tx, request.registration.ceremony);
		await spendCeremony(tx, request.assertion.ceremony);
		await insertPasskey(tx, user, passkey, request.passkeyWrap, services.now());
		if ((await passkeysOf(tx, user)).length > MAX_PASSKEYS) refuse('too-many-requests');
	});
}

export async function removePasskey(
	services: Services,
	user: UserId,
	credential: string
): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		const { numDeletedRows } = await tx
			.deleteFrom('passkeys')
			.where('credential', '=', credential)
			.where('user', '=', user)
			.executeTakeFirst();
		if (numDeletedRows !== 1n) refuse('not-found');
		if (!(await hasWayIn(tx, user))) refuse('last-way-in');
	});
}

/** A passkey that signs in without unlocking is no way in of its own. */
async function hasWayIn(tx: Tx, user: UserId): Promise<boolean> {
	const recovery = await tx
		.selectFrom('recovery_methods')
		.select('id')
		.where('user', '=', user)
		.executeTakeFirst();
	if (recovery !== undefined) return true;
	return (await passkeysOf(tx, user)).some(({ wrap }) => wrap !== null);
}

const passkeysOf = (tx: Tx, user: UserId) =>
	tx.selectFrom('passkeys').select('wrap').where('user', '=', user).execute();
