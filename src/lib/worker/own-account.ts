/** A person's own ways in: passkeys, recovery words, signed-in devices. */
import { wipe } from '../../crypto/bytes.ts';
import { accountSighting, passkeyWrap, recoveryRecord } from '../../vault/account.ts';
import { witnessed } from '../../vault/evidence.ts';
import { withRebase } from '../../vault/log-source.ts';
import { prepareNewKeys } from '../../vault/new-keys.ts';
import { Refusal } from '../../vault/problems.ts';
import { answersOf, asJson, type PendingWords } from './entering.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';

type OwnAccount = Pick<
	Core,
	| 'lock'
	| 'signOut'
	| 'me'
	| 'passkeys'
	| 'addPasskey'
	| 'removePasskey'
	| 'saveRecovery'
	| 'changeKeys'
	| 'devices'
	| 'signOutDevice'
>;

export function ownAccount(
	keyholder: Keyholder,
	pending: PendingWords,
	/** `withoutNews`: changing one's keys ends one's own session too, which must not look like being signed out. */
	page: {
		emit: (event: CoreEvent) => void;
		now: () => number;
		withoutNews: <T>(work: () => Promise<T>) => Promise<T>;
	}
): OwnAccount {
	const { api, device } = keyholder;
	const refresh = async () => {
		const account = await api.account();
		if (account.userId !== keyholder.session.userId)
			throw witnessed(new Refusal('account-damaged'), await accountSighting(account));
		keyholder.noteMethods(account);
		return account;
	};
	async function signOut(): Promise<void> {
		await (
			await lockKeeping(keyholder)
		)?.();
		await device.forget();
		await api.signOut();
		page.emit({ type: 'signed-out' });
	}
	return {
		async lock() {
			void (await lockKeeping(keyholder))?.();
		},
		signOut() {
			const leaving = signOut();
			keyholder.left = leaving.catch(() => undefined);
			return leaving;
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
		async changeKeys({ passkey, withRecovery }) {
			const { session } = keyholder;
			const words = withRecovery ? pending.words : null;
			// The portal keeps none that are sealed under the former key.
			const replies = await (await session.savedReplies(device)).all().catch(() => []);
			const change = async () => {
				const copy = { ...passkey, prf: passkey.prf?.slice() ?? null };
				const { account, request } = await prepareNewKeys(session, copy, words, page.now());
				const answer = await api.rekey({ ...request, assertion: asJson(passkey.assertion) });
				pending.forget();
				if (passkey.prf) wipe(passkey.prf);
				return keyholder.replace(account, answer.account);
			};
			const me = await page.withoutNews(() => withRebase(change, () => session.syncFirms()));
			await (await keyholder.session.savedReplies(device)).add(replies).catch(() => undefined);
			for (const vault of me.vaults) page.emit({ type: 'vault-changed', vault });
			page.emit({ type: 'team-changed' });
			page.emit({ type: 'clients-changed' });
			return me;
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
