/** A person's own ways in: passkeys, recovery words, signed-in devices. */
import { passkeyWrap, recoveryRecord } from '../../vault/account.ts';
import { answersOf, type PendingWords } from './entering.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core } from './port.ts';

type OwnAccount = Pick<
	Core,
	| 'lock'
	| 'signOut'
	| 'me'
	| 'passkeys'
	| 'addPasskey'
	| 'removePasskey'
	| 'saveRecovery'
	| 'devices'
	| 'signOutDevice'
>;

export function ownAccount(
	keyholder: Keyholder,
	pending: PendingWords,
	emit: (event: { type: 'signed-out' }) => void
): OwnAccount {
	const { api, device } = keyholder;
	const refresh = async () => {
		const account = await api.account();
		keyholder.noteMethods(account);
		return account;
	};
	return {
		async lock() {
			void (await lockKeeping(keyholder))?.();
		},
		async signOut() {
			await (
				await lockKeeping(keyholder)
			)?.();
			await device.forget();
			await api.signOut();
			emit({ type: 'signed-out' });
		},
		me: async () => (keyholder.isOpen ? keyholder.me() : null),
		async passkeys() {
			const { passkeys } = await refresh();
			return passkeys.map(({ credential, createdAt, lastUsedAt, backedUp, wrap }) => ({
				credential,
				createdAt,
				lastUsedAt,
				backedUp,
				unlocks: wrap !== null
			}));
		},
		async addPasskey(passkey) {
			const { key, identity } = keyholder.session.account;
			const wrap = await passkeyWrap(passkey, identity.userId, key);
			await api.addPasskey({ passkeyWrap: wrap, ...answersOf(passkey) });
			await refresh();
		},
		async removePasskey(credential) {
			await api.removePasskey(credential);
			await refresh();
		},
		async saveRecovery() {
			const { key, identity } = keyholder.session.account;
			await api.putRecovery(await recoveryRecord(pending.words, identity.userId, key));
			pending.forget();
			await refresh();
		},
		devices: async () => (await api.devices()).devices,
		async signOutDevice(session) {
			await api.signOutDevice(session);
		}
	};
}

/** Locks at once. What is returned sends the newest heads to the account, if the server answers. */
async function lockKeeping(keyholder: Keyholder): Promise<(() => Promise<void>) | null> {
	if (!keyholder.isOpen) return null;
	const put = await keyholder.session.sealedKeyring();
	keyholder.lock();
	return put && (() => put().catch(() => undefined));
}
